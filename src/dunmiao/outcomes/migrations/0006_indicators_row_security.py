"""Figures are seen by the unit that they are of and by who sees every unit; what they mean, and
which books brought them, by everyone of the city who may look at figures at all."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity, parties

TABLES = (
    "outcomes_indicator",
    "outcomes_indicatorbook",
    "outcomes_indicatordefinition",
)


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0005_indicators")]
    operations = [
        *(RowSecurity(table) for table in TABLES),
        RowSecurity("outcomes_indicatorfigure", parties("unit_id")),
        *(RowHistory(table) for table in (*TABLES, "outcomes_indicatorfigure")),
    ]
