"""Sending a panel to see people, and concluding what its members wrote."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated

from django.db.models import QuerySet

from dunmiao.access.lifecycle import LIVING
from dunmiao.access.models import Grant, User
from dunmiao.access.policy import visible
from dunmiao.access.roles import PERMISSIONS, Permission
from dunmiao.acts.claims import Anywhere, Doing, Held
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Day, One, Several, Sheet, Text
from dunmiao.assessments import offers, panels
from dunmiao.assessments.lifecycle import PANEL
from dunmiao.assessments.messages import say
from dunmiao.assessments.models import (
    BallotRound,
    Panel,
    PanelMember,
    PanelNote,
    PanelSubject,
)
from dunmiao.assessments.models.rounds import part_of
from dunmiao.assessments.rules import panels as rules
from dunmiao.assessments.standing import fit_votes, growth_of
from dunmiao.kernel.errors import RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import FamilyMember
from dunmiao.posts.models import Programme
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


def _candidates(doing: Doing, row: object) -> QuerySet[User]:
    """Accounts that may sit on a panel: the department's and those granted it, by name."""
    roles = [role.value for role, held in PERMISSIONS.items() if Permission.PANEL_NOTES in held]
    granted = Grant.objects.on(doing.today).filter(city_id=doing.actor.city_id, role__in=roles)
    return User.objects.filter(pk__in=granted.values("user"), state__in=LIVING.split()).order_by(
        "full_name", "pk"
    )


def _rounds(doing: Doing, row: object) -> QuerySet[BallotRound]:
    """Rounds that are not archived."""
    rows = visible(BallotRound, doing.actor)
    return rows.exclude(state__in=["PUBLISHED", "CANCELLED"])


def _called(user: User) -> str:
    return str(user.full_name)


def _visited(case: Secondment) -> str:
    return f"{case.cadre.name} {case.host_unit.name}{case.post.title}"


def _days(doing: Doing, programme: Programme) -> list[tuple[str, str]]:
    return [(str(case.uid), _visited(case)) for case in offers.cases(doing, programme)]


Organiser = Annotated[
    Unit, One("组织单位", offers=offers.organisers(Permission.ROUNDS_PREPARE), first=offers.whole_city)
]  # fmt: skip
Linked = Annotated[
    BallotRound | None,
    One("连通哪次测评", offers=_rounds, search=("title",), say=lambda row: str(row.title),
        help="考察组的评分作为共同评委"),
]  # fmt: skip
Leader = Annotated[User, One("组长", offers=_candidates, search=("full_name",), say=_called)]
Members = Annotated[list[User], Several("成员", offers=_candidates, say=_called)]
Visited = Annotated[list[Secondment], Several("考察对象", offers=offers.cases, say=_visited)]


@act(
    "panel.send", Programme, "派出考察组",
    records="panel.sent",
    said="考察组已派出。",
    may=Anywhere(Permission.ROUNDS_PREPARE),
)  # fmt: skip
def send_panel(
    programme: Programme, doing: Doing, *,
    title: Annotated[str, Text("名称", most=80)],
    unit: Organiser,
    starts_on: Annotated[date, Day("开始", today=True)],
    ends_on: Annotated[date, Day("结束", today=True)],
    ballot_round: Linked = None,
    leader: Leader,
    members: Members,
    cases: Visited,
    days: Annotated[dict[str, date] | None, Sheet("走访日期", offers=_days, cell=Day("走访日期"),
                                                  help="不填即开始那天")] = None,
) -> Panel:  # fmt: skip
    """A panel with its members (the first one leads) and its route; refused where a member has
    to recuse himself, with every reason at once."""
    people = [leader, *(user for user in members if user.pk != leader.pk)]
    found: list[Finding] = []
    if ends_on < starts_on:
        found.append(say("round.term", where="ends_on"))
    found += rules.objections_to_members([_member(user) for user in people], _subjects(cases))
    if found:
        raise RuleBroken(found)
    panel = Panel.objects.create(
        city_id=programme.city_id, unit=unit, programme=programme, round=ballot_round, title=title,
        starts_on=starts_on, ends_on=ends_on, made_by_id=doing.actor.user_id,
    )  # fmt: skip
    for place, user in enumerate(people):
        PanelMember.objects.create(
            **part_of(panel, panel=panel), user=user, name=user.full_name, is_leader=place == 0
        )
    for case in cases:
        _visit(panel, case, (days or {}).get(str(case.uid), starts_on))
    doing.concern(*(case.cadre.uid for case in cases))
    doing.note(members=len(people))
    return panel


def _visit(panel: Panel, case: Secondment, day: date) -> None:
    """Put somebody on the route of a panel."""
    PanelSubject.objects.create(
        **part_of(panel, panel=panel),
        cadre=case.cadre,
        cadre_uid=case.cadre.uid,
        name=case.cadre.name,
        post=f"{case.host_unit.name}{case.post.title}"[:120],
        place=case.host_unit.name[:60],
        visit_on=day,
        stroke_key=bytes(case.cadre.name_stroke_key),
    )


def _member(user: User) -> rules.Member:
    """His own units: where his grants lie, but not the whole city's root."""
    held = Grant.objects.standing().filter(user=user, unit__parent__isnull=False)
    return rules.Member(user.full_name, frozenset(held.values_list("unit", flat=True)))


def _subjects(cases: Sequence[Secondment]) -> list[rules.Subject]:
    kin: dict[int, set[str]] = {}
    rows = FamilyMember.objects.filter(cadre__in=[case.cadre_id for case in cases])
    for cadre, name in rows.values_list("cadre", "name"):
        kin.setdefault(cadre, set()).add(name)
    return [
        rules.Subject(
            case.cadre.name,
            case.home_unit_id,
            case.host_unit_id,
            frozenset(kin.get(case.cadre_id, ())),
        )
        for case in cases
    ]


@act(
    "panel.close", Panel, "汇总",
    records="panel.closed",
    said="考察已汇总，各人意见互相可见。",
    may=Held(Permission.ROUNDS_PREPARE, "unit"), life=PANEL, moves="close",
)  # fmt: skip
def close_panel(panel: Panel, doing: Doing) -> Panel:
    """汇总: when every member has written about everybody; from here on all notes are open."""
    wanted = panel.subjects.count() * panel.members.count()
    done = PanelNote.objects.filter(subject__panel=panel, submitted_at__isnull=False).count()
    if done < wanted:
        raise RuleBroken([say("panel.open_notes", count=wanted - done)])
    panel.state, panel.closed_on = PANEL.target("close"), doing.today
    votes = panels.own_votes(panel)
    panel.standing = fit_votes(votes)
    earlier = panels.earlier_panel(panel)
    if earlier is not None:
        changes = growth_of(panels.own_votes(earlier), votes)
        panel.growth = {"since": earlier.starts_on.isoformat(), "people": changes}
    panel.save()
    doing.note(notes=done)
    return panel
