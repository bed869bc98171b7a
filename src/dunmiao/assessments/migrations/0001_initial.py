"""Ballots, pools, assessments and panels. A pool never holds more excellent grades than it was
granted, whoever writes."""

import django.db.models.constraints
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory, Unsampled

# The pool's row is locked first, so that two approvals at once are counted one after the other.
WITHIN = """
CREATE FUNCTION dunmiao_pool_within() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE places integer; used integer; before text;
BEGIN
  IF NEW.grade <> 'EXCELLENT' OR NEW.state IN ('LISTED', 'PROPOSED') THEN RETURN NULL; END IF;
  before := coalesce(current_setting('app.may.assessments_view', true), '');
  PERFORM set_config('app.may.assessments_view', '{-1}', true);
  SELECT p.places INTO places FROM assessments_quotapool p WHERE p.id = NEW.pool_id FOR UPDATE;
  SELECT count(*) INTO used FROM assessments_annualassessment a
    WHERE a.pool_id = NEW.pool_id AND a.grade = 'EXCELLENT' AND a.state NOT IN ('LISTED', 'PROPOSED');
  PERFORM set_config('app.may.assessments_view', before, true);
  IF places IS NULL OR used > places THEN
    RAISE EXCEPTION 'pool % holds % excellent grades, granted %', NEW.pool_id, used, places
      USING ERRCODE = 'check_violation', CONSTRAINT = 'pool_within_places';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER pool_within AFTER INSERT OR UPDATE OF grade, state, pool_id
  ON assessments_annualassessment FOR EACH ROW EXECUTE FUNCTION dunmiao_pool_within();
"""
# CLUSTER writes the tables anew in the order of random keys: what was deleted is gone from the
# files, not only from sight. Only the owner may do it, and only this.
SWEEP = """
CREATE FUNCTION dunmiao_sweep_box() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
BEGIN
  CLUSTER public.assessments_castballot USING assessments_castballot_pkey;
  CLUSTER public.assessments_ballotcode USING assessments_ballotcode_pkey;
  CLUSTER public.assessments_ballot USING assessments_ballot_pkey;
END $$;
"""
# No sample of codes, ballots, sheets and keys in the planner's statistics: they would stay.
UNSAMPLED = ("ballotcode", "castballot", "ballot", "papersheet", "signingkey")
HISTORY = (
    "annualassessment",
    "assessmentyear",
    "ballotround",
    "ballotscheme",
    "ballotsession",
    "flagreview",
    "panel",
    "panelmember",
    "panelnote",
    "panelsubject",
    "quotapool",
    "quotashare",
    "roundsubject",
    "sessiongroup",
    "sessionsubject",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('people', '0001_initial'),
        ('posts', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AssessmentYear',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('year', models.PositiveSmallIntegerField()),
                ('document', models.CharField(blank=True, max_length=100)),
                ('listed_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-year'],
            },
        ),
        migrations.CreateModel(
            name='BallotScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=14)),
                ('name', models.CharField(max_length=60)),
                ('version', models.PositiveIntegerField(default=1)),
                ('content', models.JSONField()),
                ('document', models.CharField(blank=True, max_length=100)),
                ('made_on', models.DateField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['kind', 'name', '-version'],
            },
        ),
        migrations.CreateModel(
            name='BallotRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=14)),
                ('title', models.CharField(max_length=80)),
                ('content', models.JSONField()),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('state', models.CharField(default='DRAFT', max_length=10)),
                ('standing', models.JSONField(null=True)),
                ('flags', models.JSONField(default=list)),
                ('published_at', models.DateTimeField(null=True)),
                ('cancelled_reason', models.CharField(blank=True, max_length=300)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='ballot_rounds', to='posts.programme')),
                ('published_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('scheme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='assessments.ballotscheme')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='BallotSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('held_on', models.DateField()),
                ('state', models.CharField(default='PREPARED', max_length=8)),
                ('closed_on', models.DateField(null=True)),
                ('root', models.CharField(blank=True, max_length=64)),
                ('ballots', models.PositiveIntegerField(default=0)),
                ('void_reason', models.CharField(blank=True, max_length=300)),
                ('is_remote', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sessions', to='assessments.ballotround')),
                ('stopped_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['held_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='BoardEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.PositiveIntegerField()),
                ('receipt', models.CharField(max_length=9)),
                ('commitment', models.CharField(max_length=64)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='board', to='assessments.ballotsession')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='FlagReview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=10)),
                ('conclusion', models.CharField(max_length=10)),
                ('note', models.CharField(max_length=500)),
                ('written_on', models.DateField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('reviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='assessments.ballotsession')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=80)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('state', models.CharField(default='OPEN', max_length=6)),
                ('closed_on', models.DateField(null=True)),
                ('standing', models.JSONField(null=True)),
                ('growth', models.JSONField(default=dict)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.programme')),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='assessments.ballotround')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-starts_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PanelMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
                ('is_leader', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='assessments.panel')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-is_leader', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PanelSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('cadre_uid', models.UUIDField()),
                ('name', models.CharField(max_length=50)),
                ('post', models.CharField(max_length=120)),
                ('place', models.CharField(max_length=60)),
                ('visit_on', models.DateField()),
                ('stroke_key', models.BinaryField()),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='assessments.panel')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['visit_on', 'place', 'stroke_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PanelNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('grades', models.JSONField(default=dict)),
                ('words', models.JSONField(default=dict)),
                ('talks', models.JSONField(default=dict)),
                ('shortcoming', models.CharField(blank=True, max_length=500)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='assessments.panelmember')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='assessments.panelsubject')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='QuotaPool',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=7)),
                ('name', models.CharField(max_length=100)),
                ('rate', models.CharField(max_length=20)),
                ('extra', models.PositiveSmallIntegerField(default=0)),
                ('document', models.CharField(blank=True, max_length=100)),
                ('base', models.PositiveIntegerField(null=True)),
                ('places', models.PositiveIntegerField(null=True)),
                ('method', models.CharField(blank=True, max_length=8)),
                ('minutes', models.CharField(blank=True, max_length=100)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('programme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.programme')),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='assessments.assessmentyear')),
            ],
            options={
                'ordering': ['-kind', 'name'],
            },
        ),
        migrations.CreateModel(
            name='AnnualAssessment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('part', models.CharField(blank=True, max_length=100)),
                ('other_days', models.PositiveSmallIntegerField(default=0)),
                ('assessor_days', models.PositiveSmallIntegerField(default=0)),
                ('is_moved_by_hand', models.BooleanField(default=False)),
                ('move_reason', models.CharField(blank=True, max_length=300)),
                ('state', models.CharField(default='LISTED', max_length=8)),
                ('grade', models.CharField(blank=True, max_length=11)),
                ('reason', models.CharField(blank=True, max_length=300)),
                ('other_opinion', models.CharField(blank=True, max_length=300)),
                ('other_by', models.CharField(blank=True, max_length=50)),
                ('notified_on', models.DateField(null=True)),
                ('objection', models.CharField(blank=True, max_length=500)),
                ('objected_on', models.DateField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('final_on', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('assessing_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('home_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('other_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('proposed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('year', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='assessments.assessmentyear')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='assessments.quotapool')),
            ],
        ),
        migrations.CreateModel(
            name='QuotaShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(max_length=100)),
                ('people', models.PositiveIntegerField()),
                ('quota', models.CharField(max_length=30)),
                ('seats', models.PositiveIntegerField()),
                ('is_tied', models.BooleanField(default=False)),
                ('tied_places', models.PositiveSmallIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('holder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='assessments.quotapool')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='RoundSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50)),
                ('post', models.CharField(blank=True, max_length=120)),
                ('stroke_key', models.BinaryField()),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('round', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='subjects', to='assessments.ballotround')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['stroke_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SessionGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=3)),
                ('due', models.PositiveIntegerField(default=0)),
                ('present', models.PositiveIntegerField(default=0)),
                ('paper', models.PositiveIntegerField(default=0)),
                ('phone', models.PositiveIntegerField(default=0)),
                ('returned_paper', models.PositiveIntegerField(default=0)),
                ('returned_phone', models.PositiveIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='groups', to='assessments.ballotsession')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['code'],
            },
        ),
        migrations.CreateModel(
            name='PaperSheet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('first', models.JSONField(null=True)),
                ('second', models.JSONField(null=True)),
                ('settled', models.JSONField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('first_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='assessments.ballotsession')),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sheets', to='assessments.sessiongroup')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='CastBallot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('nonce', models.CharField(max_length=64)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='box', to='assessments.ballotsession')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.sessiongroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BallotCode',
            fields=[
                ('code_hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('is_spent', models.BooleanField(default=False)),
                ('asked_hash', models.CharField(blank=True, max_length=64)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codes', to='assessments.ballotsession')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.sessiongroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Ballot',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('answers', models.JSONField()),
                ('nonce', models.CharField(max_length=64)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closed_ballots', to='assessments.ballotsession')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.sessiongroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SessionSubject',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='assessments.ballotsession')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='assessments.roundsubject')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='SigningKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('modulus', models.CharField(max_length=1024)),
                ('private_sealed', models.BinaryField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='key', to='assessments.sessiongroup')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to='assessments.ballotsession')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TallyCell',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('item', models.CharField(blank=True, max_length=20)),
                ('mark', models.CharField(max_length=20)),
                ('count', models.PositiveIntegerField()),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.sessiongroup')),
                ('session', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='assessments.ballotsession')),
                ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cells', to='assessments.roundsubject')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.AddConstraint(
            model_name='assessmentyear',
            constraint=models.UniqueConstraint(fields=('city', 'year'), name='assessment_year_once'),
        ),
        migrations.AddConstraint(
            model_name='ballotscheme',
            constraint=models.UniqueConstraint(fields=('city', 'name', 'version'), name='scheme_version_once'),
        ),
        migrations.AddIndex(
            model_name='ballotround',
            index=models.Index(fields=['city', '-starts_on'], name='round_recent'),
        ),
        migrations.AddConstraint(
            model_name='ballotround',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DRAFT', 'READY', 'COUNTED', 'PUBLISHED', 'CANCELLED'])), name='round_state_known'),
        ),
        migrations.AddConstraint(
            model_name='ballotround',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='round_term'),
        ),
        migrations.AddConstraint(
            model_name='ballotround',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published_at', None), ('published_by', None)), models.Q(('published_at__isnull', False), ('published_by__isnull', False), ('state', 'PUBLISHED')), _connector='OR'), name='round_published_by_someone'),
        ),
        migrations.AddConstraint(
            model_name='ballotsession',
            constraint=models.UniqueConstraint(fields=('round', 'name'), name='session_name_once'),
        ),
        migrations.AddConstraint(
            model_name='ballotsession',
            constraint=models.CheckConstraint(condition=models.Q(('opened_by', None), models.Q(('opened_by', models.F('issued_by')), _negated=True), _connector='OR'), name='session_opened_by_another'),
        ),
        migrations.AddConstraint(
            model_name='ballotsession',
            constraint=models.CheckConstraint(condition=models.Q(('closed_by', None), models.Q(('closed_by', models.F('stopped_by')), _negated=True), _connector='OR'), name='session_closed_by_another'),
        ),
        migrations.AddConstraint(
            model_name='ballotsession',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'CLOSED'), _negated=True), models.Q(('closed_by__isnull', False), ('closed_on__isnull', False), models.Q(('root', ''), _negated=True)), _connector='OR'), name='session_closed_with_root'),
        ),
        migrations.AddIndex(
            model_name='boardentry',
            index=models.Index(fields=['session', 'receipt'], name='board_receipt'),
        ),
        migrations.AddConstraint(
            model_name='boardentry',
            constraint=models.UniqueConstraint(fields=('session', 'place'), name='board_place_once'),
        ),
        migrations.AddConstraint(
            model_name='flagreview',
            constraint=models.UniqueConstraint(fields=('session', 'kind', 'reviewer'), name='flagreview_once_each'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='panel_term'),
        ),
        migrations.AddConstraint(
            model_name='panel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state', 'OPEN')), models.Q(('closed_on__isnull', False), ('state', 'CLOSED')), _connector='OR'), name='panel_closed_on_a_day'),
        ),
        migrations.AddConstraint(
            model_name='panelmember',
            constraint=models.UniqueConstraint(fields=('panel', 'user'), name='panelmember_once'),
        ),
        migrations.AddConstraint(
            model_name='panelmember',
            constraint=models.UniqueConstraint(condition=models.Q(('is_leader', True)), fields=('panel',), name='panel_one_leader'),
        ),
        migrations.AddConstraint(
            model_name='panelsubject',
            constraint=models.UniqueConstraint(fields=('panel', 'cadre'), name='panelsubject_once'),
        ),
        migrations.AddConstraint(
            model_name='panelnote',
            constraint=models.UniqueConstraint(fields=('subject', 'member'), name='panelnote_once'),
        ),
        migrations.AddConstraint(
            model_name='quotapool',
            constraint=models.UniqueConstraint(fields=('year', 'kind', 'holder', 'programme'), name='pool_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='quotapool',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'HOME'), ('programme', None)), models.Q(('kind', 'PROJECT'), ('programme__isnull', False)), _connector='OR'), name='pool_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='quotapool',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None), ('places', None)), models.Q(('approved_at__isnull', False), ('base__isnull', False), ('places__isnull', False), models.Q(('approved_by', models.F('set_by')), _negated=True)), _connector='OR'), name='pool_granted_by_another'),
        ),
        migrations.AddIndex(
            model_name='annualassessment',
            index=models.Index(fields=['pool', 'state'], name='annual_pool'),
        ),
        migrations.AddConstraint(
            model_name='annualassessment',
            constraint=models.UniqueConstraint(fields=('year', 'cadre'), name='one_pool_a_year'),
        ),
        migrations.AddConstraint(
            model_name='annualassessment',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(('approved_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='annual_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='annualassessment',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'LISTED'), models.Q(('grade', ''), _negated=True), _connector='OR'), name='annual_graded_when_proposed'),
        ),
        migrations.AddConstraint(
            model_name='quotashare',
            constraint=models.UniqueConstraint(fields=('pool', 'part'), name='quotashare_once'),
        ),
        migrations.AddConstraint(
            model_name='roundsubject',
            constraint=models.UniqueConstraint(fields=('round', 'cadre'), name='subject_once'),
        ),
        migrations.AddConstraint(
            model_name='sessiongroup',
            constraint=models.UniqueConstraint(fields=('session', 'code'), name='sessiongroup_once'),
        ),
        migrations.AddConstraint(
            model_name='sessiongroup',
            constraint=models.CheckConstraint(condition=models.Q(('present__lte', models.F('due')), models.Q(models.Q(('paper__lte', models.F('present')), ('phone', 0)), ('present', django.db.models.expressions.CombinedExpression(models.F('paper'), '+', models.F('phone'))), _connector='OR'), ('returned_paper__lte', models.F('paper')), ('returned_phone__lte', models.F('phone'))), name='sessiongroup_balance'),
        ),
        migrations.AddConstraint(
            model_name='papersheet',
            constraint=models.UniqueConstraint(fields=('group', 'number'), name='sheet_number_once'),
        ),
        migrations.AddConstraint(
            model_name='papersheet',
            constraint=models.CheckConstraint(condition=models.Q(('second_by', None), models.Q(('second_by', models.F('first_by')), _negated=True), _connector='OR'), name='sheet_read_by_two'),
        ),
        migrations.AddConstraint(
            model_name='papersheet',
            constraint=models.CheckConstraint(condition=models.Q(('settled__isnull', True), models.Q(('first_by__isnull', False), ('second_by__isnull', False)), _connector='OR'), name='sheet_settled_after_both'),
        ),
        migrations.AddConstraint(
            model_name='sessionsubject',
            constraint=models.UniqueConstraint(fields=('session', 'subject'), name='sessionsubject_once'),
        ),
        migrations.AddConstraint(
            model_name='sessionsubject',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('session', 'number'), name='sessionsubject_number'),
        ),
        migrations.AddConstraint(
            model_name='tallycell',
            constraint=models.UniqueConstraint(fields=('session', 'group', 'subject', 'item', 'mark'), name='cell_once'),
        ),
        migrations.RunSQL(
            WITHIN,
            "DROP TRIGGER pool_within ON assessments_annualassessment;"
            "DROP FUNCTION dunmiao_pool_within();",
        ),
        migrations.RunSQL(SWEEP, "DROP FUNCTION dunmiao_sweep_box();"),
        *(Unsampled(f"assessments_{table}") for table in UNSAMPLED),
        *(RowHistory(f"assessments_{table}") for table in HISTORY),
    ]
