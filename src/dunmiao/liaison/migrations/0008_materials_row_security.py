"""Papers are seen as contacts are; their files with them."""

from django.db import migrations

from dunmiao.db.operations import (
    ACTOR,
    ALL_UNITS,
    CITY,
    NAMED,
    ReplacePolicy,
    RowHistory,
    RowSecurity,
    in_units,
)


def hangs_on(table: str, parent: str, column: str) -> str:
    """SQL: the row that this column names is seen."""
    return f"{CITY} AND EXISTS (SELECT 1 FROM {parent} p WHERE p.id = {table}.{column})"  # noqa: S608 - literals


def shown_by(kind: str, table: str) -> str:
    """SQL: a file of this kind whose row in `table` is seen."""
    return (
        f"(kind = '{kind}' AND EXISTS (SELECT 1 FROM {table} t "  # noqa: S608 - literals
        "WHERE t.file_id = documents_storedfile.id))"
    )


FILES = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('unit_id')} OR made_by_id = {ACTOR} OR "
    f"{shown_by('EVIDENCE', 'outcomes_evidence')} OR "
    f"{shown_by('ACTIVITY_PHOTO', 'liaison_activityphoto')} OR "
    f"{shown_by('MATERIAL', 'liaison_hostmaterial')})"
)
TABLES = {
    "liaison_cardimport": NAMED,
    "liaison_hostmaterial": NAMED,
    "liaison_materialcustody": hangs_on(
        "liaison_materialcustody", "liaison_hostmaterial", "material_id"
    ),
    "liaison_handedmaterial": hangs_on(
        "liaison_handedmaterial", "liaison_contacthandover", "handover_id"
    ),
}


class Migration(migrations.Migration):
    dependencies = [("liaison", "0007_materials"), ("outcomes", "0002_row_security")]
    operations = [
        *(RowSecurity(table, rule) for table, rule in TABLES.items()),
        *(RowHistory(table) for table in TABLES),
        ReplacePolicy("documents_storedfile", FILES),
    ]
