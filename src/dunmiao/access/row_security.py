"""Row-level policies are state, not history: the owner writes them anew from the declarations
after every migration, and anybody can tell whether they still are what is declared."""

import hashlib
from collections.abc import Iterator

from django.apps import apps
from django.db import connection, models, transaction

from dunmiao.access.policy import OPEN, POLICIES, Policy

# What PostgreSQL made of a policy: its text changes with whatever is changed in it.
FOUND = """
SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, p.polname,
  concat_ws(' ', p.polcmd, p.polpermissive, p.polroles::text,
    pg_get_expr(p.polqual, p.polrelid), '/', pg_get_expr(p.polwithcheck, p.polrelid)),
  obj_description(p.oid, 'pg_policy')
FROM pg_class c LEFT JOIN pg_policy p ON p.polrelid = c.oid
WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND c.relname = ANY (%s)
"""


def models_of_cities() -> list[type[models.Model]]:
    """Every model whose rows belong to a city: each needs a declaration."""
    return [
        model
        for model in apps.get_models()
        if model.__module__.startswith("dunmiao.") and model._meta.label_lower not in OPEN
    ]


def undeclared() -> list[str]:
    """Models without a declaration, and declarations without a model."""
    labels = {model._meta.label_lower for model in models_of_cities()}
    return sorted(labels ^ POLICIES.keys())


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _tables() -> dict[str, Policy]:
    return {
        model._meta.db_table: POLICIES[model._meta.label_lower]
        for model in models_of_cities()
        if model._meta.label_lower in POLICIES
    }


def differences() -> list[str]:
    """Tables whose policies are not those declared, or that are open; empty when all is well."""
    tables = _tables()
    found: dict[str, dict[str, str]] = {}
    closed: set[str] = set()
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [list(tables)])
        for table, forced, name, text, comment in cursor.fetchall():
            policies = found.setdefault(table, {})
            closed |= {table} if forced else set()
            if name is not None:
                declared, made = (comment or " ").split(" ", 1)
                policies[name] = declared if made == _hash(text) else "changed"
    wrong = (table for table in found if found[table] != _declared(table, tables[table]))
    return sorted({*wrong, *(found.keys() - closed), *(tables.keys() - found.keys())})


def _declared(table: str, policy: Policy) -> dict[str, str]:
    return {name: _hash(rule) for name, rule in policy.rules(table).items()}


def _statements(table: str, policy: Policy, old: list[str]) -> Iterator[str]:
    yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
    yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
    yield from (f'DROP POLICY "{name}" ON {table}' for name in old)
    yield from (
        f"CREATE POLICY {name} ON {table} {rule}" for name, rule in policy.rules(table).items()
    )


def apply() -> list[str]:
    """Write the policies that differ, in one transaction; as the owner of the tables.

    Tables that a partial migration has not made yet are left out. Returns the tables changed.
    """
    tables = _tables()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('dunmiao row security'))")
        present = set(connection.introspection.table_names(cursor))
        changed = [table for table in differences() if table in present]
        if not changed:
            return []
        cursor.execute(
            "SELECT tablename, policyname FROM pg_policies"
            " WHERE schemaname = 'public' AND tablename = ANY (%s)",
            [changed],
        )
        old: dict[str, list[str]] = {table: [] for table in changed}
        for table, name in cursor.fetchall():
            old[table].append(name)
        cursor.execute(
            ";".join(s for table in changed for s in _statements(table, tables[table], old[table]))
        )
        _sign(changed, tables)
    return changed


def _sign(changed: list[str], tables: dict[str, Policy]) -> None:
    """Beside each policy: the hash of its declaration and of what PostgreSQL made of it."""
    with connection.cursor() as cursor:
        cursor.execute(FOUND, [changed])
        signed = [
            f"COMMENT ON POLICY {name} ON {table} IS "
            f"'{_declared(table, tables[table])[name]} {_hash(text)}'"
            for table, _, name, text, _ in cursor.fetchall()
        ]
        cursor.execute(";".join(signed))


def after_migrating(**_: object) -> None:
    """The owner's step: Django calls it at the end of every `migrate`."""
    apply()
