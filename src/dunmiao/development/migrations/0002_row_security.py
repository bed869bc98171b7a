"""Notes: where they were written, and the person those he is shown; uses: the home side."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, CITY, RowHistory, RowSecurity, parties

OURS = parties("unit_id")
SHOWN = f"({CITY} AND user_id = {ACTOR} AND answer_by IS NOT NULL)"


class Migration(migrations.Migration):
    dependencies = [("development", "0001_initial")]
    operations = [
        RowSecurity("development_everydaynote", f"({OURS}) OR {SHOWN}"),
        *(
            RowSecurity(f"development_{table}", OURS)
            for table in ("suggestion", "userecord", "lookback")
        ),
        *(
            RowHistory(f"development_{table}")
            for table in ("everydaynote", "suggestion", "userecord", "lookback")
        ),
    ]
