"""Writing the tables of the box anew, so that dropped rows are gone from the files as well."""

from django.db import connection
from procrastinate.contrib.django import app

SWEEP = "assessments.sweep"
OLDER_VIEWS = """
SELECT count(*) FROM pg_stat_activity
WHERE (datid IS NULL OR datid = (SELECT oid FROM pg_database WHERE datname = current_database()))
  AND pid <> pg_backend_pid()
  AND greatest(age(backend_xid), age(backend_xmin)) >= age(%s::xid)
"""


def sweep_later() -> None:
    """Put the sweeping into the queue, as part of this transaction: no closing without it."""
    app.configure_task(SWEEP).defer()


def newest_transaction() -> str:
    """The id of a transaction begun now: whatever is committed already is older."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::xid::text")
        return str(cursor.fetchone()[0])


def seen_by_others(transaction_id: str) -> bool:
    """Whether any other connection may still see rows as they were before this transaction.

    As long as one does, PostgreSQL keeps deleted rows when it writes a table anew, and would
    keep them for good.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(OLDER_VIEWS, [transaction_id])
        return bool(cursor.fetchone()[0])


def sweep_box() -> None:
    """Write the tables of the box anew, so that dropped rows are gone from the files as well.

    Only what nobody's transaction can still see is left out (`seen_by_others`).
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT dunmiao_sweep_box()")
