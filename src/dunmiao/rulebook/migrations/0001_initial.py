import django.contrib.postgres.fields
import django.core.serializers.json
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "override",
    "rule",
    "ruleparameter",
    "ruleset",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='RuleSet',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('code', models.CharField(max_length=50)),
                ('name', models.CharField(max_length=100)),
                ('version', models.PositiveIntegerField(default=1)),
                ('state', models.CharField(default='DRAFT', max_length=10)),
                ('effective_from', models.DateField()),
                ('effective_to', models.DateField(null=True)),
                ('author_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
        ),
        migrations.CreateModel(
            name='RuleParameter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=60)),
                ('value', models.CharField(max_length=60)),
                ('source', models.CharField(blank=True, max_length=200)),
                ('effective_from', models.DateField(null=True)),
                ('effective_to', models.DateField(null=True)),
                ('verified_by', models.CharField(blank=True, max_length=50)),
                ('verified_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('rule_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parameters', to='rulebook.ruleset')),
            ],
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=60)),
                ('text', models.CharField(max_length=200)),
                ('source', models.CharField(max_length=200)),
                ('attribute', models.CharField(max_length=40)),
                ('operator', models.CharField(max_length=10)),
                ('value', models.JSONField(encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ('severity', models.CharField(choices=[('BLOCK', '不得'), ('OVERRIDE', '需破格'), ('WARN', '提醒')], max_length=10)),
                ('effective_from', models.DateField(null=True)),
                ('effective_to', models.DateField(null=True)),
                ('post_classes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ('moves', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None)),
                ('verified_by', models.CharField(blank=True, max_length=50)),
                ('verified_on', models.DateField(null=True)),
                ('sort_order', models.PositiveSmallIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('rule_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rules', to='rulebook.ruleset')),
            ],
        ),
        migrations.CreateModel(
            name='Override',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule_code', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=64)),
                ('subject_uid', models.UUIDField()),
                ('reason', models.TextField()),
                ('document_no', models.CharField(blank=True, max_length=60)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'rule_code', 'subject_uid'), name='override_once'), models.CheckConstraint(condition=models.Q(models.Q(('approved_at', None), ('approved_by', None)), models.Q(('approved_at__isnull', False), models.Q(('approved_by', models.F('asked_by')), _negated=True), models.Q(('document_no', ''), _negated=True)), _connector='OR'), name='override_by_another_with_paper')],
            },
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(fields=('city', 'code', 'version'), name='ruleset_version_once'),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'DRAFT')), fields=('city', 'code'), name='ruleset_one_draft'),
        ),
        migrations.AddConstraint(
            model_name='ruleparameter',
            constraint=models.UniqueConstraint(fields=('rule_set', 'key', 'effective_from'), name='parameter_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='rule',
            constraint=models.UniqueConstraint(fields=('rule_set', 'code', 'effective_from'), name='rule_once', nulls_distinct=False),
        ),
        *(RowHistory(f"rulebook_{table}") for table in HISTORY),
    ]
