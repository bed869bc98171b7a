"""Stages of plans: made, pinned, sent, approved and issued by two officers; teams composed."""

from typing import Any

from django.utils import timezone

from dunmiao.acts.fields import Upload
from dunmiao.formats.workbook import write_workbook
from dunmiao.people.models import FamilyMember
from dunmiao.placements import engine, runs
from dunmiao.placements.actions import approval, pins, plans, teams
from dunmiao.placements.manual_lists import HEADER
from dunmiao.placements.models import PlacementPlan
from dunmiao.posts.actions.posts import file_post
from dunmiao.posts.actions.teams import Ask, form_team
from dunmiao.secondments.models import Nomination
from tests.acts.stages import DEPARTMENT, EVERYBODY, PERSON, Stage, by

# Plans are seen by whoever watches over the whole city; the department prepares them.
SEES = DEPARTMENT | {"leader", "supervisor"}
# The plan of a stage is made and sent by the officer, whose second account is "twin".
OTHERS = frozenset({"second", "leader"})
COUNTS = {"due": 9, "present": 9, "agree": 9, "disagree": 0, "abstain": 0}
WHY = {"reason_code": "WORK", "reason": "工作衔接"}


def programme(city: Any, state: str) -> Any:
    """The round of the towns with one nominee, screened."""
    city.nominate(PERSON)
    return city.programme


def plan(city: Any, state: str) -> PlacementPlan:
    """A plan of the officer, solved, in this state."""
    made: PlacementPlan = by(city, "officer", plans.make_plan, programme(city, ""))
    _solve(city, made)
    if state == "WITHDRAWN":
        return _left(city, made, state)
    steps = [
        ("officer", approval.submit_plan, {}),
        ("officer", approval.record_deliberation, COUNTS),
        ("second", approval.approve_plan, {}),
        ("second", approval.issue_plan, {}),
    ]
    states = ["DRAFT", "SUBMITTED", "DELIBERATED", "APPROVED", "ISSUED"]
    for who, act, given in steps[: states.index(state or "DRAFT")]:
        made = by(city, who, act, made, **given)
    return made


def _solve(city: Any, made: PlacementPlan) -> None:
    with city.acting("officer") as actor:
        frozen = runs.freeze_plan(actor=actor, plan_uid=made.uid)
        answer = engine.solve_files(frozen.files, seed=0, seconds=10, progress=lambda *_: None)
        runs.store_result(
            actor=actor, plan_uid=made.uid, frozen=frozen, answer=answer, now=timezone.now()
        )
    made.refresh_from_db()


def pinned(city: Any, state: str) -> PlacementPlan:
    """The same with the person held at 大桥镇."""
    made = plan(city, "DRAFT")
    with city.acting("officer"):
        nominee = Nomination.objects.get(cadre=city.cadres[PERSON])
    made = by(city, "officer", pins.pin_pair, made, nomination=nominee,
              post=city.posts["大桥镇"], **WHY)  # fmt: skip
    return _left(city, made, state)


def _left(city: Any, made: PlacementPlan, state: str) -> PlacementPlan:
    """Withdrawn where that state is asked."""
    if state == "WITHDRAWN":
        made = by(city, "officer", approval.withdraw_plan, made, reason="不再开展")
    return made


def team(city: Any, state: str) -> Any:
    """A team of the round with two seats at 新仓镇, and two nominees."""
    city.nominees = city.nominate(PERSON, "李芳")
    made = by(city, "officer", form_team, city.programme, name="攻坚组",
              requirements=[Ask("正科领衔", "rank", ">=", "2")])  # fmt: skip
    city.seat = by(city, "officer", file_post, city.programme, unit=city.units["新仓镇"],
                   title="成员", seats=2, team=made, role="BODY")  # fmt: skip
    city.team = made
    return made


def composed(city: Any, state: str) -> PlacementPlan:
    """The draft of the team with the person in a seat."""
    made = _empty(city)
    made = by(city, "officer", teams.seat_person, made, nomination=city.nominees[PERSON],
              post=city.seat)  # fmt: skip
    return _left(city, made, state)


def _empty(city: Any) -> PlacementPlan:
    made: PlacementPlan = by(city, "officer", teams.compose_team, team(city, ""))
    return made


def vacant(city: Any, state: str) -> PlacementPlan:
    """The draft of the team, nobody in it."""
    return _left(city, _empty(city), state)


def related(city: Any, state: str) -> PlacementPlan:
    """The same; the two nominees are relatives."""
    one, other = city.cadres[PERSON], city.cadres["李芳"]
    with city.acting("officer"):
        FamilyMember.objects.create(
            city_id=city.city.pk, cadre=one, relation="姐姐", name=other.name,
            birth_month=other.birth_month, work="市财政局",
        )  # fmt: skip
    return vacant(city, state)


def pair(city: Any, row: Any) -> dict[str, object]:
    """The person and 大桥镇, with the reason."""
    with city.acting("officer"):
        nominee = Nomination.objects.get(cadre=city.cadres[PERSON])
    return {"nomination": str(nominee.uid), "post": str(city.posts["大桥镇"].uid), **WHY}


def pin(city: Any, row: Any) -> dict[str, object]:
    """The only pin."""
    with city.acting("officer"):
        return {"pin": str(row.pins.get().pk)}


def seat(city: Any, row: Any) -> dict[str, object]:
    """The person into a seat of the team."""
    return {"nomination": str(city.nominees[PERSON].uid), "post": str(city.seat.uid)}


def member(city: Any, row: Any) -> dict[str, object]:
    """The person, who sits."""
    return {"nomination": str(city.nominees[PERSON].uid)}


def its_team(city: Any, row: Any) -> dict[str, object]:
    """The team that is composed."""
    return {"team": str(city.team.uid)}


def relatives(city: Any, row: Any) -> dict[str, object]:
    """Both nominees."""
    first, second = (str(city.nominees[name].uid) for name in (PERSON, "李芳"))
    return {"first": first, "second": second, "reason": "无上下级关系"}


def manual(city: Any, row: Any) -> dict[str, object]:
    """A filled table with one person."""
    rows = [[PERSON, "", "大桥镇", ""]]
    return {"file": Upload("名单.xlsx", write_workbook(sheet="x", header=HEADER, rows=rows))}


CHANGED: dict[str, Any] = {"may": DEPARTMENT, "sees": SEES, "state": "DRAFT", "wrong": "WITHDRAWN"}
STAGES = {
    "plan.make": Stage(make=programme, may=DEPARTMENT, sees=EVERYBODY),
    "plan.copy": Stage(make=plan, may=DEPARTMENT, sees=SEES),
    "plan.supplement": Stage(make=plan, may=DEPARTMENT, sees=SEES, state="ISSUED", wrong="DRAFT"),
    "plan.weigh": Stage(make=plan, **CHANGED, given={"wish": 150, "solve": False}),
    "plan.set_mode": Stage(make=plan, **CHANGED, given={"mode": "STABLE"}),
    "plan.solve": Stage(make=plan, **CHANGED),
    "plan.bring_list": Stage(make=plan, may=DEPARTMENT, sees=SEES, given=manual),
    "plan.pin": Stage(make=plan, **CHANGED, given=pair),
    "plan.exclude": Stage(make=plan, **CHANGED, given=pair),
    "plan.unpin": Stage(make=pinned, **CHANGED, given=pin),
    "plan.submit": Stage(make=plan, **CHANGED),
    "plan.withdraw": Stage(make=plan, **{**CHANGED, "wrong": "APPROVED"},
                           given={"reason": "不再开展"}),
    "plan.deliberate": Stage(make=plan, may=DEPARTMENT, sees=SEES, state="SUBMITTED",
                             wrong="DRAFT", given=COUNTS),
    "plan.return": Stage(make=plan, may=DEPARTMENT | {"leader"}, sees=SEES, state="DELIBERATED",
                         wrong="APPROVED", given={"reason": "人数不足"}),
    "plan.approve": Stage(make=plan, may=OTHERS, sees=SEES, state="DELIBERATED",
                          wrong="SUBMITTED"),
    "plan.issue": Stage(make=plan, may=DEPARTMENT, sees=SEES, state="APPROVED", wrong="ISSUED"),
    "team.compose": Stage(make=team, may=DEPARTMENT, sees=EVERYBODY),
    "plan.seat": Stage(make=vacant, **CHANGED, given=seat),
    "plan.unseat": Stage(make=composed, **CHANGED, given=member),
    "plan.undo_seat": Stage(make=composed, **CHANGED, given=its_team),
    "plan.fill_team": Stage(make=vacant, **CHANGED, given=its_team),
    "plan.clear_kin": Stage(make=related, **CHANGED, given=relatives),
}  # fmt: skip
