"""Information is seen by who sent it and by the units that it names."""

from importlib import import_module

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity

NAMED = import_module("dunmiao.outcomes.migrations.0002_row_security").NAMED


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0003_information")]
    operations = [
        RowSecurity("outcomes_relayedinformation", NAMED),
        RowHistory("outcomes_relayedinformation"),
    ]
