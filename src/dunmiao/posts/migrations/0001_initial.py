import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "post",
    "programme",
    "projectteam",
    "requirement",
    "teamrequirement",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('TOWN', '工业强镇挂职'), ('PROJECT', '重点工作一线选调'), ('EXCHANGE', '市县互派任职'), ('EXTERNAL', '外派挂职')], max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('batch', models.CharField(blank=True, max_length=40)),
                ('purpose', models.CharField(blank=True, max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('nominate_by', models.DateField()),
                ('nominations_per_unit', models.PositiveSmallIntegerField(null=True)),
                ('release_cap', models.PositiveSmallIntegerField(null=True)),
                ('host_cap', models.PositiveSmallIntegerField(null=True)),
                ('paper_title', models.CharField(blank=True, max_length=200)),
                ('paper_no', models.CharField(blank=True, max_length=60)),
                ('required_papers', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('closed_on', models.DateField(null=True)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('lead_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('paper_file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
            ],
        ),
        migrations.CreateModel(
            name='ProjectTeam',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('area', models.CharField(blank=True, max_length=40)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='posts.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(blank=True, max_length=8)),
                ('title', models.CharField(max_length=100)),
                ('seats', models.PositiveSmallIntegerField(default=1)),
                ('post_class', models.CharField(choices=[('DEPUTY', '副职'), ('PRINCIPAL', '党政主要领导'), ('HEAD', '纪检、组织、法院、检察院、公安主要负责人'), ('STAFF', '非领导岗位')], default='DEPUTY', max_length=10)),
                ('tier', models.PositiveSmallIntegerField(default=2)),
                ('duty', models.TextField(blank=True)),
                ('problems', models.TextField(blank=True)),
                ('specialities', models.JSONField(default=list)),
                ('growth', models.CharField(blank=True, max_length=200)),
                ('withdrawn_on', models.DateField(null=True)),
                ('withdrawing_reason', models.CharField(blank=True, max_length=300)),
                ('sort_order', models.PositiveSmallIntegerField(default=0)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='posts.programme')),
                ('team', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='posts.projectteam')),
            ],
            options={
                'ordering': ['sort_order', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Requirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=200)),
                ('attribute', models.CharField(max_length=30)),
                ('operator', models.CharField(max_length=10)),
                ('value', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('severity', models.CharField(default='BLOCK', max_length=10)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='posts.post')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='TeamRequirement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=30)),
                ('label', models.CharField(max_length=60)),
                ('at_least', models.PositiveSmallIntegerField(null=True)),
                ('share_top', models.PositiveSmallIntegerField(null=True)),
                ('share_bottom', models.PositiveSmallIntegerField(null=True)),
                ('attribute', models.CharField(max_length=30)),
                ('operator', models.CharField(max_length=8)),
                ('value', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requirements', to='posts.projectteam')),
            ],
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='programme_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='programme',
            constraint=models.UniqueConstraint(fields=('city', 'name', 'batch'), name='programme_once'),
        ),
        migrations.AddConstraint(
            model_name='projectteam',
            constraint=models.UniqueConstraint(fields=('programme', 'name'), name='team_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.UniqueConstraint(fields=('programme', 'unit', 'title'), name='post_once'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('tier__in', [1, 2, 3])), name='post_tier_known'),
        ),
        migrations.AddConstraint(
            model_name='post',
            constraint=models.CheckConstraint(condition=models.Q(('role', ''), models.Q(('role__in', ['LEADER', 'BACKBONE', 'BODY']), ('team__isnull', False)), _connector='OR'), name='post_role_in_team'),
        ),
        migrations.AddConstraint(
            model_name='teamrequirement',
            constraint=models.UniqueConstraint(fields=('team', 'code'), name='team_requirement_once'),
        ),
        migrations.AddConstraint(
            model_name='teamrequirement',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('at_least__isnull', False), ('share_bottom', None), ('share_top', None)), models.Q(('at_least', None), ('share_bottom__gt', 0), ('share_top__isnull', False)), _connector='OR'), name='team_requirement_one_measure'),
        ),
        *(RowHistory(f"posts_{table}") for table in HISTORY),
    ]
