"""Pictures hang on their group; a shared note is read by everyone of the city who may look at
groups. The file of a picture is seen with the picture."""

from django.db import migrations

from dunmiao.db.operations import (
    ACTOR,
    ALL_UNITS,
    CITY,
    ReplacePolicy,
    RowHistory,
    RowSecurity,
    in_units,
)


def with_group(table: str) -> str:
    """SQL: the group of this row is seen."""
    return f"EXISTS (SELECT 1 FROM liaison_group g WHERE g.id = {table}.group_id)"  # noqa: S608 - literals


FILES = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('unit_id')} OR made_by_id = {ACTOR} OR "
    "(kind = 'EVIDENCE' AND EXISTS (SELECT 1 FROM outcomes_evidence e "
    "WHERE e.file_id = documents_storedfile.id)) OR "
    "(kind = 'ACTIVITY_PHOTO' AND EXISTS (SELECT 1 FROM liaison_activityphoto p "
    "WHERE p.file_id = documents_storedfile.id)))"
)
NOTES = with_group("liaison_groupnote")


class Migration(migrations.Migration):
    dependencies = [("liaison", "0005_notes"), ("outcomes", "0002_row_security")]
    operations = [
        RowSecurity("liaison_activityphoto", f"{CITY} AND {with_group('liaison_activityphoto')}"),
        RowSecurity(
            "liaison_groupnote", f"{CITY} AND (is_shared OR {NOTES})", f"{CITY} AND {NOTES}"
        ),
        ReplacePolicy("documents_storedfile", FILES),
        *(RowHistory(f"liaison_{name}") for name in ("activityphoto", "groupnote")),
    ]
