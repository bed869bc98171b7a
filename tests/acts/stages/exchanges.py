"""Stages of exchanges and of what a unit counted."""

from datetime import timedelta
from typing import Any

from dunmiao.posts.models import Programme
from dunmiao.secondments.actions import exchanges as actions
from dunmiao.secondments.models import Nomination
from tests.acts.stages import DEPARTMENT, EVERYBODY, Stage, by, today
from tests.factories.exchanges import Round

# Whoever may view cases at 市财政局, 新仓镇, 平湖市 or the whole city.
PARTIES = DEPARTMENT | {"leader", "home", "other_host", "lead", "liaison", "group_leader"}


def programme(city: Any, state: str) -> Any:
    """A round of exchanges with two people who are screened."""
    return Round.build(city).programme


def begun(city: Any) -> Round:
    """The same, its days moved into the past."""
    made = Round.build(city)
    first, last = today() - timedelta(days=100), today() + timedelta(days=400)
    with city.acting("officer"):
        Programme.objects.filter(pk=made.programme.pk).update(starts_on=first, ends_on=last)
        made.programme.refresh_from_db()
    return made


def exchange(city: Any, state: str) -> Any:
    """The pair, in this state; what is issued has begun."""
    made = begun(city) if state == "ISSUED" else Round.build(city)
    if state == "PROPOSED":
        return made.propose()
    if state == "FALLEN":
        return by(city, "officer", actions.fall_exchange, made.propose(), reason="另有安排")
    if state == "DECIDED":
        return made.decide(made.agreed())
    found = made.issued()
    made.serve(found)
    return found


def agreed(city: Any, state: str) -> Any:
    """The pair with every side's word, ready to be decided; in another state as above."""
    return Round.build(city).agreed() if state == "PROPOSED" else exchange(city, state)


def proposing(city: Any, row: Any) -> dict[str, object]:
    """Each of the two to the other's unit."""
    with city.acting("officer"):
        posts = {post.unit_id: str(post.uid) for post in row.posts.all()}
        rows = Nomination.objects.filter(programme=row)
        ways = {
            str(one.uid): uid for one in rows for unit, uid in posts.items()
            if unit != one.home_unit_id
        }  # fmt: skip
    return {"ways": ways, "starts_on": str(row.starts_on), "ends_on": str(row.ends_on)}


def agreeing(city: Any, row: Any) -> dict[str, object]:
    """The city's department agrees."""
    return {"side": str(city.units["甲市"].uid), "agree": True}


def shorter(city: Any, row: Any) -> dict[str, object]:
    """Everybody a month earlier."""
    last = row.ends_on - timedelta(days=30)
    return {"last_day": str(last), "reason": "机构改革", "document_no": "甲组〔2027〕1号"}


COUNT = {"as_of": str(today()), "establishment": 30, "occupied": 29}
STAGES = {
    "exchange.propose": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY, given=proposing),
    "exchange.answer": Stage(make=exchange, state="PROPOSED", wrong="DECIDED", may=DEPARTMENT,
                             sees=PARTIES, given=agreeing),
    "exchange.decide": Stage(make=agreed, state="PROPOSED", wrong="DECIDED", may={"second", "leader"},
                             sees=PARTIES, given={"document_no": "甲组干〔2026〕42号"}),
    "exchange.issue": Stage(make=exchange, state="DECIDED", wrong="PROPOSED", may=DEPARTMENT,
                            sees=PARTIES),
    "exchange.change_term": Stage(make=exchange, state="ISSUED", wrong="DECIDED", may=DEPARTMENT,
                                  sees=PARTIES, given=shorter),
    "exchange.fall": Stage(make=exchange, state="PROPOSED", wrong="FALLEN", may=DEPARTMENT,
                           sees=PARTIES, given={"reason": "另有安排"}),
    "establishment.record": Stage(make=lambda city, state: city.units["市财政局"],
                                  may=DEPARTMENT | {"home"}, sees=EVERYBODY, given=COUNT),
}  # fmt: skip
