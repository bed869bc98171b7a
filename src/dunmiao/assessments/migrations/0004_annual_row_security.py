"""Who reaches pools and assessments: the organiser, the units concerned, and the person from
the notice on. A pool never holds more excellent grades than it was granted, whoever writes."""

from django.db import migrations

from dunmiao.db.operations import ACTOR, ALL_UNITS, CITY, RowHistory, RowSecurity, in_units

OURS = in_units("unit_id")
# What one sees of the people decides, since this sub-select is under their own policy.
MEMBERS = "id IN (SELECT pool_id FROM assessments_annualassessment)"
OWN = f"(user_id = {ACTOR} AND state IN ('NOTIFIED', 'OBJECTED', 'FINAL'))"


def seen_by(*rules: str) -> str:
    return f"{CITY} AND ({' OR '.join([ALL_UNITS, *rules])})"


TABLES = {
    "assessmentyear": CITY,
    "quotapool": seen_by(OURS, in_units("holder_id"), MEMBERS),
    "quotashare": seen_by(OURS, in_units("holder_id")),
    "annualassessment": seen_by(
        OURS, in_units("home_unit_id"), in_units("assessing_unit_id"), in_units("other_unit_id"), OWN
    ),
}
# The pool's row is locked first, so that two approvals at once are counted one after the other.
WITHIN = """
CREATE FUNCTION dunmiao_pool_within() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE places integer; used integer; before text;
BEGIN
  IF NEW.grade <> 'EXCELLENT' OR NEW.state IN ('LISTED', 'PROPOSED') THEN RETURN NULL; END IF;
  before := coalesce(current_setting('app.all_units', true), '');
  PERFORM set_config('app.all_units', 'on', true);
  SELECT p.places INTO places FROM assessments_quotapool p WHERE p.id = NEW.pool_id FOR UPDATE;
  SELECT count(*) INTO used FROM assessments_annualassessment a
    WHERE a.pool_id = NEW.pool_id AND a.grade = 'EXCELLENT' AND a.state NOT IN ('LISTED', 'PROPOSED');
  PERFORM set_config('app.all_units', before, true);
  IF places IS NULL OR used > places THEN
    RAISE EXCEPTION 'pool % holds % excellent grades, granted %', NEW.pool_id, used, places
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pool_within_places';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pool_within AFTER INSERT OR UPDATE OF grade, state, pool_id
  ON assessments_annualassessment FOR EACH ROW EXECUTE FUNCTION dunmiao_pool_within();
"""


class Migration(migrations.Migration):
    dependencies = [("assessments", "0003_annual")]
    operations = [
        *(RowSecurity(f"assessments_{table}", rule) for table, rule in TABLES.items()),
        *(RowHistory(f"assessments_{table}") for table in TABLES),
        migrations.RunSQL(
            WITHIN,
            "DROP TRIGGER pool_within ON assessments_annualassessment;"
            "DROP FUNCTION dunmiao_pool_within();",
        ),
    ]
