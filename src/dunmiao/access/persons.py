"""Natural persons: what the accounts and the cadre file of one and the same share."""

from pathlib import Path

from django.conf import settings

from dunmiao.db.sealed import load_keys, lookup_key

PLACE = "people_cadre.id_number"


def id_key(number: str) -> bytes | None:
    """The keyed hash by which an ID number is found; None for none."""
    if not number:
        return None
    return lookup_key(load_keys(Path(settings.DUNMIAO_HOME)), place=PLACE, value=number)
