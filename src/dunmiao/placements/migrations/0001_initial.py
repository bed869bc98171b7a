import django.core.serializers.json
import django.db.models.deletion
import django.db.models.expressions
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "kinclearance",
    "placementplan",
    "planpin",
    "planseat",
    "teammove",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('people', '0001_initial'),
        ('posts', '0001_initial'),
        ('secondments', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='PlacementPlan',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=60)),
                ('state', models.CharField(default='DRAFT', max_length=12)),
                ('weights', models.JSONField(default=dict)),
                ('mode', models.CharField(default='OPTIMAL', max_length=8)),
                ('manual_list', models.JSONField(default=list)),
                ('seed', models.PositiveIntegerField(default=0)),
                ('is_outdated', models.BooleanField(default=True)),
                ('inputs', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('inputs_sha256', models.CharField(blank=True, max_length=64)),
                ('result', models.JSONField(default=dict)),
                ('certificate', models.JSONField(default=dict)),
                ('explanations', models.JSONField(default=dict)),
                ('rule_sets', models.JSONField(default=list)),
                ('cut_off_at', models.DateTimeField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('submitted_at', models.DateTimeField(null=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('issued_at', models.DateTimeField(null=True)),
                ('notice_no', models.CharField(blank=True, max_length=60)),
                ('due_count', models.PositiveSmallIntegerField(null=True)),
                ('present_count', models.PositiveSmallIntegerField(null=True)),
                ('agree_count', models.PositiveSmallIntegerField(null=True)),
                ('disagree_count', models.PositiveSmallIntegerField(null=True)),
                ('abstain_count', models.PositiveSmallIntegerField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('notice_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='plans', to='posts.programme')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('supplements', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supplementary_plans', to='placements.placementplan')),
            ],
        ),
        migrations.CreateModel(
            name='KinClearance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('cleared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('first', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.cadre')),
                ('second', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.cadre')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='clearances', to='placements.placementplan')),
            ],
        ),
        migrations.CreateModel(
            name='PlanEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=20)),
                ('actor_name', models.CharField(max_length=50)),
                ('note', models.CharField(blank=True, max_length=300)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='placements.placementplan')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='PlanPin',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_forbidden', models.BooleanField(default=False)),
                ('reason_code', models.CharField(max_length=20)),
                ('reason', models.CharField(max_length=200)),
                ('price', models.IntegerField(null=True)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.nomination')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pins', to='placements.placementplan')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='PlanSeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('score', models.IntegerField()),
                ('terms', models.JSONField(default=dict)),
                ('is_pinned', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('nomination', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.nomination')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='placements.placementplan')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.post')),
            ],
        ),
        migrations.CreateModel(
            name='TeamMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added', models.JSONField(default=list)),
                ('removed', models.JSONField(default=list)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='team_moves', to='placements.placementplan')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.projectteam')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='placementplan',
            constraint=models.UniqueConstraint(fields=('programme', 'name'), name='plan_name_once'),
        ),
        migrations.AddConstraint(
            model_name='placementplan',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['APPROVED', 'ISSUED']), ('supplements', None)), fields=('programme',), name='plan_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='placementplan',
            constraint=models.CheckConstraint(condition=models.Q(('approved_by', None), models.Q(models.Q(('approved_by', models.F('made_by')), _negated=True), models.Q(('approved_by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='plan_approved_by_another'),
        ),
        migrations.AddConstraint(
            model_name='placementplan',
            constraint=models.CheckConstraint(condition=models.Q(('present_count', None), models.Q(('due_count__gte', models.F('present_count')), ('present_count', django.db.models.expressions.CombinedExpression(django.db.models.expressions.CombinedExpression(models.F('agree_count'), '+', models.F('disagree_count')), '+', models.F('abstain_count')))), _connector='OR'), name='plan_counts_add_up'),
        ),
        migrations.AddConstraint(
            model_name='kinclearance',
            constraint=models.UniqueConstraint(fields=('plan', 'first', 'second'), name='kin_cleared_once'),
        ),
        migrations.AddConstraint(
            model_name='kinclearance',
            constraint=models.CheckConstraint(condition=models.Q(('first__lt', models.F('second'))), name='kin_in_order'),
        ),
        migrations.AddConstraint(
            model_name='planpin',
            constraint=models.UniqueConstraint(fields=('plan', 'nomination', 'post'), name='pin_once'),
        ),
        migrations.AddConstraint(
            model_name='planseat',
            constraint=models.UniqueConstraint(fields=('plan', 'nomination'), name='seat_one_a_person'),
        ),
        *(RowHistory(f"placements_{table}") for table in HISTORY),
    ]
