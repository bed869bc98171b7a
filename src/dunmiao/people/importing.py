"""Import: keep an upload, check it without writing, write it in one transaction, put it back."""

import base64
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction

from dunmiao.access.actors import Actor
from dunmiao.access.persons import id_key
from dunmiao.access.policy import visible
from dunmiao.access.roles import Permission
from dunmiao.db.sealed import load_keys, seal, unseal
from dunmiao.documents.selectors import read_file
from dunmiao.documents.storing import store_file
from dunmiao.formats.container import Refused, kind_of
from dunmiao.formats.person import PersonRecord
from dunmiao.formats.photos import clean_photo
from dunmiao.formats.read import FileRead, PersonRead, read_upload
from dunmiao.jobs.works import Tick, silently
from dunmiao.kernel.errors import Conflict, RuleBroken
from dunmiao.kernel.findings import Finding, Severity
from dunmiao.people.ladders import Ladders, ladders_of
from dunmiao.people.lifecycle import IMPORT
from dunmiao.people.messages import say
from dunmiao.people.models import (
    AppointmentForm,
    Cadre,
    ImportBatch,
    ImportRow,
    ImportState,
    RowOutcome,
)
from dunmiao.people.records import differences, merge, record_of
from dunmiao.people.selectors import get_import, with_parts
from dunmiao.people.writing import write_record
from dunmiao.units.models import Unit
from dunmiao.units.selectors import UnitNames

CHECK, WRITE = "people.check_import", "people.write_import"
PLACE = "people_importrow.payload"
BEFORE = "people_importrow.before"
# Cells whose loss would put somebody into a wrong unit or make him somebody without a number.
UNREAD = {"cell.error", "cell.uncomputed", "cell.lost_day"}
DECIDING = {"unit", "unit_post", "id_number"}
TWICE = "person.maybe_twice"  # of one file: nobody becomes two people unasked


def _seal(place: str, batch: ImportBatch, row_no: int, plain: dict[str, Any]) -> bytes:
    keys = load_keys(Path(settings.DUNMIAO_HOME))
    text = json.dumps(plain, ensure_ascii=False)
    return seal(keys, place=place, row=f"{batch.uid.hex}:{row_no}", value=text.encode())


def written_cells(row: ImportRow) -> dict[str, str]:
    """The row as its sheet had it; empty for a form."""
    plain = _unseal(PLACE, row, bytes(row.payload_sealed))
    return dict(plain.get("cells") or {})


def _unseal(place: str, row: ImportRow, sealed: bytes) -> dict[str, Any]:
    keys = load_keys(Path(settings.DUNMIAO_HOME))
    name = f"{row.batch.uid.hex}:{row.row_no}"
    plain: dict[str, Any] = json.loads(unseal(keys, place=place, row=name, sealed=sealed))
    return plain


def keep_upload(*, actor: Actor, name: str, content: bytes, unit: Unit) -> ImportBatch:
    """Keep an upload, sealed, to be read; what is no file of ours is refused at once.

    `unit` is where people without a unit of their own belong.
    """
    try:
        kind_of(name, content)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    stored = store_file(
        actor=actor,
        kind="IMPORT",
        name=name,
        media_type="application/octet-stream",
        content=content,
        unit_id=unit.pk,
    )
    return ImportBatch.objects.create(
        city_id=actor.city_id,
        unit=unit,
        file=stored,
        state=ImportState.READING,
        made_by_id=actor.user_id or None,
    )


@transaction.atomic
def check_import(
    *, actor: Actor, batch_uid: Any, today: date, tick: Tick = silently
) -> ImportBatch:
    """Read a kept upload and say what importing it would do; no cadre file is touched."""
    batch = get_import(actor=actor, uid=batch_uid, lock=True)
    actor.require(Permission.PEOPLE_IMPORT, at=[batch.unit_id])
    if batch.state != ImportState.READING:
        label = ImportState(batch.state).label
        raise Conflict([say("import.read_already", state=label)])
    tick("reading", 0, 0)
    reads = read_upload(batch.file.name, read_file(batch.file), today=today)
    refused = [read.refused for read in reads if read.refused]
    findings = [f for read in reads for f in read.findings] + refused
    findings += _same_file(actor, batch.file.sha256)
    batch.state = ImportState.REFUSED if len(refused) == len(reads) else ImportState.CHECKED
    batch.findings = [finding.as_dict() for finding in findings]
    batch.save(update_fields=["state", "findings"])
    _stage(actor, batch, reads, tick)
    actor.record("import.checked", batch, rows=batch.rows.count())
    return batch


def check_upload(
    *, actor: Actor, name: str, content: bytes, unit: Unit, today: date
) -> ImportBatch:
    """Receive and check at once: for commands and the example."""
    batch = keep_upload(actor=actor, name=name, content=content, unit=unit)
    return check_import(actor=actor, batch_uid=batch.uid, today=today)


def _same_file(actor: Actor, sha256: str) -> list[Finding]:
    earlier = ImportBatch.objects.filter(
        city_id=actor.city_id, file__sha256=sha256, state=ImportState.CONFIRMED
    ).first()
    if earlier is None or earlier.confirmed_at is None:
        return []
    when = f"{earlier.confirmed_at:%Y-%m-%d %H:%M}"
    return [say("import.same_file", severity=Severity.NOTE, when=when)]


@dataclass
class _Staging:
    """Look-ups made once for a whole upload."""

    actor: Actor
    units: UnitNames
    default: Unit
    allowed: frozenset[int] | None
    by_id: dict[bytes, Cadre]
    by_name: dict[tuple[str, Any], list[Cadre]]

    def unit_of(self, person: PersonRecord, found: list[Finding], where: str) -> Unit:
        """The unit a row names, or the one chosen at upload."""
        named = person.unit or person.submitting_unit
        if not named:
            return self._of_post(person, found, where)
        unit = self.units.find(named)
        if isinstance(unit, Finding):
            if person.unit:
                found.append(Finding(unit.code, unit.message, unit.facts, unit.severity, where))
            return self.default
        if self.allowed is not None and unit.pk not in self.allowed:
            found.append(say("import.unit_foreign", where=where, name=named))
        return unit

    def _of_post(self, person: PersonRecord, found: list[Finding], where: str) -> Unit:
        """The unit that a post names (市财政局预算科副科长), said, since it was not written."""
        unit = self.units.named_in(person.post)
        if unit is None or (self.allowed is not None and unit.pk not in self.allowed):
            return self.default
        note = Severity.NOTE
        found.append(say("import.unit_of_post", severity=note, where=where, name=unit.name))
        return unit

    def match(
        self, person: PersonRecord, found: list[Finding], where: str
    ) -> tuple[str, Cadre | None]:
        """By ID number, then by name and birth month; never by name alone."""
        key = id_key(person.id_number)
        if key and key in self.by_id:
            return RowOutcome.UPDATE, self.by_id[key]
        if not person.birth_month:
            return RowOutcome.NEW, None
        same = self.by_name.get((person.name, person.birth_month), [])
        if key and any(cadre.id_number_key for cadre in same):
            found.append(say("import.other_id", severity=Severity.WARNING, where=where))
            same = [cadre for cadre in same if not cadre.id_number_key]
        if len(same) > 1:
            found.append(say("import.duplicate", where=where, count=len(same)))
            return RowOutcome.DUPLICATE, None
        return (RowOutcome.UPDATE, same[0]) if same else (RowOutcome.NEW, None)


def _lookups(actor: Actor, people: list[PersonRead], default: Unit) -> _Staging:
    keys = [key for read in people if (key := id_key(read.person.id_number))]
    names = {read.person.name for read in people}
    seen = with_parts(visible(Cadre, actor))
    by_id = {bytes(c.id_number_key or b""): c for c in seen.filter(id_number_key__in=keys)}
    by_name: dict[tuple[str, Any], list[Cadre]] = {}
    for cadre in seen.filter(name__in=names):
        by_name.setdefault((cadre.name, cadre.birth_month), []).append(cadre)
    allowed = actor.units_with(Permission.PEOPLE_IMPORT)
    return _Staging(actor, UnitNames.of(actor.city_id), default, allowed, by_id, by_name)


def _stage(actor: Actor, batch: ImportBatch, reads: list[FileRead], tick: Tick) -> None:
    people = [(read.file, person) for read in reads for person in read.people]
    unit = batch.unit
    staging = _lookups(actor, [person for _, person in people], unit)
    rows = []
    for number, (file, read) in enumerate(people, start=1):
        tick("checking", number, len(people))
        found = list(read.findings)
        found += [
            say("import.cell_unread", where=lost.where, text=lost.facts["text"])
            for lost in read.findings
            if lost.code in UNREAD and lost.facts.get("field") in DECIDING
        ]
        home = staging.unit_of(read.person, found, read.where)
        outcome, cadre = staging.match(read.person, found, read.where)
        changes: list[dict[str, str]] = []
        if any(finding.is_error for finding in found) and outcome != RowOutcome.DUPLICATE:
            outcome = RowOutcome.ERROR
        elif outcome == RowOutcome.NEW and any(f.code == TWICE for f in found):
            outcome = RowOutcome.DUPLICATE
        elif cadre is not None:
            before = record_of(cadre)
            after = merge(before, read.person)
            if not (read.person.unit or read.person.submitting_unit):
                home = cadre.home_unit
            changes = differences(before, after)
            outcome = RowOutcome.UPDATE if changes else RowOutcome.SAME
        payload = {
            "person": read.person.as_dict(),
            "unit": home.pk,
            "cells": read.cells,
            "raw": base64.b64encode(read.raw).decode() if read.raw else None,
            "photo": base64.b64encode(read.photo).decode() if read.photo else None,
        }
        rows.append(
            ImportRow(
                city_id=actor.city_id,
                batch=batch,
                unit=unit,
                row_no=number,
                source=f"{file} {read.where}"[:200],
                label=read.person.name[:50],
                payload_sealed=_seal(PLACE, batch, number, payload),
                outcome=outcome,
                is_taken=outcome in {RowOutcome.NEW, RowOutcome.UPDATE},
                findings=[finding.as_dict() for finding in found],
                changes=changes,
                cadre=cadre,
            )
        )
    ImportRow.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def write_import(
    *, actor: Actor, batch_uid: Any, now: datetime, tick: Tick = silently
) -> ImportBatch:
    """Write the rows that were taken; a row the database refuses becomes an error row."""
    batch = get_import(actor=actor, uid=batch_uid, lock=True)
    actor.require(Permission.PEOPLE_IMPORT, at=[batch.unit_id])
    if objections := IMPORT.objections(state=batch.state, act="confirm"):
        raise Conflict(objections)
    if objections := nothing_taken(batch):
        raise RuleBroken(objections)
    rows = list(batch.rows.filter(is_taken=True).order_by("row_no").select_related("batch"))
    wanted = [row.cadre_id for row in rows if row.cadre_id]
    cadres = with_parts(visible(Cadre, actor)).in_bulk(wanted)
    units, names = Unit.objects.in_bulk(), UnitNames.of(actor.city_id)
    written = []
    for number, row in enumerate(rows, start=1):
        tick("writing", number, len(rows))
        payload = _unseal(PLACE, row, bytes(row.payload_sealed))
        cadre = cadres.get(row.cadre_id) if row.cadre_id else None
        try:
            with transaction.atomic():
                _take(actor, row, payload, cadre, units[payload["unit"]], names, now.date())
        except IntegrityError:
            row.outcome, row.is_taken = RowOutcome.ERROR, False
            row.findings = [*row.findings, say("import.id_taken", where=row.source).as_dict()]
        written.append(row)
    ImportRow.objects.bulk_update(
        written,
        ["cadre", "before_sealed", "revision_after", "outcome", "is_taken", "findings"],
        batch_size=500,
    )
    batch.state, batch.confirmed_at = ImportState.CONFIRMED, now
    batch.save(update_fields=["state", "confirmed_at"])
    taken = [row.cadre.uid for row in written if row.is_taken and row.cadre]
    actor.record("import.confirmed", batch, cadres=taken, rows=len(taken))
    return batch


def _take(
    actor: Actor,
    row: ImportRow,
    payload: dict[str, Any],
    cadre: Cadre | None,
    unit: Unit,
    names: UnitNames,
    today: date,
) -> None:
    person = PersonRecord.from_dict(payload["person"])
    if cadre is not None:
        before = record_of(cadre)
        kept = {
            "person": before.as_dict(),
            "unit": cadre.home_unit_id,
            "ladders": ladders_of(cadre).as_dict(),
        }
        row.before_sealed = _seal(BEFORE, row.batch, row.row_no, kept)
        person = merge(before, person)
    written = write_record(
        actor=actor, cadre=cadre, record=person, unit=unit, today=today, names=names
    )
    row.cadre, row.revision_after = written, written.revision
    if raw := payload["raw"]:
        _keep_form(actor, written, base64.b64decode(raw))
    if photo := payload["photo"]:
        _keep_photo(actor, written, base64.b64decode(photo))


def _keep_form(actor: Actor, cadre: Cadre, raw: bytes) -> None:
    stored = store_file(
        actor=actor,
        kind="APPOINTMENT_FORM",
        name=f"{cadre.uid}.lrmx",
        media_type="application/xml",
        content=raw,
        unit_id=cadre.home_unit_id,
    )
    AppointmentForm.objects.create(city_id=actor.city_id, cadre=cadre, file=stored)


def _keep_photo(actor: Actor, cadre: Cadre, photo: bytes) -> None:
    if clean := clean_photo(photo):
        cadre.photo = store_file(
            actor=actor,
            kind="PHOTO",
            name=f"{cadre.uid}.jpg",
            media_type="image/jpeg",
            content=clean,
            unit_id=cadre.home_unit_id,
        )
        cadre.save(update_fields=["photo"])


def nothing_taken(batch: ImportBatch) -> list[Finding]:
    """That no row of it would be written."""
    return [] if batch.rows.filter(is_taken=True).exists() else [say("import.nothing")]


def put_back(*, actor: Actor, batch: ImportBatch, now: datetime) -> int:
    """Put everything back, whole or not at all; a Conflict where a row was changed later.

    Returns how many rows were put back.
    """
    rows = list(
        batch.rows.filter(is_taken=True).select_related("batch", "cadre").order_by("-row_no")
    )
    changed = [
        row.label
        for row in rows
        if row.cadre is None
        or row.cadre.revision != row.revision_after
        or row.cadre.nominations.exists()
    ]
    if changed:
        shown = "、".join(changed[:10]) + ("……" if len(changed) > 10 else "")
        raise Conflict([say("import.changed_since", names=shown)])
    units, names = Unit.objects.in_bulk(), UnitNames.of(actor.city_id)
    for row in rows:
        assert row.cadre is not None
        if row.before_sealed is None:
            row.cadre.delete()
        else:
            before = _unseal(BEFORE, row, bytes(row.before_sealed))
            record = PersonRecord.from_dict(before["person"])
            write_record(
                actor=actor,
                cadre=row.cadre,
                record=record,
                unit=units[before["unit"]],
                today=now.date(),
                ladders=Ladders.from_dict(before["ladders"]),
                names=names,
            )
    batch.state, batch.undone_at = ImportState.UNDONE, now
    batch.save(update_fields=["state", "undone_at"])
    return len(rows)
