"""What a post gave is seen by home, host, lead and the person."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, RowHistory, RowSecurity, in_units

UNITS = " OR ".join(in_units(f"{name}_unit_id") for name in ("home", "host", "lead"))


class Migration(migrations.Migration):
    dependencies = [("secondments", "0015_experiences")]
    operations = [
        RowSecurity(
            "secondments_gainedexperience",
            f"{CITY} AND ({ALL_UNITS} OR {UNITS} OR user_id = {ACTOR})",
        ),
        RowHistory("secondments_gainedexperience"),
    ]
