"""Extensions, rights of the application's role, and the history of every audited row."""

from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

from dunmiao.db.operations import ReadOnlyForApp

RIGHTS = """
DO $$ BEGIN
  IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dunmiao_app') THEN
    GRANT USAGE ON SCHEMA public TO dunmiao_app;
    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO dunmiao_app;
    GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO dunmiao_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO dunmiao_app;
    ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO dunmiao_app;
  END IF;
END $$;
"""

HISTORY = """
CREATE FUNCTION dunmiao_row_history() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  before jsonb; after jsonb; was jsonb; became jsonb;
BEGIN
  IF coalesce(current_setting('app.actor', true), '') = '' THEN
    RAISE EXCEPTION 'history: a change of % carries no actor', TG_TABLE_NAME
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD); END IF;
  IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW); END IF;
  IF TG_OP = 'UPDATE' THEN
    SELECT jsonb_object_agg(key, before -> key), jsonb_object_agg(key, value)
      INTO was, became FROM jsonb_each(after) WHERE value IS DISTINCT FROM before -> key;
    IF became IS NULL THEN RETURN NULL; END IF;
  ELSE
    was := before; became := after;
  END IF;
  INSERT INTO db_rowhistory
    (at, xid, city_id, actor_id, role, reason, request_id, "table", operation, row_id, old, new)
  VALUES (clock_timestamp(), pg_current_xact_id()::text::bigint,
    (coalesce(after, before) ->> 'city_id')::bigint,
    current_setting('app.actor')::bigint,
    coalesce(current_setting('app.role', true), ''),
    coalesce(current_setting('app.reason', true), ''),
    coalesce(current_setting('app.request', true), ''),
    TG_TABLE_NAME, left(TG_OP, 1), (coalesce(after, before) ->> 'id')::bigint, was, became);
  RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        BtreeGistExtension(),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
        migrations.CreateModel(
            name='RowHistory',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('xid', models.BigIntegerField()),
                ('city_id', models.BigIntegerField(null=True)),
                ('actor_id', models.BigIntegerField()),
                ('role', models.CharField(max_length=64)),
                ('reason', models.TextField()),
                ('request_id', models.CharField(max_length=40)),
                ('table', models.CharField(max_length=64)),
                ('operation', models.CharField(max_length=1)),
                ('row_id', models.BigIntegerField()),
                ('old', models.JSONField(null=True)),
                ('new', models.JSONField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['city_id', 'table', 'row_id'], name='rowhistory_row'), models.Index(fields=['city_id', 'request_id'], name='rowhistory_request')],
            },
        ),
        migrations.RunSQL(HISTORY, "DROP FUNCTION dunmiao_row_history();"),
        ReadOnlyForApp("db_rowhistory"),
    ]
