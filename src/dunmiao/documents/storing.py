"""Store a file sealed, and take the next document number."""

import hashlib
import os
import uuid
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dunmiao.access.actors import Actor
from dunmiao.db.home import private_folder
from dunmiao.db.sealed import load_keys, seal
from dunmiao.documents.messages import say
from dunmiao.documents.models import IssuedNumber, NumberSeries, StoredFile
from dunmiao.formats.container import Refused
from dunmiao.formats.papers import clean_paper
from dunmiao.kernel.errors import DomainError, RuleBroken

PLACE = "documents_storedfile.content"


class DiskFull(DomainError):
    """No space is left: 503, nothing is kept."""

    status = 503


def file_path(uid: uuid.UUID) -> Path:
    """Where the sealed bytes of a file lie."""
    return Path(settings.DUNMIAO_HOME) / "files" / uid.hex[:2] / uid.hex


@transaction.atomic
def store_file(
    *, actor: Actor, kind: str, name: str, media_type: str, content: bytes, unit_id: int
) -> StoredFile:
    """Seal `content` on disk and keep its row; a full disk is a refusal that leaves nothing."""
    row = StoredFile(
        city_id=actor.city_id,
        kind=kind,
        name=Path(name).name[:200],
        media_type=media_type,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
        unit_id=unit_id,
        made_by_id=actor.user_id or None,
    )
    path = file_path(row.uid)
    home = Path(settings.DUNMIAO_HOME)
    sealed = seal(load_keys(home), place=PLACE, row=row.uid.hex, value=content)
    temporary = path.with_suffix(".new")
    try:
        private_folder(path.parent.parent)
        private_folder(path.parent)
        with temporary.open("wb") as out:
            out.write(sealed)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as full:
        temporary.unlink(missing_ok=True)
        raise DiskFull([say("file.disk_full", name=row.name)]) from full
    row.save()
    return row


def store_paper(*, actor: Actor, kind: str, name: str, content: bytes, unit_id: int) -> StoredFile:
    """Keep a paper that somebody attached, after its content was judged."""
    try:
        paper = clean_paper(Path(name).name, content)
    except Refused as refused:
        raise RuleBroken([refused.finding]) from refused
    return store_file(
        actor=actor,
        kind=kind,
        name=paper.name,
        media_type=paper.media_type,
        content=paper.content,
        unit_id=unit_id,
    )


@transaction.atomic
def take_number(
    *, actor: Actor, prefix: str, year: int, subject: str, subject_uid: uuid.UUID
) -> str:
    """The next number of a series, `嘉组挂〔2014〕7号`; the series row is locked until commit."""
    NumberSeries.objects.get_or_create(city_id=actor.city_id, prefix=prefix, year=year)
    series = NumberSeries.objects.select_for_update().get(
        city_id=actor.city_id, prefix=prefix, year=year
    )
    series.last += 1
    series.save(update_fields=["last"])
    IssuedNumber.objects.create(
        city_id=actor.city_id,
        series=series,
        number=series.last,
        subject=subject,
        subject_uid=subject_uid,
    )
    return f"{prefix}〔{year}〕{series.last}号"
