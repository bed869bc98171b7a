"""Read the audit record and accounts."""

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.models import AuditEvent, Grant, User
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.db.models import RowHistory


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


def list_accounts(*, actor: Actor) -> QuerySet[User]:
    """Accounts of the city, for those who manage accounts or grants."""
    if not actor.has(Permission.GRANTS):
        actor.require(Permission.ACCOUNTS)
    return User.objects.filter(city_id=actor.city_id).order_by("username")


def list_grants(*, actor: Actor) -> QuerySet[Grant]:
    """Grants of the city, for the security administrator."""
    actor.require(Permission.GRANTS)
    rows = Grant.objects.filter(city_id=actor.city_id).select_related("user", "unit")
    return rows.order_by("user__username", "pk")
