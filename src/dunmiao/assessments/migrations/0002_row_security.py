"""Who reaches the box: officers of the organiser, and a voter the paper of his session only.

A ballot of an open session is read by nobody: the voter sees the one whose random number he
holds, officers see none until the session is closed.
"""

from django.db import migrations

from dunmiao.db.operations import RowHistory, RowSecurity, parties

OURS = parties("unit_id")
UID = "(SELECT nullif(current_setting('app.ballot_session', true), '')::uuid)"
BALLOT = "(SELECT nullif(current_setting('app.ballot', true), '')::uuid)"
SESSION = f"(SELECT id FROM assessments_ballotsession WHERE uid = {UID})"
ROUND = f"(SELECT round_id FROM assessments_ballotsession WHERE uid = {UID})"
OPEN = f"(SELECT id FROM assessments_ballotsession WHERE uid = {UID} AND state = 'OPEN')"
CLOSED = "EXISTS (SELECT 1 FROM assessments_ballotsession s WHERE s.id = session_id AND s.state IN ('CLOSED', 'VOID'))"

BOX = f"""
ALTER TABLE assessments_castballot ENABLE ROW LEVEL SECURITY;
ALTER TABLE assessments_castballot FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON assessments_castballot FOR SELECT
  USING (session_id = {SESSION} AND id = {BALLOT});
CREATE POLICY cast_open ON assessments_castballot FOR INSERT WITH CHECK (session_id = {OPEN});
CREATE POLICY closed_read ON assessments_castballot FOR SELECT USING ({OURS} AND {CLOSED});
CREATE POLICY closed_drop ON assessments_castballot FOR DELETE USING ({OURS} AND {CLOSED});
"""
# CLUSTER writes the tables anew in the order of random keys: what was deleted is gone from the
# files, not only from sight. Only the owner may do it, and only this.
SWEEP = """
CREATE FUNCTION dunmiao_sweep_box() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  CLUSTER public.assessments_castballot USING assessments_castballot_pkey;
  CLUSTER public.assessments_ballotcode USING assessments_ballotcode_pkey;
  CLUSTER public.assessments_ballot USING assessments_ballot_pkey;
END $$;
"""


def read_by_voters(table: str, mine: str) -> RowSecurity:
    return RowSecurity(f"assessments_{table}", f"({OURS}) OR {mine}", OURS)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0001_rounds")]
    operations = [
        RowSecurity("assessments_ballotscheme"),
        read_by_voters("ballotround", f"id = {ROUND}"),
        read_by_voters("ballotsession", f"uid = {UID}"),
        read_by_voters("roundsubject", f"round_id = {ROUND}"),
        *(
            read_by_voters(table, f"session_id = {SESSION}")
            for table in ("sessiongroup", "sessionsubject", "boardentry")
        ),
        RowSecurity("assessments_ballotcode", f"({OURS}) OR session_id = {SESSION}"),
        *(
            RowSecurity(f"assessments_{table}", OURS)
            for table in ("ballot", "papersheet", "tallycell", "flagreview")
        ),
        migrations.RunSQL(BOX, migrations.RunSQL.noop),
        migrations.RunSQL(SWEEP, "DROP FUNCTION dunmiao_sweep_box();"),
        *(
            RowHistory(f"assessments_{table}")
            for table in (
                "ballotscheme",
                "ballotround",
                "ballotsession",
                "roundsubject",
                "sessionsubject",
                "sessiongroup",
                "flagreview",
            )
        ),
    ]
