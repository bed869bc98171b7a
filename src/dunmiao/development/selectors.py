"""Reads of notes, suggestions, uses and look-backs."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.development.lifecycle import UNDER_WAY
from dunmiao.development.models import EverydayNote, LookBack, Suggestion, UseRecord
from dunmiao.kernel.errors import not_permitted
from dunmiao.liaison.groups import get_group
from dunmiao.liaison.leading import answers_for
from dunmiao.secondments.models import Secondment

USABLE = Q(withdrawn_on=None)


def list_notes(*, actor: Actor, cadre: Any = None) -> QuerySet[EverydayNote]:
    """Notes in scope, the newest first; the withdrawn ones stay visible as withdrawn."""
    if not actor.has(Permission.DEVELOPMENT_VIEW):
        actor.require(Permission.NOTES_WRITE)
    rows = visible(EverydayNote, actor).select_related("cadre")
    return rows if cadre is None else rows.filter(cadre=cadre)


def notes_of_members(*, actor: Actor, group_uid: Any) -> tuple[Any, list[Any], list[EverydayNote]]:
    """(the group, its members of whom its leader may write, what he wrote of them)."""
    group = get_group(actor=actor, uid=group_uid)
    if not answers_for(actor, group):
        raise not_permitted()
    people = group.groupmembers.filter(to_on=None, secondment__isnull=False)
    members = list(people.exclude(user_id=actor.user_id).order_by("pk"))
    rows = EverydayNote.objects.filter(
        city_id=actor.city_id,
        written_by_id=actor.user_id,
        secondment__in=group.groupmembers.exclude(secondment=None).values("secondment"),
    )
    return group, members, list(rows)


def usable_notes(*, actor: Actor, today: date) -> QuerySet[EverydayNote]:
    """Notes that may count: not withdrawn, and one that the person is shown only when he has
    seen it or his days to answer have passed."""
    heard = Q(answer_by=None) | Q(seen_on__isnull=False) | Q(answer_by__lt=today)
    return visible(EverydayNote, actor).filter(USABLE, heard)


def own_notes(*, actor: Actor) -> list[EverydayNote]:
    """What the person himself is shown."""
    rows = EverydayNote.objects.filter(
        USABLE, city_id=actor.city_id, user_id=actor.user_id, answer_by__isnull=False
    )
    return list(rows)


def list_suggestions(*, actor: Actor) -> QuerySet[Suggestion]:
    """Suggestions in scope, open ones first."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    return visible(Suggestion, actor).select_related("cadre", "cadre__home_unit")


def open_suggestions(*, actor: Actor, cadres: list[int]) -> dict[int, list[Suggestion]]:
    """By person, what is proposed and not yet closed."""
    out: dict[int, list[Suggestion]] = {}
    for row in list_suggestions(actor=actor).filter(cadre__in=cadres, state__in=UNDER_WAY):
        out.setdefault(row.cadre_id, []).append(row)
    return out


def list_uses(*, actor: Actor) -> QuerySet[UseRecord]:
    """The ledger, the newest decision first, with its look-backs."""
    actor.require(Permission.DEVELOPMENT_VIEW)
    rows = visible(UseRecord, actor).select_related(
        "cadre",
        "cadre__home_unit",
        "secondment__host_unit",
        "secondment__post",
        "secondment__programme",
    )
    return rows.prefetch_related("look_backs")


def due_look_backs(*, actor: Actor, today: date) -> QuerySet[LookBack]:
    """Look-backs whose day has come and that nobody has made, the oldest first."""
    uses = list_uses(actor=actor).values("pk")
    rows = LookBack.objects.filter(use__in=uses, looked_on=None, due_on__lte=today)
    return rows.select_related("use__cadre").order_by("due_on", "pk")


def secondments_of(*, actor: Actor, cadre_uid: Any) -> list[Secondment]:
    """The secondments that a use of this person can be tied to, the newest first."""
    rows = visible(Secondment, actor).filter(cadre__uid=cadre_uid)
    rows = rows.exclude(state="CANCELLED").select_related("host_unit", "post", "programme", "cadre")
    return list(rows.order_by("-starts_on"))
