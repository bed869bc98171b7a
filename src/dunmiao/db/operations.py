"""Migration operations: row-level security (fail closed) and row history."""

from django.db import migrations

CITY = "city_id = (SELECT nullif(current_setting('app.city', true), '')::bigint)"
ALL_UNITS = "(SELECT coalesce(current_setting('app.all_units', true), '') = 'on')"
UNITS = "(SELECT string_to_array(nullif(current_setting('app.units', true), ''), ',')::bigint[])"
ACTOR = "(SELECT nullif(current_setting('app.actor', true), '')::bigint)"


BY_THE_SYSTEM = (
    "SELECT set_config('app.actor', '0', true), set_config('app.role', '系统', true), "
    "set_config('app.reason', '升级', true)"
)


def in_units(column: str) -> str:
    """SQL: `column` is one of the units in scope (the sub-select is evaluated once)."""
    return f"{column} = ANY ({UNITS}::bigint[])"


def parties(*columns: str) -> str:
    """SQL: the row is of the city, and one of its parties is in scope."""
    wide = " OR ".join([ALL_UNITS, *(in_units(column) for column in columns)])
    return f"{CITY} AND ({wide})"


NAMED = f"{CITY} AND ({ALL_UNITS} OR unit_ids && {UNITS} OR {ACTOR} = ANY (user_ids))"


class RowSecurity(migrations.RunSQL):
    """Force row-level security on `table`: no setting, no rows; the owner is bound too."""

    def __init__(self, table: str, rule: str = CITY, check: str = "") -> None:
        """`rule` decides what is seen, `check` (default: the same) what may be written."""
        check = check or rule
        super().__init__(
            f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY;"
            f"CREATE POLICY scope ON {table} USING ({rule}) WITH CHECK ({check});",
            f"DROP POLICY IF EXISTS scope ON {table};"
            f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;"
            f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;",
        )


class ReplacePolicy(migrations.RunSQL):
    """Give a table under row-level security another rule."""

    def __init__(self, table: str, rule: str, check: str = "") -> None:
        """As in `RowSecurity`; the table stays closed to whoever has no scope meanwhile."""
        super().__init__(
            f"DROP POLICY IF EXISTS scope ON {table};"
            f"CREATE POLICY scope ON {table} USING ({rule}) WITH CHECK ({check or rule});",
            migrations.RunSQL.noop,
        )


class BackFill(migrations.RunSQL):
    """Fill a column of existing rows: the owner, too, is bound by row-level security else.

    The row history asks who changed a row: it is the installation itself.
    """

    def __init__(self, statement: str, *tables: str) -> None:
        """`tables` are all that the statement reads or writes."""
        loosen = "".join(f"ALTER TABLE {t} NO FORCE ROW LEVEL SECURITY;" for t in tables)
        tighten = "".join(f"ALTER TABLE {t} FORCE ROW LEVEL SECURITY;" for t in tables)
        super().__init__(f"{BY_THE_SYSTEM};{loosen}{statement};{tighten}", migrations.RunSQL.noop)


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
