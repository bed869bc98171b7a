"""Reads of the papers about hosts: at a node, one with its chain and issues, its file."""

from typing import Any

from django.db.models import QuerySet

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import StoredFile
from dunmiao.kernel.errors import not_visible
from dunmiao.liaison.models import HostMaterial, Organisation
from dunmiao.liaison.selectors import Chain, may_open


def list_materials(
    *, actor: Actor, organisation: Organisation | None = None, search: str = ""
) -> QuerySet[HostMaterial]:
    """Present papers within sight, at a node and below it; `search`: words of the title."""
    actor.require(Permission.CONTACTS_VIEW)
    rows = visible(HostMaterial, actor).filter(state="ACTIVE")
    rows = rows.select_related("organisation", "keeper_unit")
    if organisation is not None:
        rows = rows.filter(organisation__path__startswith=organisation.path)
    if search.strip():
        rows = rows.filter(title__icontains=search.strip()[:60])
    return rows


def kept_materials(*, actor: Actor) -> QuerySet[HostMaterial]:
    """What the actor keeps himself and has not offered to anybody yet."""
    rows = list_materials(actor=actor).filter(keeper=actor.user_id)
    return rows.exclude(handovers__state="OFFERED")


def get_material(*, actor: Actor, uid: Any) -> HostMaterial:
    """One paper within sight, present or former."""
    actor.require(Permission.CONTACTS_VIEW)
    rows = visible(HostMaterial, actor).filter(uid=uid)
    row: HostMaterial | None = rows.select_related(
        "organisation", "keeper_unit", "replaces", "replaced_by"
    ).first()
    if row is None:
        raise not_visible()
    return row


def read_issues(*, actor: Actor, row: HostMaterial) -> list[HostMaterial]:
    """Every issue of a paper within sight, the newest first."""
    same = visible(HostMaterial, actor).filter(
        organisation=row.organisation_id, kind=row.kind, title=row.title
    )
    return list(same.order_by("-as_of", "-pk"))


def read_material_chain(*, row: HostMaterial) -> Chain:
    """Who kept a paper, and to whom it is being handed."""
    waiting = row.handovers.filter(state="OFFERED").select_related("handover__to_unit").first()
    return Chain(
        list(row.custodys.select_related("unit", "handover")),
        [],
        waiting.handover if waiting else None,
    )


def get_material_file(*, actor: Actor, uid: Any) -> StoredFile:
    """The file of a paper that the actor may open; each reading is a row of the audit record."""
    row = get_material(actor=actor, uid=uid)
    if not may_open(actor=actor, row=row):
        raise not_visible()
    actor.record("material.read", row)
    return StoredFile.objects.get(pk=row.file_id)
