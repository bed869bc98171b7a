"""Everyday notes: written under one's name, shown where the rule says so, answered, withdrawn."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.acts.claims import Doing, Own, Whoever
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, Text
from dunmiao.development.messages import say
from dunmiao.development.models import EverydayNote
from dunmiao.development.rules.notes import (
    MOST_WORDS,
    SOURCES,
    TONES,
    Note,
    NotePolicy,
    objections_to_note,
)
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.leading import answers_for
from dunmiao.liaison.models import GroupMember
from dunmiao.people.models import Cadre
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment

LEADER = "小组组长"
On = Annotated[date, Day("哪天", today=True)]
Place = Annotated[str, Text("什么地方、什么场合", most=100)]
Tone = Annotated[str, Choice("属于", of=TONES, help="记为不足的，本人能看到并说明")]
Source = Annotated[str, Choice("怎么知道的", of=SOURCES)]
Whose = Annotated[str, Text("谁反映的、哪份材料", most=100)]
Words = Annotated[str, Text("具体的事", most=MOST_WORDS, lines=5, help="不得填写涉密内容")]


def _serving(cadre: Cadre) -> Secondment | None:
    rows = Secondment.objects.filter(cadre=cadre).exclude(state__in=ENDED)
    return rows.order_by("-starts_on").first()


def _where(doing: Doing, cadre: Cadre) -> int | None:
    """The unit that a note belongs to: the department's own, else the unit he serves at or for;
    None where the actor may write none."""
    actor = doing.actor
    for grant in actor.grants_with(Permission.NOTES_WRITE):
        if actor.may(Permission.DEVELOPMENT_VIEW, at=[grant.unit_id]):
            return grant.unit_id
    case = _serving(cadre)
    for unit in (case.host_unit_id, case.lead_unit_id) if case else ():
        if actor.may(Permission.NOTES_WRITE, at=[unit]):
            return unit
    return None


def _may_write(doing: Doing, cadre: Cadre) -> bool:
    return _where(doing, cadre) is not None


@act(
    "everyday_note.write", Cadre, "记一条",
    records="everyday_note.written",
    said="已记下。",
    may=Whoever(Permission.NOTES_WRITE, _may_write),
)  # fmt: skip
def write_note(
    cadre: Cadre, doing: Doing, *, observed_on: On, place: Place, tone: Tone, source: Source,
    source_text: Whose = "", text: Words,
) -> EverydayNote:  # fmt: skip
    """Write down what was seen. The department may of anybody in its scope, a host or lead unit
    of who serves with it."""
    unit = _where(doing, cadre)
    assert unit is not None  # the claim asked
    note = Note(observed_on, place, tone, source, source_text, text)
    return _write(doing, cadre, _serving(cadre), unit, note, doing.actor.role_label)


def _leads(doing: Doing, member: GroupMember) -> bool:
    """Whether the actor answers for the group of this member."""
    return answers_for(doing.actor, member.group)


def _against_member(member: GroupMember, doing: Doing) -> Iterator[Finding]:
    if member.group.dissolved_on is not None or member.to_on or member.secondment_id is None:
        yield say("note.left", name=member.name)
    elif member.user_id == doing.actor.user_id:
        yield say("note.oneself")


@act(
    "everyday_note.write_of_member", GroupMember, "记一条",
    records="everyday_note.written",
    said="已记下。",
    may=Whoever(Permission.GROUPS_VIEW, _leads), unless=_against_member, related="group",
)  # fmt: skip
def write_note_of_member(
    member: GroupMember, doing: Doing, *, observed_on: On, place: Place, tone: Tone,
    source: Source, source_text: Whose = "", text: Words,
) -> EverydayNote:  # fmt: skip
    """What the leader of a group saw of one of his people; he sees no file of that person."""
    assert member.secondment_id is not None  # asked before
    with beyond_own_rows(doing.actor):
        case = Secondment.objects.select_related("cadre").get(pk=member.secondment_id)
    member.secondment = case
    note = Note(observed_on, place, tone, source, source_text, text)
    return _write(doing, case.cadre, case, member.group.unit_id, note, LEADER)


def _write(
    doing: Doing, cadre: Cadre, case: Secondment | None, unit: int, note: Note, role: str
) -> EverydayNote:
    if found := objections_to_note(note, today=doing.today):
        raise RuleBroken(found)
    values = parameters_in_force(city_id=doing.actor.city_id, day=doing.today)
    policy = read_policy(NotePolicy, values, prefix="note")
    doing.note(tone=note.tone)
    return EverydayNote.objects.create(
        city_id=doing.actor.city_id,
        unit_id=unit,
        cadre=cadre,
        cadre_uid=cadre.uid,
        name=cadre.name,
        secondment=case,
        user_id=cadre.user_id,
        observed_on=note.observed_on,
        place=note.place,
        tone=note.tone,
        source=note.source,
        source_text=note.source_text,
        text=note.text,
        written_by_id=doing.actor.user_id,
        writer=doing.actor.name,
        writer_role=role[:60],
        written_on=doing.today,
        answer_by=policy.answer_by(note.tone, doing.today),
    )


def _withdrawn(note: EverydayNote, doing: Doing) -> Iterator[Finding]:
    if note.withdrawn_on is not None:
        yield say("note.withdrawn")


@act(
    "everyday_note.withdraw", EverydayNote, "撤回",
    records="everyday_note.withdrawn",
    said="已撤回，记录保留，不再作为依据。",
    may=(
        Own(Permission.NOTES_WRITE, "written_by_id"),
        Own(Permission.GROUPS_VIEW, "written_by_id"),  # the leader of a group
    ),
    unless=_withdrawn,
)  # fmt: skip
def withdraw_note(
    note: EverydayNote, doing: Doing, *, reason: Annotated[str, Text("理由", most=200)]
) -> EverydayNote:
    """Take back one's own note, with the reason; it stays in the record, and counts no more."""
    note.withdrawn_on, note.withdrawn_reason = doing.today, reason
    note.save()
    return note


@act(
    "everyday_note.answer", EverydayNote, "已阅，说明",
    records="everyday_note.answered",
    said="已记录。",
    may=Own(Permission.REPORT_OWN), unless=_withdrawn,
)  # fmt: skip
def answer_note(
    note: EverydayNote, doing: Doing, *,
    text: Annotated[str, Text("说明", most=500, lines=2, help="不填即为已阅")] = "",
) -> EverydayNote:  # fmt: skip
    """The person says what he has to say; an empty text means that he has read it."""
    note.seen_on = note.seen_on or doing.today
    if text:
        if note.answered_on is not None:
            raise Conflict([say("note.answered")])
        if note.answer_by is not None and doing.today > note.answer_by:
            raise RuleBroken([say("note.too_late", where="text", day=note.answer_by.isoformat())])
        note.answer, note.answered_on = text, doing.today
    note.save()
    doing.note(words=bool(text))
    return note
