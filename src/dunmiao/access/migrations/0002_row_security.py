"""Scope of grants and kept answers; the audit record is written by its function only."""

from django.db import migrations

from dunmiao.db.operations import CITY, ReadOnlyForApp, RowHistory, RowSecurity

AUDIT = """
CREATE FUNCTION dunmiao_audit(
  city bigint, actor bigint, actor_name text, acting_role text, kind text, subject text,
  subject_uid uuid, cadres uuid[], detail jsonb, request text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO access_auditevent
    (at, city_id, actor_id, actor_name, role, kind, subject, subject_uid, cadres, detail, request_id)
  VALUES (clock_timestamp(), city, actor, actor_name, acting_role, kind, subject, subject_uid,
    coalesce(cadres, '{}'), coalesce(detail, '{}'), request);
$$;
ALTER TABLE access_auditevent ENABLE ROW LEVEL SECURITY;
ALTER TABLE access_auditevent FORCE ROW LEVEL SECURITY;
"""
READ = f"""
CREATE POLICY scope ON access_auditevent FOR SELECT USING
  ({CITY} AND (SELECT coalesce(current_setting('app.audit', true), '') = 'on'));
CREATE POLICY append ON access_auditevent FOR INSERT WITH CHECK (true);
CREATE INDEX audit_cadres ON access_auditevent USING gin (cadres);
"""


class Migration(migrations.Migration):
    dependencies = [("access", "0001_initial"), ("db", "0001_extensions")]
    operations = [
        RowSecurity("access_grant"),
        RowHistory("access_grant"),
        RowSecurity("access_keptanswer"),
        migrations.RunSQL(AUDIT, "DROP FUNCTION dunmiao_audit;"),
        migrations.RunSQL(READ, migrations.RunSQL.noop),
        ReadOnlyForApp("access_auditevent"),
    ]
