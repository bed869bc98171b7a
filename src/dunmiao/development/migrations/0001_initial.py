import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "everydaynote",
    "lookback",
    "suggestion",
    "userecord",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assessments', '0001_initial'),
        ('people', '0001_initial'),
        ('secondments', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Suggestion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=10)),
                ('words', models.CharField(max_length=500)),
                ('maker', models.CharField(max_length=50)),
                ('made_on', models.DateField()),
                ('state', models.CharField(default='OPEN', max_length=7)),
                ('sender', models.CharField(blank=True, max_length=50)),
                ('sent_on', models.DateField(null=True)),
                ('closed_on', models.DateField(null=True)),
                ('closed_reason', models.CharField(blank=True, max_length=200)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='suggestions', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('round', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='assessments.ballotround')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-made_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='UseRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=9)),
                ('decided_on', models.DateField()),
                ('document_no', models.CharField(max_length=60)),
                ('post', models.CharField(blank=True, max_length=200)),
                ('rank_before', models.PositiveSmallIntegerField()),
                ('rank_after', models.PositiveSmallIntegerField(null=True)),
                ('pool', models.CharField(blank=True, max_length=40)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('recorder', models.CharField(max_length=50)),
                ('recorded_on', models.DateField()),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secondment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='secondments.secondment')),
                ('suggestion', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='use', to='development.suggestion')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-decided_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='LookBack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('years', models.PositiveSmallIntegerField()),
                ('due_on', models.DateField()),
                ('finding', models.CharField(blank=True, max_length=6)),
                ('words', models.CharField(blank=True, max_length=500)),
                ('looked_by', models.CharField(blank=True, max_length=50)),
                ('looked_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('use', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='look_backs', to='development.userecord')),
            ],
            options={
                'ordering': ['use', 'years'],
            },
        ),
        migrations.CreateModel(
            name='EverydayNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('cadre_uid', models.UUIDField()),
                ('name', models.CharField(max_length=50)),
                ('observed_on', models.DateField()),
                ('place', models.CharField(max_length=100)),
                ('tone', models.CharField(max_length=11)),
                ('source', models.CharField(max_length=5)),
                ('source_text', models.CharField(blank=True, max_length=100)),
                ('text', models.CharField(max_length=500)),
                ('writer', models.CharField(max_length=50)),
                ('writer_role', models.CharField(max_length=60)),
                ('written_on', models.DateField()),
                ('answer_by', models.DateField(null=True)),
                ('seen_on', models.DateField(null=True)),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('answered_on', models.DateField(null=True)),
                ('withdrawn_on', models.DateField(null=True)),
                ('withdrawn_reason', models.CharField(blank=True, max_length=200)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='everyday_notes', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.secondment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-observed_on', '-pk'],
                'indexes': [models.Index(fields=['cadre', '-observed_on'], name='note_of_cadre')],
                'constraints': [models.CheckConstraint(condition=models.Q(('written_on__gte', models.F('observed_on'))), name='note_seen_before_written'), models.CheckConstraint(condition=models.Q(('writer', ''), _negated=True), name='note_is_signed'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_on', None)), models.Q(('answer_by__isnull', False), ('answered_on__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='note_answered_if_shown'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_on', None), ('withdrawn_reason', '')), models.Q(('withdrawn_on__isnull', False), models.Q(('withdrawn_reason', ''), _negated=True)), _connector='OR'), name='note_withdrawn_for_a_reason')],
            },
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['OPEN', 'SENT'])), fields=('cadre', 'kind'), name='suggestion_one_open'),
        ),
        migrations.AddConstraint(
            model_name='suggestion',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('closed_on', None), ('state', 'OPEN')), models.Q(('closed_on', None), ('sent_on__isnull', False), ('state', 'SENT'), models.Q(('sender', ''), _negated=True)), models.Q(('closed_on__isnull', False), ('state__in', ['USED', 'DROPPED'])), _connector='OR'), name='suggestion_state_known'),
        ),
        migrations.AddConstraint(
            model_name='userecord',
            constraint=models.UniqueConstraint(fields=('cadre', 'kind', 'decided_on'), name='use_once'),
        ),
        migrations.AddConstraint(
            model_name='userecord',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'PROMOTION'), _negated=True), ('rank_after__gt', models.F('rank_before')), _connector='OR'), name='use_promotes_upwards'),
        ),
        migrations.AddConstraint(
            model_name='lookback',
            constraint=models.UniqueConstraint(fields=('use', 'years'), name='look_back_once'),
        ),
        migrations.AddConstraint(
            model_name='lookback',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('finding', ''), ('looked_on', None)), models.Q(('looked_on__isnull', False), models.Q(('finding', ''), _negated=True), models.Q(('words', ''), _negated=True), models.Q(('looked_by', ''), _negated=True)), _connector='OR'), name='look_back_whole'),
        ),
        *(RowHistory(f"development_{table}") for table in HISTORY),
    ]
