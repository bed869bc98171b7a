"""Plans belong to the organisation department: only those with the whole city in scope."""

from django.db import migrations

from dunmiao.db.operations import ALL_UNITS, CITY, RowHistory, RowSecurity

TABLES = ("placementplan", "planpin", "planseat", "planevent", "solverun")
RULE = f"{CITY} AND {ALL_UNITS}"


class Migration(migrations.Migration):
    dependencies = [("placements", "0001_initial"), ("db", "0001_extensions")]
    operations = [
        *(RowSecurity(f"placements_{table}", RULE) for table in TABLES),
        *(RowHistory(f"placements_{table}") for table in ("placementplan", "planpin", "planseat")),
    ]
