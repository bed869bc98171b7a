"""Composing belongs to the organisation department, as plans do."""

from django.db import migrations

from dunmiao.db.operations import ALL_UNITS, CITY, RowHistory, RowSecurity

TABLES = ("teammove", "kinclearance")


class Migration(migrations.Migration):
    dependencies = [("placements", "0003_teams_and_supplements")]
    operations = [
        *(RowSecurity(f"placements_{table}", f"{CITY} AND {ALL_UNITS}") for table in TABLES),
        *(RowHistory(f"placements_{table}") for table in TABLES),
    ]
