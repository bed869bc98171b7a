"""Sending a panel, writing notes apart from each other, the talk sheet read back in."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any

from django.db.models import QuerySet

from dunmiao.access.models import Grant, User
from dunmiao.access.roles import PERMISSIONS, Permission
from dunmiao.acts.claims import Anywhere, Doing, Held, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, File, One, Several, Sheet, Text, Upload, Verdict, Whole
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
from dunmiao.formats.container import Refused
from dunmiao.formats.sheets import read_rows
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import FamilyMember
from dunmiao.posts.models import Programme
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit

MOST_SHEET = 5_000_000


def _candidates(doing: Doing, row: object) -> QuerySet[User]:
    """Accounts that may sit on a panel: the department's and those granted it, by name."""
    roles = [role.value for role, held in PERMISSIONS.items() if Permission.PANEL_NOTES in held]
    granted = Grant.objects.filter(city_id=doing.actor.city_id, role__in=roles).values("user")
    return User.objects.filter(pk__in=granted, is_active=True).order_by("full_name", "pk")


def _rounds(doing: Doing, row: object) -> QuerySet[BallotRound]:
    """Rounds that are not archived."""
    rows = BallotRound.objects.visible_to(doing.actor).filter(city_id=doing.actor.city_id)
    return rows.exclude(state__in=["PUBLISHED", "CANCELLED"])


def _visited(case: Secondment) -> str:
    return f"{case.cadre.name} {case.host_unit.name}{case.post.title}"


def _days(doing: Doing, programme: Programme) -> list[tuple[str, str]]:
    return [(str(case.uid), _visited(case)) for case in offers.cases(doing, programme)]


@act(
    "panel.send", Programme, "派出考察组",
    records="panel.sent",
    said="考察组已派出。",
    may=Anywhere(Permission.ROUNDS_PREPARE),
)  # fmt: skip
def send_panel(
    programme: Programme, doing: Doing, *,
    title: Annotated[str, Text("名称", most=80)],
    unit: Annotated[Unit, One("组织单位", offers=offers.organisers(Permission.ROUNDS_PREPARE))],
    starts_on: Annotated[date, Day("开始", today=True)],
    ends_on: Annotated[date, Day("结束", today=True)],
    ballot_round: Annotated[BallotRound | None, One("连通哪次测评", offers=_rounds, search=("title",),
                                              say=lambda row: str(row.title),
                                              help="考察组的评分作为共同评委")] = None,
    leader: Annotated[User, One("组长", offers=_candidates, search=("full_name",),
                                say=lambda user: str(user.full_name))],
    members: Annotated[list[User], Several("成员", offers=_candidates,
                                           say=lambda user: str(user.full_name))],
    cases: Annotated[list[Secondment], Several("考察对象", offers=offers.cases, say=_visited)],
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
    held = Grant.objects.filter(user=user, unit__parent__isnull=False)
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


def _sits(doing: Doing, row: Panel | PanelSubject) -> bool:
    """Whether the actor is a member of the panel."""
    panel = row if isinstance(row, Panel) else row.panel
    return panels.own_seat(doing.actor, panel) is not None


SITS = Whoever(Permission.PANEL_NOTES, _sits)


def _kept(seat: PanelMember, subject: PanelSubject) -> PanelNote:
    note = PanelNote.objects.select_for_update().filter(subject=subject, member=seat).first()
    if note is None:
        return PanelNote(**part_of(subject, subject=subject, member=seat), user_id=seat.user_id)
    if note.submitted_at is not None:
        raise Conflict([say("panel.twice", name=subject.name)])
    return note


def _write(row: PanelNote, note: rules.Note) -> PanelNote:
    row.grades, row.words, row.talks = dict(note.grades), dict(note.words), dict(note.talks)
    row.shortcoming = note.shortcoming
    row.save()
    return row


def _aspects(doing: Doing, row: object) -> list[tuple[str, str]]:
    return list(rules.ASPECTS.items())


def _talks(doing: Doing, row: object) -> list[tuple[str, str]]:
    return list(rules.TALKS.items())


@act(
    "panel_note.write", PanelSubject, "写考察意见",
    records="panel_note.written",
    said="考察意见已保存。",
    may=SITS, life=PANEL, state_of="panel", moves="note", waits=True, related="panel",
)  # fmt: skip
def write_note(
    subject: PanelSubject, doing: Doing, *,
    talks: Annotated[dict[str, int] | None,
                     Sheet("谈话人数", offers=_talks, cell=Whole("人", most=rules.MOST_TALKS))] = None,
    grades: Annotated[dict[str, str] | None,
                      Sheet("等次", offers=_aspects, cell=Choice("等次", of=rules.GRADE_WORDS))] = None,
    words: Annotated[dict[str, str] | None,
                     Sheet("依据：看到、听到的具体事", offers=_aspects,
                           cell=Text("依据", most=rules.MOST_WORDS, lines=3))] = None,
    shortcoming: Annotated[str, Text("不足", most=500, lines=2)] = "",
    submit: Annotated[bool, Verdict("提交", yes="提交，不再修改", no="存草稿")],
) -> PanelSubject:  # fmt: skip
    """Keep one's own note, or submit it for good; only a whole one can be submitted."""
    seat = panels.own_seat(doing.actor, subject.panel)
    assert seat is not None  # the claim asked
    row = _kept(seat, subject)
    note = rules.Note(grades or {}, words or {}, talks or {}, shortcoming)
    if submit and (found := rules.objections_to_note(note, who=subject.name)):
        raise RuleBroken(found)
    row.submitted_at = doing.now if submit else None
    _write(row, note)
    doing.note(submitted=submit)
    return subject


@act(
    "talk_sheet.read", Panel, "读回谈话记录表",
    records="talk_sheet.read",
    said="已读入 {people} 人的记录，请逐人核对后提交。",
    may=SITS, life=PANEL, moves="note",
)  # fmt: skip
def read_sheet(
    panel: Panel, doing: Doing, *,
    sheet: Annotated[Upload, File("填好的表", accept=".xlsx", most_bytes=MOST_SHEET)],
) -> Panel:  # fmt: skip
    """Take a talk sheet back in as drafts, whole or not at all."""
    seat = panels.own_seat(doing.actor, panel)
    assert seat is not None  # the claim asked
    try:
        missing, rows = read_rows(sheet.content, header=rules.HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if missing:
        columns = "、".join(missing)
        raise RuleBroken([say("panel.sheet_header", where="sheet", missing=columns)])
    people = {str(n): person for n, person in enumerate(panels.subjects_of(panel), start=1)}
    found, notes = _read(rows, people)
    if found:
        raise RuleBroken(found)
    for number, note in notes.items():
        _write(_kept(seat, people[number]), note)
    doing.note(people=len(notes))
    return panel


def _read(
    rows: Sequence[tuple[int, Mapping[str, Any]]], people: Mapping[str, PanelSubject]
) -> tuple[list[Finding], dict[str, rules.Note]]:
    """Notes by the number of the person; every fault of every row."""
    found: list[Finding] = []
    notes: dict[str, rules.Note] = {}
    for row, cells in rows:
        number = str(cells.get("序号") or "").strip().removesuffix(".0")
        name = str(cells.get("姓名") or "").strip()
        if number not in people or people[number].name != name:
            found.append(say("panel.sheet_person", where="sheet", row=row))
            continue
        note, faults = rules.note_of_cells(cells)
        found += [
            say("panel.sheet_number", where="sheet", row=row, column=column) for column in faults
        ]
        if len(note.shortcoming) > rules.MOST_WORDS:
            limit = rules.MOST_WORDS
            found.append(say("panel.long", where="sheet", name=name, aspect="不足", limit=limit))
        if number in notes:
            found.append(say("panel.sheet_twice", where="sheet", row=row, name=name))
        if any((*note.grades.values(), *note.words.values(), *note.talks.values())):
            notes[number] = note
    return found, notes


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
