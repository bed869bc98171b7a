"""A contact is seen by the units that it names and by its keepers; what hangs on it with it."""

from django.db import migrations

from dunmiao.db.operations import CITY, NAMED, RowHistory, RowSecurity


def hangs_on(table: str, parent: str, *columns: str) -> str:
    """SQL: one of the rows that these columns name is seen."""
    wide = " OR ".join(f"p.id = {table}.{column}" for column in columns)
    return f"{CITY} AND EXISTS (SELECT 1 FROM {parent} p WHERE {wide})"  # noqa: S608 - literals


CONTACT = "liaison_contact"
PARTS = ("contactpost", "custody", "contactcheck", "interaction")
TABLES = {
    "liaison_organisation": CITY,
    CONTACT: NAMED,
    "liaison_contacthandover": NAMED,
    **{
        f"liaison_{name}": hangs_on(f"liaison_{name}", CONTACT, "contact_id") for name in PARTS
    },
    "liaison_handedcontact": hangs_on(
        "liaison_handedcontact", "liaison_contacthandover", "handover_id"
    ),
    "liaison_contactmerge": hangs_on("liaison_contactmerge", CONTACT, "kept_id", "dropped_id"),
}


class Migration(migrations.Migration):
    dependencies = [("liaison", "0001_contacts")]
    operations = [
        *(RowSecurity(table, rule) for table, rule in TABLES.items()),
        *(RowHistory(table) for table in TABLES),
    ]
