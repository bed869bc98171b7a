"""Stages of programmes, posts and teams."""

from datetime import timedelta
from typing import Any

from dunmiao.posts.actions.posts import add_requirement, withdraw_post
from dunmiao.posts.actions.programmes import close_programme
from dunmiao.posts.models import Requirement
from dunmiao.units.models import Unit
from tests.acts.stages import DEPARTMENT, EVERYBODY, FOREIGN, Stage, by, today
from tests.acts.stages.accounts import city_itself as whole
from tests.acts.stages.cases import HOSTS, serving

TEAM = {"name": "攻坚组", "requirements": [
    {"label": "处级领衔", "attribute": "rank", "operator": ">=", "value": "3", "at_least": 1}]}  # fmt: skip


def programme(city: Any, state: str) -> Any:
    """The round of the towns, with a person who serves."""
    serving(city)
    return city.programme


def post(city: Any, state: str) -> Any:
    """The post of 大桥镇 in the round of the towns."""
    programme(city, state)
    return city.posts["大桥镇"]


def closed(city: Any, state: str) -> Any:
    """The same round, closed."""
    return by(city, "officer", close_programme, programme(city, state), reason="已派完")


def withdrawn(city: Any, state: str) -> Any:
    """The same post, withdrawn."""
    return by(city, "host", withdraw_post, post(city, state), reason="不再需要")


def asked_post(city: Any, state: str) -> Any:
    """The same with a requirement."""
    found = post(city, state)
    by(city, "host", add_requirement, found, **AGE, revision=None)
    return found


def opening(city: Any, row: Any, who: str) -> dict[str, object]:
    """A new round of the towns, led by the city of whoever opens it."""
    with city.acting(who) as actor:
        root = Unit.objects.get(city_id=actor.city_id, parent=None)
    return {
        "kind": "TOWN", "name": "又一批", "purpose": "KEY_TASK",
        "lead_unit": str(root.uid),
        "nominate_by": str(today()), "starts_on": str(today() + timedelta(days=20)),
        "ends_on": str(today() + timedelta(days=380)),
    }  # fmt: skip


def filing(city: Any, row: Any, who: str) -> dict[str, object]:
    """A post of the unit that the filer answers for."""
    own = {"other_host": "新仓镇", "lead": "市财政局", "county": "南湖区"}.get(who, "大桥镇")
    return {"unit": str(city.units[own].uid), "title": "挂职副书记", "seats": 1}


def dropping(city: Any, row: Any) -> dict[str, object]:
    """Its only requirement."""
    with city.acting("officer"):
        return {"requirement": str(Requirement.objects.get(post=row).pk)}


AGE = {"attribute": "age", "operator": "<=", "value": "36", "severity": "WARN"}
FILERS = DEPARTMENT | {"host", "other_host", "lead", "county"}
SIGNED_IN = EVERYBODY | {FOREIGN}
STAGES = {
    "programme.open": Stage(make=whole, may=DEPARTMENT | {FOREIGN}, sees=SIGNED_IN,
                            given_to=opening),
    "programme.edit": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given={
        "name": "工业强镇挂职", "purpose": "KEY_TASK", "nominate_by": str(today()),
        "starts_on": str(today() + timedelta(days=20)),
        "ends_on": str(today() + timedelta(days=700)), "reason": "延期"}),
    "programme.close": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY,
                             given={"reason": "已派完"}),
    "programme.reopen": Stage(make=closed, may=DEPARTMENT, sees=EVERYBODY,
                              given={"reason": "补派"}),
    "post.correct": Stage(make=post, may=HOSTS, sees=EVERYBODY,
                          given={"title": "党委副书记", "reason": "更正"}),
    "post.require": Stage(make=post, may=DEPARTMENT, sees=EVERYBODY, given={"must": True}),
    "post.withdraw": Stage(make=post, may=HOSTS, sees=EVERYBODY, given={"reason": "不再需要"}),
    "post.restore": Stage(make=withdrawn, may=HOSTS, sees=EVERYBODY, given={"reason": "又需要"}),
    "team.form": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given=TEAM),
    "post.file": Stage(make=programme, may=FILERS, sees=EVERYBODY, given_to=filing),
    "post.describe": Stage(make=post, may=HOSTS, sees=EVERYBODY,
                           given={"duty": "分管工业", "seats": 2}),
    "post.classify": Stage(make=post, may=DEPARTMENT, sees=EVERYBODY,
                           given={"post_class": "PRINCIPAL"}),
    "requirement.add": Stage(make=post, may=HOSTS, sees=EVERYBODY, given=AGE),
    "requirement.drop": Stage(make=asked_post, may=HOSTS, sees=EVERYBODY, given=dropping),
}  # fmt: skip
