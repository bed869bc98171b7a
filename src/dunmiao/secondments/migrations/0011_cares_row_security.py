"""Cares are seen by home, lead and the person, by the host only its own; a hand-over also by
who comes next."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, RowHistory, RowSecurity, in_units

HOME, HOST, LEAD = (in_units(f"{name}_unit_id") for name in ("home", "host", "lead"))
OWN, NEXT = f"user_id = {ACTOR}", f"successor_user_id = {ACTOR}"


def seen_by(*rules: str) -> str:
    return f"{CITY} AND ({' OR '.join([ALL_UNITS, *rules])})"


TABLES = {
    "care": seen_by(HOME, LEAD, OWN, f"({HOST} AND owner = 'HOST')"),
    "handover": seen_by(HOST, LEAD, OWN, NEXT),
    "handoveritem": seen_by(HOST, LEAD, OWN, NEXT),
}


class Migration(migrations.Migration):
    dependencies = [("secondments", "0010_cares_and_handovers")]
    operations = [
        *(RowSecurity(f"secondments_{table}", rule) for table, rule in TABLES.items()),
        *(RowHistory(f"secondments_{table}") for table in TABLES),
    ]
