"""Read the audit record and accounts."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.mfa.models import Authenticator
from django.db.models import F, Q, QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.models import AuditEvent, Grant, User
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.db.models import RowHistory
from dunmiao.kernel.errors import not_visible


@dataclass(frozen=True, slots=True)
class AuditQuery:
    """What is asked of the audit record; empty = no restriction."""

    cadre: uuid.UUID | None = None
    actor: str = ""
    kind: str = ""
    first: str = ""
    last: str = ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def list_events(*, actor: Actor, query: AuditQuery) -> QuerySet[AuditEvent]:
    """Events, newest first: a county's auditor reads those that concern his units."""
    actor.require(Permission.AUDIT_VIEW)
    rows = visible(AuditEvent, actor)
    if query.cadre:
        rows = rows.filter(cadres__contains=[query.cadre])
    if query.actor:
        rows = rows.filter(actor_name=query.actor)
    if query.kind:
        rows = rows.filter(kind__startswith=query.kind)
    if first := _day(query.first):
        rows = rows.filter(at__date__gte=first)
    if last := _day(query.last):
        rows = rows.filter(at__date__lte=last)
    return rows.order_by("-pk")


def list_history(*, actor: Actor, cadre: uuid.UUID) -> list[dict[str, Any]]:
    """Changes of a cadre's own row, newest first: which fields, by whom, why."""
    actor.require(Permission.AUDIT_VIEW)
    rows = visible(RowHistory, actor).filter(table="people_cadre")
    own = rows.filter(operation="I", new__uid=str(cadre)).values_list("row_id", flat=True)
    names = dict(User.objects.values_list("pk", "full_name"))
    return [
        {
            "at": row.at,
            "actor": names.get(row.actor_id, "系统"),
            "role": row.role,
            "reason": row.reason,
            "operation": row.operation,
            "fields": sorted((row.new or row.old or {}).keys()) if row.operation == "U" else [],
        }
        for row in rows.filter(row_id__in=list(own)).order_by("-pk")[:100]
    ]


def list_accounts(*, actor: Actor, words: str = "", state: str = "") -> QuerySet[User]:
    """Accounts of the city, for those who manage accounts or grants: of a state, and with these
    words in the name or the account."""
    if not actor.has(Permission.GRANTS):
        actor.require(Permission.ACCOUNTS)
    rows = User.objects.filter(city_id=actor.city_id).order_by("username")
    if state:
        rows = rows.filter(state=state)
    if words:
        rows = rows.filter(Q(full_name__icontains=words) | Q(username__icontains=words))
    return rows


def get_account(*, actor: Actor, uid: uuid.UUID) -> User:
    """One account of the city, for the same."""
    found = list_accounts(actor=actor).filter(uid=uid).select_related("asked_by").first()
    if found is None:
        raise not_visible()
    return found


def grants_of(account: User) -> QuerySet[Grant]:
    """All its grants, those that stand first; ended ones stay readable."""
    rows = Grant.objects.filter(user=account).select_related("unit", "deputy_of")
    return rows.order_by(F("ended_at").desc(nulls_first=True), "-valid_from", "pk")


def list_grants(*, actor: Actor, day: date) -> QuerySet[Grant]:
    """Grants of the city that count on a day or will, for the security administrator."""
    actor.require(Permission.GRANTS)
    rows = Grant.objects.standing().filter(city_id=actor.city_id).select_related("user", "unit")
    rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=day))
    return rows.order_by("user__username", "pk")


def has_second_factor(account: User) -> bool:
    """Whether one is bound."""
    return bool(Authenticator.objects.filter(user=account).exists())


def slips_of(*, actor: Actor, codes: Mapping[str, str]) -> list[tuple[User, str]]:
    """Accounts with their codes, in the order of the codes, for printing."""
    rows = {one.username: one for one in list_accounts(actor=actor).filter(username__in=codes)}
    return [(rows[name], code) for name, code in codes.items()]
