"""Information is seen by who sent it and by the units that it names."""

from django.db import migrations

from dunmiao.db.operations import NAMED, RowHistory, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0003_information")]
    operations = [
        RowSecurity("outcomes_relayedinformation", NAMED),
        RowHistory("outcomes_relayedinformation"),
    ]
