"""Whoever wrote a note sees it: a group leader has no unit in which he could read notes."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, CITY, ReplacePolicy, parties

RULE = (
    f"({parties('unit_id')}) OR "
    f"({CITY} AND user_id = {ACTOR} AND answer_by IS NOT NULL) OR "
    f"({CITY} AND written_by_id = {ACTOR})"
)


class Migration(migrations.Migration):
    dependencies = [("development", "0002_row_security")]
    operations = [ReplacePolicy("development_everydaynote", RULE)]
