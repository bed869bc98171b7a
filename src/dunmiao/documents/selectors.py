"""Read stored files: the row first (row-level security decides), then the sealed bytes."""

import hashlib
import uuid
from pathlib import Path

from django.conf import settings
from django.db.models import Q

from dunmiao.access.actors import Actor
from dunmiao.db.sealed import SealBroken, load_keys, unseal
from dunmiao.documents.messages import say
from dunmiao.documents.models import StoredFile
from dunmiao.documents.storing import PLACE, file_path
from dunmiao.kernel.errors import Conflict, not_visible


def get_file(*, actor: Actor, uid: uuid.UUID) -> StoredFile:
    """The file's row, if it belongs to a unit in the actor's scope, or is the actor's own."""
    own = Q(unit_id__in=actor.unit_ids) | Q(made_by_id=actor.user_id)
    mine = Q() if actor.has_all_units else own
    row = StoredFile.objects.filter(mine, city_id=actor.city_id, uid=uid).first()
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
