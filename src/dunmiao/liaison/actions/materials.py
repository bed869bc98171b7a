"""File a paper about a host, bring its newer issue, say that it still holds, take it down."""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.acts.claims import Doing
from dunmiao.acts.declare import act
from dunmiao.acts.fields import Choice, Day, File, Text, Upload
from dunmiao.db.errors import conflict
from dunmiao.documents.models import FileKind, StoredFile
from dunmiao.documents.storing import store_paper
from dunmiao.kernel.errors import RuleBroken, not_permitted
from dunmiao.kernel.findings import Finding
from dunmiao.liaison.actions.contacts import BRINGS, KEEPS, Sight
from dunmiao.liaison.keeping import Place, recount, seen_by
from dunmiao.liaison.lifecycle import MATERIAL
from dunmiao.liaison.messages import say
from dunmiao.liaison.models import HostMaterial, MaterialCustody, Organisation
from dunmiao.liaison.rules.materials import LEAST_TITLE, MATERIAL_KINDS
from dunmiao.liaison.selectors import own_place
from dunmiao.secondments.rules.words import objections_to_words

WITH = "organisation unit keeper_unit secondment file"
AsOf = Annotated[date, Day("资料日期")]
Paper = Annotated[
    Upload, File("文件（PDF、Word、Excel、图片）", accept=".pdf, .docx, .xlsx, .jpg, .jpeg, .png")
]


@act(
    "material.add", Organisation, "存一份资料", said="已存入，由你保管。", records="material.added",
    may=BRINGS,
)  # fmt: skip
def add_material(
    organisation: Organisation,
    doing: Doing,
    *,
    kind: Annotated[str, Choice("类别", of=MATERIAL_KINDS)],
    title: Annotated[str, Text("名称", most=80)],
    as_of: AsOf,
    file: Paper,
    note: Annotated[str, Text("说明", most=200, help="涉密文件不得上传")] = "",
    sensitivity: Sight = "INTERNAL",
) -> HostMaterial:
    """File a paper; whoever brings it keeps it until he hands it over."""
    place = own_place(actor=doing.actor)
    if place is None:
        raise not_permitted()
    found = []
    if len(title) < LEAST_TITLE:
        found.append(say("material.title", where="title", least=LEAST_TITLE))
    if as_of > doing.today:
        found.append(say("material.as_of", where="as_of", day=as_of))
    for where, text in (("title", title), ("note", note), ("file", file.name)):
        found += objections_to_words(text, where=where)
    seen = visible(HostMaterial, doing.actor).filter(organisation=organisation)
    if seen.filter(kind=kind, title=title, state="ACTIVE").exists():
        found.append(say("material.once", where="title", title=title))
    if found:
        raise RuleBroken(found)
    row = HostMaterial(
        city_id=doing.actor.city_id, organisation=organisation, kind=kind, title=title, note=note,
        as_of=as_of, sensitivity=sensitivity, unit=place.unit, secondment=place.secondment,
    )  # fmt: skip
    _begin(doing.actor, row, _stored(doing, file, place.unit.pk), place, doing.today)
    recount(actor=doing.actor, secondments=[row.secondment_id], today=doing.today)
    return row


def _stored(doing: Doing, file: Upload, unit: int) -> StoredFile:
    return store_paper(
        actor=doing.actor, kind=FileKind.MATERIAL, name=file.name, content=file.content,
        unit_id=unit,
    )  # fmt: skip


def _begin(actor: Actor, row: HostMaterial, file: StoredFile, place: Place, today: date) -> None:
    """Save a paper with the beginning of its custody."""
    row.file, row.verified_on = file, today
    row.giver, row.given_by_id, row.given_on = actor.name, actor.user_id, today
    row.keeper_id, row.keeper_name, row.keeper_unit = actor.user_id, actor.name, place.unit
    row.user_ids = [actor.user_id]
    row.unit_ids = seen_by(row)
    with conflict("material_once", say("material.once", where="title", title=row.title)):
        row.save()  # one out of sight, or somebody else was a moment earlier
    MaterialCustody.objects.create(
        city_id=row.city_id,
        material=row,
        keeper_id=actor.user_id,
        keeper_name=actor.name,
        unit=place.unit,
        from_on=today,
    )


def _offered(row: HostMaterial, doing: Doing) -> Iterable[Finding]:
    if row.handovers.filter(state="OFFERED").exists():
        yield say("handover.offered", name=row.title)


@act(
    "material.replace", HostMaterial, "换新版", said="已换新版，旧的一份仍可查。",
    records="material.replaced", may=KEEPS, life=MATERIAL, moves="replace", unless=_offered,
    related=WITH,
)  # fmt: skip
def replace_material(
    before: HostMaterial, doing: Doing, *, as_of: AsOf, file: Paper
) -> HostMaterial:
    """Bring the newer issue of a paper; the older one stays to be read, kept by whoever kept it."""
    found = objections_to_words(file.name, where="file")
    if as_of > doing.today:
        found.append(say("material.as_of", where="as_of", day=as_of))
    if as_of < before.as_of:
        found.append(say("material.older", where="as_of", day=before.as_of))
    if found:
        raise RuleBroken(found)
    stored = _stored(doing, file, before.unit_id)
    if stored.sha256 == before.file.sha256:
        raise RuleBroken([say("material.same", where="file")])
    case = before.secondment if before.keeper_id == doing.actor.user_id else None
    _end(before, "replace", doing.today)
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
    _begin(doing.actor, row, stored, Place(before.keeper_unit, case), doing.today)
    cases = [before.secondment_id, row.secondment_id]
    recount(actor=doing.actor, secondments=cases, today=doing.today)
    return row


@act(
    "material.verify", HostMaterial, "仍有效", said="已核对，仍有效。", records="material.verified",
    may=KEEPS, life=MATERIAL, moves="verify",
)  # fmt: skip
def verify_material(row: HostMaterial, doing: Doing) -> HostMaterial:
    """Say that a paper still holds as of today."""
    row.verified_on = doing.today
    row.revision += 1
    row.save(update_fields=["verified_on", "revision"])
    return row


@act(
    "material.withdraw", HostMaterial, "撤下", said="已撤下。", records="material.withdrawn",
    may=KEEPS, life=MATERIAL, moves="withdraw", unless=_offered,
)  # fmt: skip
def withdraw_material(
    row: HostMaterial, doing: Doing, *, reason: Annotated[str, Text("理由", most=200)]
) -> HostMaterial:
    """Take a paper down, for a stated reason; it stays on record and is read no more by default."""
    if found := objections_to_words(reason, where="reason"):
        raise RuleBroken(found)
    _end(row, "withdraw", doing.today)
    recount(actor=doing.actor, secondments=[row.secondment_id], today=doing.today)
    doing.note(reason=reason)
    return row


def _end(row: HostMaterial, move: str, today: date) -> None:
    row.state, row.ended_on = MATERIAL.target(move), today
    row.revision += 1
    row.save(update_fields=["state", "ended_on", "revision"])
