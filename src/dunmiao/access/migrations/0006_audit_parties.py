"""An event names the units of its subject: a county's auditor sees his county's."""

import django.contrib.postgres.fields
from django.db import migrations, models

FIELD = migrations.AddField(
    "auditevent",
    "unit_ids",
    django.contrib.postgres.fields.ArrayField(models.BigIntegerField(), default=list),
)
SQL = "ALTER TABLE access_auditevent ADD COLUMN IF NOT EXISTS unit_ids bigint[] NOT NULL DEFAULT '{}'"


class Migration(migrations.Migration):
    dependencies = [("access", "0005_email")]
    operations = [
        migrations.SeparateDatabaseAndState(
            [migrations.RunSQL(SQL, migrations.RunSQL.noop)], [FIELD]
        )
    ]
