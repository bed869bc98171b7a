"""Panels: the office that sent them, and their members; a draft is its writer's own."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, CITY, RowHistory, RowSecurity, parties

OURS = parties("unit_id")
MINE = f"({CITY} AND user_id = {ACTOR})"
SEATS = f"SELECT panel_id FROM assessments_panelmember WHERE user_id = {ACTOR}"
SEAT = f"({CITY} AND panel_id IN ({SEATS}))"
# A member reads what his fellows submitted; whether he may yet is for the selector to say.
FELLOW = (
    f"({CITY} AND submitted_at IS NOT NULL AND subject_id IN "
    f"(SELECT id FROM assessments_panelsubject WHERE panel_id IN ({SEATS})))"
)


class Migration(migrations.Migration):
    dependencies = [("assessments", "0005_panels")]
    operations = [
        RowSecurity("assessments_panelmember", f"({OURS}) OR {MINE}", OURS),
        RowSecurity("assessments_panel", f"({OURS}) OR ({CITY} AND id IN ({SEATS}))", OURS),
        RowSecurity("assessments_panelsubject", f"({OURS}) OR {SEAT}", OURS),
        RowSecurity(
            "assessments_panelnote",
            f"{MINE} OR ({OURS} AND submitted_at IS NOT NULL) OR {FELLOW}",
            MINE,
        ),
        *(
            RowHistory(f"assessments_{table}")
            for table in ("panel", "panelmember", "panelsubject", "panelnote")
        ),
    ]
