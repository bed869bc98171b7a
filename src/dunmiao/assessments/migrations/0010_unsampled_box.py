"""No sample of codes, ballots, sheets and keys in the planner's statistics: they would stay."""

from django.db import migrations

from dunmiao.db.operations import Unsampled


class Migration(migrations.Migration):
    dependencies = [("assessments", "0009_signing_keys_row_security")]
    operations = [
        Unsampled(f"assessments_{table}")
        for table in ("ballotcode", "castballot", "ballot", "papersheet", "signingkey")
    ]
