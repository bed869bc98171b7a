"""Home unit, host once released, and the person: each sees his part."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, RowHistory, RowSecurity, in_units, parties

NOMINATION = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('home_unit_id')} OR id IN "
    f"(SELECT w.nomination_id FROM secondments_nominationwish w WHERE {in_units('w.host_unit_id')}))"
)
SECONDMENT = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('home_unit_id')} OR {in_units('host_unit_id')} "
    f"OR user_id = {ACTOR})"
)
EVENT = (
    f"{CITY} AND ({ALL_UNITS} OR EXISTS (SELECT 1 FROM secondments_secondment s "
    "WHERE s.id = secondments_secondmentevent.secondment_id))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("secondments", "0001_initial"),
        ("people", "0002_row_security"),
        ("db", "0001_extensions"),
    ]
    operations = [
        RowSecurity("secondments_nomination", NOMINATION),
        RowSecurity("secondments_nominationwish", parties("home_unit_id", "host_unit_id")),
        RowSecurity("secondments_hostranking", parties("host_unit_id")),
        RowSecurity("secondments_secondment", SECONDMENT),
        RowSecurity("secondments_secondmentevent", EVENT),
        RowHistory("secondments_nomination"),
        RowHistory("secondments_nominationwish"),
        RowHistory("secondments_hostranking"),
        RowHistory("secondments_secondment"),
        RowHistory("secondments_secondmentevent"),
    ]
