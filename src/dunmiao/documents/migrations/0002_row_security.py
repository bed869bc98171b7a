"""A stored file is seen by the unit it belongs to."""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity, parties


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("db", "0001_extensions")]
    operations = [
        RowSecurity("documents_storedfile", parties("unit_id")),
        RowSecurity("documents_numberseries"),
        RowSecurity("documents_issuednumber"),
        RowHistory("documents_storedfile"),
        RowHistory("documents_numberseries"),
        RowHistory("documents_issuednumber"),
    ]
