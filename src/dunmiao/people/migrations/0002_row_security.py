"""A person is seen by his unit, by units he was released to, and by himself."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, RowHistory, RowSecurity, in_units, parties

RELEASED = (
    "id IN (SELECT s.cadre_id FROM people_cadreshare s WHERE "
    f"{in_units('s.unit_id')} AND s.valid_from <= current_date "
    "AND (s.valid_to IS NULL OR s.valid_to >= current_date))"
)
CADRE = (
    f"{CITY} AND ({ALL_UNITS} OR {in_units('home_unit_id')} OR user_id = {ACTOR} OR {RELEASED})"
)
CADRE_WRITE = f"{CITY} AND ({ALL_UNITS} OR {in_units('home_unit_id')})"
PART = (
    f"{CITY} AND ({ALL_UNITS} OR EXISTS "
    "(SELECT 1 FROM people_cadre c WHERE c.id = {table}.cadre_id))"
)
PARTS = (
    "educationrecord",
    "careerrow",
    "rankrecord",
    "reservelisting",
    "annualgrade",
    "appointmentform",
)
# Family is for recusal: never for a host, so released rows do not open it.
FAMILY = (
    f"{CITY} AND ({ALL_UNITS} OR EXISTS (SELECT 1 FROM people_cadre c "
    f"WHERE c.id = people_familymember.cadre_id AND ({in_units('c.home_unit_id')} "
    f"OR c.user_id = {ACTOR})))"
)


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial"), ("db", "0001_extensions")]
    operations = [
        RowSecurity("people_cadre", CADRE, CADRE_WRITE),
        RowHistory("people_cadre"),
        RowSecurity("people_cadreshare", parties("unit_id", "home_unit_id")),
        RowHistory("people_cadreshare"),
        RowSecurity("people_nametoken", PART.format(table="people_nametoken")),
        *(RowSecurity(f"people_{part}", PART.format(table=f"people_{part}")) for part in PARTS),
        *(RowHistory(f"people_{part}") for part in PARTS),
        RowSecurity("people_familymember", FAMILY),
        RowHistory("people_familymember"),
        RowSecurity("people_importbatch", parties("unit_id")),
        RowHistory("people_importbatch"),
        RowSecurity("people_importrow", parties("unit_id")),
    ]
