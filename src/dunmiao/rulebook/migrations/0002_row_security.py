"""Rules are known in the city."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity

TABLES = ("rulebook_ruleset", "rulebook_rule", "rulebook_ruleparameter", "rulebook_override")


class Migration(migrations.Migration):
    dependencies = [("rulebook", "0001_initial"), ("db", "0001_extensions")]
    operations = [operation(table) for table in TABLES for operation in (RowSecurity, RowHistory)]
