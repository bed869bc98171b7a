"""Signing keys: the office makes and drops them, a voter reads those of his session."""

from django.db import migrations

from dunmiao.db.operations import RowSecurity, parties

OURS = parties("unit_id")
UID = "(SELECT nullif(current_setting('app.ballot_session', true), '')::uuid)"
SESSION = f"(SELECT id FROM assessments_ballotsession WHERE uid = {UID})"


class Migration(migrations.Migration):
    dependencies = [("assessments", "0008_remote")]
    operations = [
        RowSecurity("assessments_signingkey", f"({OURS}) OR session_id = {SESSION}", OURS),
    ]
