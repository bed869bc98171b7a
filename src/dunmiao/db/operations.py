"""Migration operations: row history, and what is taken from statistics and from the
application's role. Row-level security is no history: see `access.row_security`."""

from django.db import migrations


class RowHistory(migrations.RunSQL):
    """Write every change of `table` to db_rowhistory, by a trigger nobody can go round."""

    def __init__(self, table: str) -> None:
        """The table needs `id` and `city_id`."""
        super().__init__(
            f"CREATE TRIGGER row_history AFTER INSERT OR UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION dunmiao_row_history();",
            f"DROP TRIGGER IF EXISTS row_history ON {table};",
        )


class Unsampled(migrations.RunSQL):
    """Have the planner's statistics take no sample of any column of `table`.

    ANALYZE copies values into pg_statistic, where they outlive the rows: what must be gone
    with its row must never be copied.
    """

    def __init__(self, table: str) -> None:
        """Columns added later need the operation again."""
        super().__init__(
            "DO $$ DECLARE c name; BEGIN FOR c IN SELECT attname FROM pg_attribute "  # noqa: S608 - literals of migrations
            f"WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped LOOP "
            f"EXECUTE format('ALTER TABLE {table} ALTER COLUMN %I SET STATISTICS 0', c); "
            "END LOOP; END $$;",
            migrations.RunSQL.noop,
        )


class ReadOnlyForApp(migrations.RunSQL):
    """Take insert, update and delete on `table` from the application's role."""

    def __init__(self, table: str) -> None:
        """Does nothing on a server without that role."""
        super().__init__(
            "DO $$ BEGIN IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'dunmiao_app') THEN "  # noqa: S608 - literals of migrations
            f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM dunmiao_app; END IF; END $$;",
            migrations.RunSQL.noop,
        )
