"""Accounts, grants, kept answers, keys; the audit record is written by its function only."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import dunmiao.db.ranges
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import ReadOnlyForApp, RowHistory

AUDIT = """
CREATE FUNCTION dunmiao_audit(
  city bigint, actor bigint, actor_name text, acting_role text, kind text, subject text,
  subject_uid uuid, cadres uuid[], units bigint[], detail jsonb, request text) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public AS $$
  INSERT INTO access_auditevent (at, city_id, actor_id, actor_name, role, kind, subject,
    subject_uid, cadres, unit_ids, detail, request_id)
  VALUES (clock_timestamp(), city, actor, actor_name, acting_role, kind, subject, subject_uid,
    coalesce(cadres, '{}'), coalesce(units, '{}'), coalesce(detail, '{}'), request);
$$;
CREATE INDEX audit_cadres ON access_auditevent USING gin (cadres);
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('username', models.CharField(max_length=50, unique=True)),
                ('full_name', models.CharField(max_length=50)),
                ('person_key', models.BinaryField(max_length=16, null=True)),
                ('state', models.CharField(choices=[('ASKED', '待开通'), ('SLIP', '待激活'), ('OPEN', '正常'), ('DISABLED', '停用')], default='OPEN', max_length=10)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('language', models.CharField(default='zh-hans', max_length=10)),
                ('theme', models.CharField(blank=True, default='', max_length=10)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('mailed_on', models.DateField(null=True)),
                ('activation_hash', models.CharField(blank=True, max_length=64)),
                ('activation_expires_at', models.DateTimeField(null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuditEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('city_id', models.BigIntegerField()),
                ('actor_id', models.BigIntegerField()),
                ('actor_name', models.CharField(max_length=50)),
                ('role', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=64)),
                ('subject', models.CharField(max_length=64)),
                ('subject_uid', models.UUIDField(null=True)),
                ('cadres', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('detail', models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('request_id', models.CharField(max_length=40)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
            ],
            options={
                'indexes': [models.Index(fields=['city_id', '-id'], name='audit_recent'), models.Index(fields=['city_id', 'subject_uid'], name='audit_subject')],
            },
        ),
        migrations.CreateModel(
            name='AccessKey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=60)),
                ('key_hash', models.CharField(max_length=64, unique=True)),
                ('rights', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('made_at', models.DateTimeField()),
                ('valid_to', models.DateField()),
                ('last_used_on', models.DateField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='keys', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['API', 'CALENDAR'])), name='key_kind_known')],
            },
        ),
        migrations.CreateModel(
            name='Grant',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('role', models.CharField(choices=[('ORG_DEPARTMENT', '组织部'), ('ORG_LEADER', '组织部领导'), ('HOME_UNIT', '派出单位'), ('HOST_UNIT', '接收单位'), ('LEAD_UNIT', '牵头单位'), ('SECONDEE', '挂职干部'), ('GROUP_LEADER', '挂职小组组长'), ('LIAISON_OFFICE', '驻外联络处'), ('PANEL_MEMBER', '考察组成员'), ('SUPERVISOR', '纪检监督'), ('SYSTEM_ADMIN', '系统管理员'), ('SECURITY_ADMIN', '安全管理员'), ('AUDIT_ADMIN', '审计管理员')], max_length=20)),
                ('duty', models.PositiveSmallIntegerField()),
                ('person', models.BinaryField(max_length=16)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('deputy_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at', None)), expressions=[('user', '='), ('role', '='), ('unit', '='), (dunmiao.db.ranges.Days(models.F('valid_from'), models.F('valid_to')), '&&')], name='grant_once'), django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('ended_at', None)), expressions=[('person', '='), ('duty', '<>'), (dunmiao.db.ranges.Days(models.F('valid_from'), models.F('valid_to')), '&&')], name='grant_one_duty_a_person'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='grant_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('duty', 1), ('role', 'SYSTEM_ADMIN')), models.Q(('duty', 2), ('role', 'SECURITY_ADMIN')), models.Q(('duty', 3), ('role', 'AUDIT_ADMIN')), models.Q(('duty', 0), models.Q(('role__in', ['SYSTEM_ADMIN', 'SECURITY_ADMIN', 'AUDIT_ADMIN']), _negated=True)), _connector='OR'), name='grant_duty_follows_role')],
            },
        ),
        migrations.CreateModel(
            name='KeptAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField()),
                ('body_hash', models.CharField(max_length=64)),
                ('location', models.TextField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='kept_answer_once')],
            },
        ),
        migrations.RunSQL(AUDIT, "DROP FUNCTION dunmiao_audit;"),
        ReadOnlyForApp("access_auditevent"),
        RowHistory("access_grant"),
    ]
