"""An exchange is seen by its units and sides; its legs and answers by whoever sees it."""

from django.db import migrations

from dunmiao.db.operations import (
    ACTOR,
    ALL_UNITS,
    CITY,
    UNITS,
    RowHistory,
    RowSecurity,
    in_units,
    parties,
)

EXCHANGE = f"{CITY} AND ({ALL_UNITS} OR party_units && {UNITS}::bigint[])"
PART = f"{CITY} AND ({ALL_UNITS} OR exchange_id IN (SELECT id FROM secondments_exchange))"
PARTIES = " OR ".join(
    [ALL_UNITS, *(in_units(f"{name}_unit_id") for name in ("home", "host", "lead"))]
)
TABLES = {
    "exchange": EXCHANGE,
    "exchangeleg": PART,
    "exchangeconsent": PART,
    "establishmentcount": parties("unit_id"),
    "transfer": f"{CITY} AND ({PARTIES} OR user_id = {ACTOR})",
}


class Migration(migrations.Migration):
    dependencies = [("secondments", "0007_exchanges")]
    operations = [
        *(RowSecurity(f"secondments_{table}", rule) for table, rule in TABLES.items()),
        *(RowHistory(f"secondments_{table}") for table in TABLES),
    ]
