"""Whoever put a file in sees it, too: a secondee his own pictures."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, ReplacePolicy, in_units

RULE = f"{CITY} AND ({ALL_UNITS} OR {in_units('unit_id')} OR made_by_id = {ACTOR})"


class Migration(migrations.Migration):
    dependencies = [("documents", "0004_log_photos")]
    operations = [ReplacePolicy("documents_storedfile", RULE)]
