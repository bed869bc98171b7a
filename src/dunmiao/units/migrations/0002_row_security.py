"""Units are known to everyone signed in to the city, and to nobody else."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("units", "0001_initial"), ("db", "0001_extensions")]
    operations = [RowSecurity("units_unit"), RowHistory("units_unit")]
