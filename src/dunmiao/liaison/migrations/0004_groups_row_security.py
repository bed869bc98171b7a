"""A group is seen by the units that it names and by its members; what hangs on it with it."""

from django.db import migrations

from dunmiao.db.operations import CITY, NAMED, RowHistory, RowSecurity

PARTS = ("groupmember", "groupactivity", "attendance", "grouptask", "partybranch", "branchpost")


def with_group(table: str) -> str:
    """SQL: the group of this row is seen."""
    return f"{CITY} AND EXISTS (SELECT 1 FROM liaison_group g WHERE g.id = {table}.group_id)"  # noqa: S608 - literals


class Migration(migrations.Migration):
    dependencies = [("liaison", "0003_groups")]
    operations = [
        RowSecurity("liaison_group", NAMED),
        *(RowSecurity(f"liaison_{name}", with_group(f"liaison_{name}")) for name in PARTS),
        *(RowHistory(f"liaison_{name}") for name in ("group", *PARTS)),
    ]
