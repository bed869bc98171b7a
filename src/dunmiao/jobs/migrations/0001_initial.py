import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Job',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('work', models.CharField(max_length=60)),
                ('subject_uid', models.UUIDField()),
                ('right', models.CharField(max_length=40)),
                ('state', models.CharField(default='QUEUED', max_length=10)),
                ('phase', models.CharField(blank=True, max_length=40)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('facts', models.JSONField(default=dict)),
                ('findings', models.JSONField(default=list)),
                ('attempt', models.PositiveSmallIntegerField(default=1)),
                ('owner', models.CharField(blank=True, max_length=120)),
                ('heartbeat_at', models.DateTimeField()),
                ('is_stop_asked', models.BooleanField(default=False)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('retry_of', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'subject_uid', '-id'], name='job_of_subject'), models.Index(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=['heartbeat_at'], name='job_working')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['QUEUED', 'RUNNING'])), fields=('city', 'subject_uid'), name='job_one_a_subject')],
            },
        ),
    ]
