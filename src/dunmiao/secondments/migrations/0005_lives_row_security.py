"""Who sees what of a case: its parties; logs and appraisals not the home unit, which sees the
letter; talks only the department and the lead unit."""

from django.db import migrations

from dunmiao.db.operations import (
    ACTOR,
    ALL_UNITS,
    CITY,
    BackFill,
    ReplacePolicy,
    RowHistory,
    RowSecurity,
    in_units,
)

HOME, HOST, LEAD = (in_units(f"{name}_unit_id") for name in ("home", "host", "lead"))
OWN = f"user_id = {ACTOR}"


def seen_by(*rules: str) -> str:
    return f"{CITY} AND ({' OR '.join([ALL_UNITS, *rules])})"


PARTIES = seen_by(HOME, HOST, LEAD, OWN)
AT_POST = seen_by(HOST, LEAD, OWN)
TABLES = {
    "relationtransfer": PARTIES,
    "changerequest": PARTIES,
    "consent": PARTIES,
    "datedact": PARTIES,
    "leaverequest": PARTIES,
    "obligation": PARTIES,
    "report": PARTIES,
    "planmeasure": PARTIES,
    "worklog": AT_POST,
    "logphoto": AT_POST,
    "termappraisal": AT_POST,
    "visit": seen_by(LEAD),
    "feedbackvisit": seen_by(LEAD, f"({HOME} AND letter_on IS NOT NULL)"),
}
LEAD_UNIT = (
    "UPDATE secondments_secondment s SET lead_unit_id = p.lead_unit_id "
    "FROM posts_programme p WHERE p.id = s.programme_id"
)


class Migration(migrations.Migration):
    dependencies = [("secondments", "0004_lives"), ("posts", "0003_required_papers")]
    operations = [
        BackFill(LEAD_UNIT, "secondments_secondment", "posts_programme"),
        ReplacePolicy("secondments_secondment", PARTIES),
        *(RowSecurity(f"secondments_{table}", rule) for table, rule in TABLES.items()),
        *(RowHistory(f"secondments_{table}") for table in TABLES),
    ]
