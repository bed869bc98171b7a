"""Templates hold no person: every party of the city prints by them."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_letter_templates")]
    operations = [RowSecurity("documents_lettertemplate"), RowHistory("documents_lettertemplate")]
