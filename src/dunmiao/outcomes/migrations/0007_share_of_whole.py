"""Every share carries the sum of its outcome's weights, and the database holds it to that."""

from django.db import migrations, models
from django.db.models import F, Q

from dunmiao.db.operations import BackFill

WHOLES = """
UPDATE outcomes_attributionshare s SET whole = w.whole FROM
  (SELECT outcome_id, sum(weight) AS whole FROM outcomes_attributionshare GROUP BY 1) w
WHERE w.outcome_id = s.outcome_id
"""
HELD = """
CREATE FUNCTION dunmiao_shares_make_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM outcomes_attributionshare
             WHERE outcome_id = coalesce(NEW.outcome_id, OLD.outcome_id)
             GROUP BY outcome_id HAVING min(whole) <> sum(weight) OR max(whole) <> sum(weight)) THEN
    RAISE check_violation USING MESSAGE = 'shares of one outcome do not make one whole',
      CONSTRAINT = 'shares_make_one';
  END IF;
  RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER shares_make_one AFTER INSERT OR UPDATE OR DELETE
ON outcomes_attributionshare DEFERRABLE INITIALLY DEFERRED
FOR EACH ROW EXECUTE FUNCTION dunmiao_shares_make_one();
"""
FREE = """
DROP TRIGGER IF EXISTS shares_make_one ON outcomes_attributionshare;
DROP FUNCTION IF EXISTS dunmiao_shares_make_one();
"""


class Migration(migrations.Migration):
    dependencies = [("outcomes", "0006_indicators_row_security")]
    operations = [
        migrations.AddField(
            "attributionshare", "whole", models.PositiveIntegerField(default=1), False
        ),
        BackFill(WHOLES, "outcomes_attributionshare"),
        migrations.RunSQL("SET CONSTRAINTS ALL IMMEDIATE", migrations.RunSQL.noop),
        migrations.RemoveConstraint("attributionshare", "share_weighs"),
        migrations.AddConstraint(
            "attributionshare",
            models.CheckConstraint(
                name="share_weighs", condition=Q(weight__gt=0, whole__gte=F("weight"))
            ),
        ),
        migrations.RunSQL(HELD, FREE),
    ]
