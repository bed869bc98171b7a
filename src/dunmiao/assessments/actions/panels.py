"""Sending a panel, writing notes apart from each other, the talk sheet read back in."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.access.models import Grant, User
from dunmiao.access.roles import PERMISSIONS, Permission
from dunmiao.assessments import panels
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
from dunmiao.formats.books import read_filled
from dunmiao.formats.container import Refused
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.people.models import FamilyMember
from dunmiao.posts.models import Programme
from dunmiao.secondments.models import Secondment
from dunmiao.units.models import Unit


@transaction.atomic
def send_panel(
    *,
    actor: Actor,
    title: str,
    programme: Programme,
    unit: Unit,
    round_: BallotRound | None,
    members: Sequence[User],
    visits: Sequence[tuple[Secondment, date]],
    starts_on: date,
    ends_on: date,
) -> Panel:
    """A panel with its members (the first one leads) and its route; refused where a member has
    to recuse himself, with every reason at once."""
    actor.require(Permission.ROUNDS_PREPARE, at=[unit.pk])
    found: list[Finding] = []
    if not title.strip():
        found.append(say("round.no_title"))
    if ends_on < starts_on:
        found.append(say("round.term"))
    if not visits:
        found.append(say("panel.no_visits"))
    found += rules.objections_to_members(
        [_member(user) for user in members], _subjects([case for case, _ in visits])
    )
    if found:
        raise RuleBroken(found)
    panel = Panel.objects.create(
        city_id=actor.city_id,
        unit=unit,
        programme=programme,
        round=round_,
        title=title.strip()[:80],
        starts_on=starts_on,
        ends_on=ends_on,
        made_by_id=actor.user_id,
    )
    for place, user in enumerate(members):
        PanelMember.objects.create(
            **part_of(panel, panel=panel), user=user, name=user.full_name, is_leader=place == 0
        )
    for case, day in visits:
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
    cadres = [case.cadre.uid for case, _ in visits]
    actor.record("panel.sent", panel, cadres=cadres, members=len(members))
    return panel


def list_candidates(*, actor: Actor) -> list[User]:
    """Accounts that may sit on a panel: the department's and those granted it, by name."""
    actor.require(Permission.ROUNDS_PREPARE)
    roles = [role.value for role, held in PERMISSIONS.items() if Permission.PANEL_NOTES in held]
    rows = User.objects.filter(city_id=actor.city_id, grants__role__in=roles, is_active=True)
    return list(rows.distinct().order_by("full_name", "pk"))


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


def _seat(actor: Actor, panel: Panel) -> PanelMember:
    seat = panels.own_seat(actor, panel)
    if seat is None:
        raise not_permitted()
    if found := PANEL.objections(state=panel.state, act="note"):
        raise Conflict(found)
    return seat


def _kept(seat: PanelMember, subject: PanelSubject) -> PanelNote:
    note = PanelNote.objects.select_for_update().filter(subject=subject, member=seat).first()
    if note is None:
        return PanelNote(**part_of(subject, subject=subject, member=seat), user_id=seat.user_id)
    if note.submitted_at is not None:
        raise Conflict([say("panel.twice", name=subject.name)])
    return note


def _write(row: PanelNote, note: rules.Note) -> None:
    row.grades, row.words, row.talks = dict(note.grades), dict(note.words), dict(note.talks)
    row.shortcoming = note.shortcoming[:500]
    row.save()


@transaction.atomic
def write_note(
    *, actor: Actor, subject_uid: Any, note: rules.Note, submit: bool, now: datetime
) -> PanelNote:
    """Keep one's own note, or submit it for good; only a whole one can be submitted."""
    subject = panels.get_subject(actor=actor, uid=subject_uid)
    seat = _seat(actor, subject.panel)
    row = _kept(seat, subject)
    if submit and (found := rules.objections_to_note(note, who=subject.name)):
        raise RuleBroken(found)
    row.submitted_at = now if submit else None
    _write(row, note)
    if submit:
        actor.record("note.submitted", subject, cadres=[subject.cadre_uid])
    return row


@transaction.atomic
def read_sheet(*, actor: Actor, panel_uid: Any, content: bytes) -> int:
    """Take a talk sheet back in as drafts, whole or not at all; returns how many people."""
    panel = panels.get_panel(actor=actor, uid=panel_uid, lock=True)
    seat = _seat(actor, panel)
    try:
        filled = read_filled(content, header=rules.HEADER)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    if filled.missing:
        raise RuleBroken([say("panel.sheet_header", missing="、".join(filled.missing))])
    if filled.faults:
        raise RuleBroken(filled.faults)
    people = {str(n): person for n, person in enumerate(panels.subjects_of(panel), start=1)}
    found, notes = _read(filled.texts(), people)
    if found:
        raise RuleBroken(found)
    for number, note in notes.items():
        _write(_kept(seat, people[number]), note)
    actor.record("talk_sheet.read", panel, people=len(notes))
    return len(notes)


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
            found.append(say("panel.sheet_person", row=row))
            continue
        note, faults = rules.note_of_cells(cells)
        found += [say("panel.sheet_number", row=row, column=column) for column in faults]
        if number in notes:
            found.append(say("panel.sheet_twice", row=row, name=name))
        if any((*note.grades.values(), *note.words.values(), *note.talks.values())):
            notes[number] = note
    return found, notes


@transaction.atomic
def close_panel(*, actor: Actor, panel_uid: Any, today: date) -> Panel:
    """汇总: when every member has written about everybody; from here on all notes are open."""
    panel = panels.get_panel(actor=actor, uid=panel_uid, lock=True)
    actor.require(Permission.ROUNDS_PREPARE, at=[panel.unit_id])
    if found := PANEL.objections(state=panel.state, act="close"):
        raise Conflict(found)
    wanted = panel.subjects.count() * panel.members.count()
    done = PanelNote.objects.filter(subject__panel=panel, submitted_at__isnull=False).count()
    if done < wanted:
        raise RuleBroken([say("panel.open_notes", count=wanted - done)])
    panel.state, panel.closed_on = "CLOSED", today
    votes = panels.own_votes(panel)
    panel.standing = fit_votes(votes)
    earlier = panels.earlier_panel(panel)
    if earlier is not None:
        changes = growth_of(panels.own_votes(earlier), votes)
        panel.growth = {"since": earlier.starts_on.isoformat(), "people": changes}
    panel.save()
    actor.record("panel.closed", panel, notes=done)
    return panel
