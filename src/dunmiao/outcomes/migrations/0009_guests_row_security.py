"""Guests are seen with their event."""

from django.db import migrations

from dunmiao.db.operations import CITY, RowHistory, RowSecurity

TABLE = "outcomes_eventguest"
SEEN = f"{CITY} AND EXISTS (SELECT 1 FROM outcomes_outcome o WHERE o.id = {TABLE}.outcome_id)"  # noqa: S608 - literals


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0008_guests")]
    operations = [RowSecurity(TABLE, SEEN), RowHistory(TABLE)]
