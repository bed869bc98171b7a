"""Outcomes and figures. Every share carries the sum of its outcome's weights, and the database
holds it to that."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

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
HISTORY = (
    "attributionshare",
    "eventguest",
    "evidence",
    "indicator",
    "indicatorbook",
    "indicatordefinition",
    "indicatorfigure",
    "outcome",
    "outcomefact",
    "outcometarget",
    "relayedinformation",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('posts', '0001_initial'),
        ('secondments', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Indicator',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=200)),
                ('brought_at', models.DateTimeField()),
                ('bringer', models.CharField(max_length=50)),
                ('taken_at', models.DateTimeField(null=True)),
                ('taker', models.CharField(blank=True, max_length=50)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('new_count', models.PositiveIntegerField(default=0)),
                ('revised_count', models.PositiveIntegerField(default=0)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawer', models.CharField(blank=True, max_length=50)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
                ('brought_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='IndicatorDefinition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('version', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(max_length=20)),
                ('basis', models.CharField(max_length=10)),
                ('text', models.CharField(max_length=500)),
                ('source', models.CharField(blank=True, max_length=100)),
                ('since', models.PositiveIntegerField(null=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='outcomes.indicatorbook')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('indicator', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='definitions', to='outcomes.indicator')),
            ],
            options={
                'ordering': ['version'],
            },
        ),
        migrations.CreateModel(
            name='IndicatorFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('quarter', models.PositiveIntegerField()),
                ('revision', models.PositiveSmallIntegerField()),
                ('value', models.DecimalField(decimal_places=4, max_digits=18)),
                ('is_present', models.BooleanField(default=True)),
                ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='outcomes.indicatorbook')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('definition', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='figures', to='outcomes.indicatordefinition')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='Outcome',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=120)),
                ('happened_on', models.DateField()),
                ('partner', models.CharField(blank=True, max_length=120)),
                ('quantity', models.PositiveIntegerField(null=True)),
                ('level', models.CharField(blank=True, max_length=8)),
                ('body', models.CharField(blank=True, max_length=100)),
                ('document_no', models.CharField(blank=True, max_length=60)),
                ('grant', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('detail', models.CharField(blank=True, max_length=1000)),
                ('reporter_name', models.CharField(max_length=50)),
                ('reported_on', models.DateField()),
                ('counts', models.BooleanField(default=False)),
                ('is_pending', models.BooleanField(default=True)),
                ('stage', models.SmallIntegerField(default=-1)),
                ('claimed_stage', models.SmallIntegerField(default=-1)),
                ('contracted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('paid_in', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('foreign_contracted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('foreign_paid', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('claimed_contracted', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('reversed_on', models.DateField(null=True)),
                ('reversed_reason', models.CharField(blank=True, max_length=200)),
                ('reversed_by', models.CharField(blank=True, max_length=50)),
                ('lost', models.DecimalField(decimal_places=2, default=0, max_digits=14)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('asked_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('duplicate_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='duplicates', to='outcomes.outcome')),
                ('home_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('host_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='posts.programme')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='secondments.secondment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-happened_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EventGuest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('firm', models.CharField(max_length=100)),
                ('person', models.CharField(blank=True, max_length=50)),
                ('post', models.CharField(blank=True, max_length=60)),
                ('intent', models.CharField(blank=True, max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='guests', to='outcomes.outcome')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='AttributionShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('part', models.CharField(blank=True, max_length=60)),
                ('weight', models.PositiveIntegerField()),
                ('whole', models.PositiveIntegerField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='outcome_shares', to='secondments.secondment')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='outcomes.outcome')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OutcomeFact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=5)),
                ('stage', models.CharField(blank=True, max_length=10)),
                ('happened_on', models.DateField()),
                ('amount', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('foreign', models.DecimalField(decimal_places=2, max_digits=14, null=True)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('reporter_name', models.CharField(max_length=50)),
                ('reported_on', models.DateField()),
                ('state', models.CharField(default='REPORTED', max_length=8)),
                ('judge_name', models.CharField(blank=True, max_length=50)),
                ('judged_on', models.DateField(null=True)),
                ('judged_words', models.CharField(blank=True, max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('judged_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('judging_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='facts', to='outcomes.outcome')),
                ('reporter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['happened_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('outcome', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='outcomes.outcome')),
                ('fact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='outcomes.outcomefact')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='OutcomeTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('measure', models.CharField(max_length=12)),
                ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                ('weight', models.PositiveSmallIntegerField(default=0)),
                ('document_no', models.CharField(blank=True, max_length=60)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcome_targets', to='posts.programme')),
            ],
            options={
                'ordering': ['year', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RelayedInformation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('title', models.CharField(max_length=120)),
                ('source', models.CharField(max_length=120)),
                ('text', models.CharField(max_length=500)),
                ('sent_on', models.DateField()),
                ('sender_name', models.CharField(max_length=50)),
                ('is_used', models.BooleanField(null=True)),
                ('answered_on', models.DateField(null=True)),
                ('answerer', models.CharField(blank=True, max_length=50)),
                ('effect', models.CharField(blank=True, max_length=300)),
                ('answered_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.programme')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='information', to='secondments.secondment')),
                ('sender', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('to_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-sent_on', '-pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='indicator',
            constraint=models.UniqueConstraint(fields=('city', 'name'), name='indicator_name_once'),
        ),
        migrations.AddIndex(
            model_name='indicatorbook',
            index=models.Index(fields=['city', '-brought_at'], name='indicatorbook_newest'),
        ),
        migrations.AddConstraint(
            model_name='indicatorbook',
            constraint=models.CheckConstraint(condition=models.Q(('withdrawn_at', None), models.Q(('taken_at__isnull', False), ('withdrawn_at__gte', models.F('taken_at'))), _connector='OR'), name='indicatorbook_withdrawn_after_taken'),
        ),
        migrations.AddConstraint(
            model_name='indicatordefinition',
            constraint=models.UniqueConstraint(fields=('indicator', 'version'), name='indicatordefinition_version_once'),
        ),
        migrations.AddIndex(
            model_name='indicatorfigure',
            index=models.Index(condition=models.Q(('is_present', True)), fields=['definition', 'quarter'], name='indicatorfigure_series'),
        ),
        migrations.AddConstraint(
            model_name='indicatorfigure',
            constraint=models.UniqueConstraint(fields=('definition', 'unit', 'quarter', 'revision'), name='indicatorfigure_revision_once'),
        ),
        migrations.AddConstraint(
            model_name='indicatorfigure',
            constraint=models.UniqueConstraint(condition=models.Q(('is_present', True)), fields=('definition', 'unit', 'quarter'), name='indicatorfigure_one_present'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=models.Index(fields=['city', '-happened_on', '-id'], name='outcome_newest'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=models.Index(fields=['city', 'programme', 'kind'], name='outcome_of_programme'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=django.contrib.postgres.indexes.GinIndex(fields=['unit_ids'], name='outcome_units'),
        ),
        migrations.AddIndex(
            model_name='outcome',
            index=django.contrib.postgres.indexes.GinIndex(fields=['user_ids'], name='outcome_users'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('reversed_on', None), ('reversed_reason', '')), models.Q(('reversed_on__isnull', False), models.Q(('reversed_reason', ''), _negated=True)), _connector='OR'), name='outcome_reversed_for_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('reversed_on', None), models.Q(('contracted', 0), ('counts', False), ('paid_in', 0)), _connector='OR'), name='outcome_reversed_counts_nothing'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('duplicate_of', None), models.Q(('contracted', 0), ('counts', False), ('paid_in', 0)), _connector='OR'), name='outcome_duplicate_counts_nothing'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('asked_unit', models.F('unit')), _negated=True), name='outcome_asks_another_unit'),
        ),
        migrations.AddConstraint(
            model_name='outcome',
            constraint=models.CheckConstraint(condition=models.Q(('contracted__gte', 0), ('foreign_contracted__gte', 0), ('foreign_paid__gte', 0), ('paid_in__gte', 0)), name='outcome_sums_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='eventguest',
            constraint=models.UniqueConstraint(fields=('outcome', 'firm', 'person'), name='eventguest_once'),
        ),
        migrations.AddConstraint(
            model_name='attributionshare',
            constraint=models.CheckConstraint(condition=models.Q(('weight__gt', 0), ('whole__gte', models.F('weight'))), name='share_weighs'),
        ),
        migrations.AddConstraint(
            model_name='attributionshare',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('secondment', None), ('unit__isnull', False)), models.Q(('secondment__isnull', False), ('unit', None)), _connector='OR'), name='share_has_one_party'),
        ),
        migrations.AddConstraint(
            model_name='attributionshare',
            constraint=models.UniqueConstraint(condition=models.Q(('secondment__isnull', False)), fields=('outcome', 'secondment'), name='share_person_once'),
        ),
        migrations.AddConstraint(
            model_name='attributionshare',
            constraint=models.UniqueConstraint(condition=models.Q(('unit__isnull', False)), fields=('outcome', 'unit'), name='share_unit_once'),
        ),
        migrations.AddConstraint(
            model_name='outcomefact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('judged_by', None), ('state', 'REPORTED')), models.Q(('judged_by__isnull', False), ('state__in', ['VERIFIED', 'RETURNED']), models.Q(('judged_by', models.F('reporter')), _negated=True)), _connector='OR'), name='fact_judged_by_another'),
        ),
        migrations.AddConstraint(
            model_name='outcomefact',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'STAGE'), models.Q(('state', 'RETURNED'), _negated=True)), fields=('outcome', 'stage'), name='fact_stage_once'),
        ),
        migrations.AddConstraint(
            model_name='outcomefact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount', None), ('amount__gte', 0), _connector='OR'), models.Q(('foreign', None), ('foreign__gte', 0), _connector='OR')), name='fact_amounts_not_negative'),
        ),
        migrations.AddConstraint(
            model_name='outcometarget',
            constraint=models.UniqueConstraint(fields=('programme', 'year', 'measure'), name='target_once_a_year'),
        ),
        migrations.AddConstraint(
            model_name='outcometarget',
            constraint=models.CheckConstraint(condition=models.Q(('value__gt', 0)), name='target_above_zero'),
        ),
        migrations.AddIndex(
            model_name='relayedinformation',
            index=models.Index(fields=['city', '-sent_on', '-id'], name='information_newest'),
        ),
        migrations.AddIndex(
            model_name='relayedinformation',
            index=django.contrib.postgres.indexes.GinIndex(fields=['unit_ids'], name='information_units'),
        ),
        migrations.AddConstraint(
            model_name='relayedinformation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_by', None), ('answered_on', None), ('is_used', None)), models.Q(('answered_by__isnull', False), ('answered_on__isnull', False), ('is_used__isnull', False), models.Q(('answered_by', models.F('sender')), _negated=True)), _connector='OR'), name='information_answered_by_another'),
        ),
        migrations.AddConstraint(
            model_name='relayedinformation',
            constraint=models.CheckConstraint(condition=models.Q(('to_unit', models.F('unit')), _negated=True), name='information_to_another_unit'),
        ),
        migrations.RunSQL(HELD, FREE),
        *(RowHistory(f"outcomes_{table}") for table in HISTORY),
    ]
