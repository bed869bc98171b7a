"""An outcome is seen by the units that it names and by those who have a part in it; what hangs
on it is seen with it, its proof too."""

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



def hangs_on(table: str) -> str:
    """SQL: the outcome of this row is seen."""
    return (
        f"{CITY} AND EXISTS (SELECT 1 FROM outcomes_outcome o WHERE o.id = {table}.outcome_id)"  # noqa: S608 - literals
    )


FILES = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('unit_id')} OR made_by_id = {ACTOR} OR "
    "(kind = 'EVIDENCE' AND EXISTS (SELECT 1 FROM outcomes_evidence e "
    "WHERE e.file_id = documents_storedfile.id)))"
)
PARTS = ("outcomes_outcomefact", "outcomes_evidence", "outcomes_attributionshare")


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0001_initial"), ("documents", "0005_own_files")]
    operations = [
        RowSecurity("outcomes_outcome", NAMED),
        *(RowSecurity(table, hangs_on(table)) for table in PARTS),
        RowSecurity("outcomes_outcometarget"),
        ReplacePolicy("documents_storedfile", FILES),
        *(
            RowHistory(table)
            for table in ("outcomes_outcome", *PARTS, "outcomes_outcometarget")
        ),
    ]
