"""File a paper about a host, bring its newer issue, say that it still holds, take it down."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.documents.models import FileKind, StoredFile
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import Conflict, RuleBroken, not_permitted, not_visible
from dunmiao.liaison.actions.keeping import Place, is_own, keeps, recount, seen_by
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import HostMaterial, MaterialCustody, Organisation
from dunmiao.liaison.rules.materials import MaterialFields, objections_to_material
from dunmiao.secondments.rules.words import objections_to_words


@transaction.atomic
def add_material(
    *,
    actor: Actor,
    place: Place,
    organisation: Organisation,
    fields: MaterialFields,
    name: str,
    content: bytes,
    today: date,
) -> HostMaterial:
    """File a paper; whoever brings it keeps it until he hands it over."""
    actor.require(Permission.CONTACTS_KEEP)
    if not is_own(actor, place):
        raise not_permitted()
    found = objections_to_material(fields, today=today)
    found += objections_to_words(fields.title, fields.note, name)
    seen = visible(HostMaterial, actor).filter(organisation=organisation)
    same = seen.filter(kind=fields.kind, title=fields.title.strip(), state="ACTIVE")
    if same.exists():
        found.append(say("material.once", title=fields.title.strip()))
    if found:
        raise RuleBroken(found)
    file = store_paper(
        actor=actor, kind=FileKind.MATERIAL, name=name, content=content, unit_id=place.unit.pk
    )
    row = HostMaterial(
        city_id=actor.city_id,
        organisation=organisation,
        kind=fields.kind,
        title=fields.title.strip(),
        note=fields.note.strip(),
        as_of=fields.as_of,
        sensitivity=fields.sensitivity,
        unit=place.unit,
        secondment=place.secondment,
    )
    _begin(actor, row, file, place, today)
    recount(actor=actor, secondments=[row.secondment_id], today=today)
    actor.record("material.added", row)
    return row


def _begin(actor: Actor, row: HostMaterial, file: StoredFile, place: Place, today: date) -> None:
    """Save a paper with the beginning of its custody."""
    row.file, row.verified_on = file, today
    row.giver, row.given_by_id, row.given_on = actor.name, actor.user_id, today
    row.keeper_id, row.keeper_name, row.keeper_unit = actor.user_id, actor.name, place.unit
    row.user_ids = [actor.user_id]
    row.unit_ids = seen_by(row)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # one out of sight, or somebody else was a moment earlier
        raise Conflict([say("material.once", title=row.title)]) from None
    MaterialCustody.objects.create(
        city_id=row.city_id,
        material=row,
        keeper_id=actor.user_id,
        keeper_name=actor.name,
        unit=place.unit,
        from_on=today,
    )


def kept_material(actor: Actor, uid: Any) -> HostMaterial:
    """Lock a present paper that the actor keeps, himself or for the unit."""
    actor.require(Permission.CONTACTS_KEEP)
    seen = visible(HostMaterial, actor).values("pk")
    rows = HostMaterial.objects.select_for_update(of=("self",)).filter(uid=uid, pk__in=seen)
    row: HostMaterial | None = rows.select_related(
        "organisation", "unit", "keeper_unit", "secondment", "file"
    ).first()
    if row is None:
        raise not_visible()
    if row.state != "ACTIVE":
        raise Conflict([say("material.gone")])
    if not keeps(actor, row):
        raise RuleBroken([say("contact.not_keeper", name=row.keeper_name)])
    return row


@transaction.atomic
def replace_material(
    *, actor: Actor, material_uid: Any, name: str, content: bytes, as_of: date, today: date
) -> HostMaterial:
    """Bring the newer issue of a paper; the older one stays to be read, kept by whoever kept it."""
    before = kept_material(actor, material_uid)
    found = objections_to_words(name)
    if as_of > today:
        found.append(say("material.as_of", day=as_of))
    if as_of < before.as_of:
        found.append(say("material.older", day=before.as_of))
    if before.handovers.filter(state="OFFERED").exists():
        found.append(say("handover.offered", name=before.title))
    if found:
        raise RuleBroken(found)
    file = store_paper(
        actor=actor, kind=FileKind.MATERIAL, name=name, content=content, unit_id=before.unit_id
    )
    if file.sha256 == before.file.sha256:
        raise RuleBroken([say("material.same")])
    case = before.secondment if before.keeper_id == actor.user_id else None
    place = Place(before.keeper_unit, case)
    _end(before, "REPLACED", today)
    row = HostMaterial(
        city_id=before.city_id,
        organisation=before.organisation,
        kind=before.kind,
        title=before.title,
        note=before.note,
        as_of=as_of,
        sensitivity=before.sensitivity,
        unit=before.unit,
        secondment=case,
        replaces=before,
    )
    _begin(actor, row, file, place, today)
    recount(actor=actor, secondments=[before.secondment_id, row.secondment_id], today=today)
    actor.record("material.replaced", row)
    return row


@transaction.atomic
def verify_material(*, actor: Actor, material_uid: Any, today: date) -> HostMaterial:
    """Say that a paper still holds as of today."""
    row = kept_material(actor, material_uid)
    row.verified_on = today
    row.revision += 1
    row.save(update_fields=["verified_on", "revision"])
    actor.record("material.verified", row)
    return row


@transaction.atomic
def withdraw_material(*, actor: Actor, material_uid: Any, reason: str, today: date) -> HostMaterial:
    """Take a paper down, for a stated reason; it stays on record and is read no more by default."""
    row = kept_material(actor, material_uid)
    found = objections_to_words(reason)
    if not reason.strip():
        found.append(say("material.no_reason"))
    if row.handovers.filter(state="OFFERED").exists():
        found.append(say("handover.offered", name=row.title))
    if found:
        raise RuleBroken(found)
    _end(row, "WITHDRAWN", today)
    recount(actor=actor, secondments=[row.secondment_id], today=today)
    actor.record("material.withdrawn", row, reason=reason.strip()[:200])
    return row


def _end(row: HostMaterial, state: str, today: date) -> None:
    row.state, row.ended_on = state, today
    row.revision += 1
    row.save(update_fields=["state", "ended_on", "revision"])
