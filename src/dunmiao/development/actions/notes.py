"""Everyday notes: written under one's name, shown where the rule says so, answered, withdrawn."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.access.scopes import beyond_own_rows
from dunmiao.development.messages import say
from dunmiao.development.models import EverydayNote
from dunmiao.development.rules.notes import Note, NotePolicy, objections_to_note
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.liaison.actions.groups import led_group
from dunmiao.people.models import Cadre
from dunmiao.rulebook.policies import parameters_in_force, read_policy
from dunmiao.secondments.lifecycle import ENDED
from dunmiao.secondments.models import Secondment

LEADER = "小组组长"


@transaction.atomic
def write_note(*, actor: Actor, cadre_uid: Any, note: Note, today: date) -> EverydayNote:
    """Write down what was seen. The department may of anybody in its scope, a host or lead unit
    of who serves with it."""
    actor.require(Permission.NOTES_WRITE)
    cadre = visible(Cadre, actor).filter(uid=cadre_uid).first()
    if cadre is None:
        raise not_visible()
    case = _serving(cadre)
    unit = _where(actor, cadre, case)
    return _write(actor, cadre, case, unit, note, today, actor.role_label)


@transaction.atomic
def write_note_of_member(
    *, actor: Actor, group_uid: Any, member_uid: Any, note: Note, today: date
) -> EverydayNote:
    """What the leader of a group saw of one of his people; he sees no file of that person."""
    group = led_group(actor, group_uid)
    member = group.groupmembers.filter(uid=member_uid, to_on=None).first()
    if member is None or member.secondment_id is None:
        raise not_visible()
    if member.user_id == actor.user_id:
        raise RuleBroken([say("note.oneself")])
    with beyond_own_rows(actor):
        case = Secondment.objects.select_related("cadre").get(pk=member.secondment_id)
        cadre = case.cadre
    return _write(actor, cadre, case, group.unit_id, note, today, LEADER)


def _write(
    actor: Actor,
    cadre: Cadre,
    case: Secondment | None,
    unit: int,
    note: Note,
    today: date,
    role: str,
) -> EverydayNote:
    if found := objections_to_note(note, today=today):
        raise RuleBroken(found)
    values = parameters_in_force(city_id=actor.city_id, day=today)
    policy = read_policy(NotePolicy, values, prefix="note")
    row = EverydayNote.objects.create(
        city_id=actor.city_id,
        unit_id=unit,
        cadre=cadre,
        cadre_uid=cadre.uid,
        name=cadre.name,
        secondment=case,
        user_id=cadre.user_id,
        observed_on=note.observed_on,
        place=note.place.strip()[:100],
        tone=note.tone,
        source=note.source,
        source_text=note.source_text.strip()[:100],
        text=note.text.strip(),
        written_by_id=actor.user_id,
        writer=actor.name,
        writer_role=role[:60],
        written_on=today,
        answer_by=policy.answer_by(note.tone, today),
    )
    actor.record("note.written", row, cadres=[cadre.uid], tone=note.tone)
    return row


def _serving(cadre: Cadre) -> Secondment | None:
    rows = Secondment.objects.filter(cadre=cadre).exclude(state__in=ENDED)
    return rows.order_by("-starts_on").first()


def _where(actor: Actor, cadre: Cadre, case: Secondment | None) -> int:
    """The unit that the note belongs to: the department's own, else the serving unit."""
    for grant in actor.grants_with(Permission.NOTES_WRITE):
        if actor.may(Permission.DEVELOPMENT_VIEW, at=[grant.unit_id]):
            return grant.unit_id
    for unit in (case.host_unit_id, case.lead_unit_id) if case else ():
        if actor.may(Permission.NOTES_WRITE, at=[unit]):
            return unit
    raise RuleBroken([say("note.elsewhere", name=cadre.name)])


def _locked(uid: Any, rows: Q) -> EverydayNote:
    note = EverydayNote.objects.select_for_update(of=("self",)).filter(rows, uid=uid).first()
    if note is None:
        raise not_visible()
    if note.withdrawn_on is not None:
        raise Conflict([say("note.withdrawn")])
    return note


@transaction.atomic
def withdraw_note(*, actor: Actor, note_uid: Any, reason: str, today: date) -> EverydayNote:
    """Take back one's own note, with the reason; it stays in the record, and counts no more."""
    seen = visible(EverydayNote, actor).filter(uid=note_uid)
    note = _locked(note_uid, Q(pk__in=seen.values("pk")))
    if note.written_by_id != actor.user_id:
        raise not_permitted()
    if not reason.strip():
        raise RuleBroken([say("note.no_reason")])
    note.withdrawn_on, note.withdrawn_reason = today, reason.strip()[:200]
    note.save()
    actor.record("note.withdrawn", note, cadres=[note.cadre_uid])
    return note


@transaction.atomic
def answer_note(*, actor: Actor, note_uid: Any, text: str, today: date) -> EverydayNote:
    """The person says what he has to say; an empty text means that he has read it."""
    note = _locked(note_uid, Q(user_id=actor.user_id, answer_by__isnull=False))
    note.seen_on = note.seen_on or today
    if text.strip():
        if note.answered_on is not None:
            raise Conflict([say("note.answered")])
        if note.answer_by is not None and today > note.answer_by:
            raise RuleBroken([say("note.too_late", day=note.answer_by.isoformat())])
        note.answer, note.answered_on = text.strip()[:500], today
    note.save()
    actor.record("note.answered", note, cadres=[note.cadre_uid], words=bool(text.strip()))
    return note
