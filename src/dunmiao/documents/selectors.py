"""Read stored files: the row first (row-level security decides), then the sealed bytes."""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings

from dunmiao.access.actors import Actor
from dunmiao.access.policy import visible
from dunmiao.db.sealed import SealBroken, load_keys, unseal
from dunmiao.documents.messages import say
from dunmiao.documents.models import StoredFile
from dunmiao.documents.storing import PLACE, file_path
from dunmiao.kernel.errors import Conflict, not_visible


def get_file(*, actor: Actor, uid: uuid.UUID) -> StoredFile:
    """The file's row, if its kind is one that the actor may fetch there, or it is his own."""
    row = visible(StoredFile, actor).filter(uid=uid).first()
    if row is None:
        raise not_visible()
    return row


def read_file(row: StoredFile) -> bytes:
    """The plain bytes; refused when they are not those that were stored."""
    keys = load_keys(Path(settings.DUNMIAO_HOME))
    try:
        plain = unseal(keys, place=PLACE, row=row.uid.hex, sealed=file_path(row.uid).read_bytes())
    except (OSError, SealBroken) as broken:
        raise Conflict([say("file.differs", name=row.name)]) from broken
    if hashlib.sha256(plain).hexdigest() != row.sha256:
        raise Conflict([say("file.differs", name=row.name)])
    return plain
