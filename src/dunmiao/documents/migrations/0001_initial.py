import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "issuednumber",
    "lettertemplate",
    "numberseries",
    "storedfile",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='NumberSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('prefix', models.CharField(max_length=20)),
                ('year', models.PositiveSmallIntegerField()),
                ('last', models.PositiveIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
        ),
        migrations.CreateModel(
            name='IssuedNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('subject', models.CharField(max_length=64)),
                ('subject_uid', models.UUIDField()),
                ('given_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='issued', to='documents.numberseries')),
            ],
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('IMPORT', '导入文件'), ('BASIS', '依据文件'), ('APPOINTMENT_FORM', '任免审批表'), ('PHOTO', '照片'), ('LETTER', '公文'), ('BRIEFING', '部务会材料'), ('NOMINATION', '推荐材料'), ('LOG_PHOTO', '日志照片'), ('EVIDENCE', '成果证据'), ('INDICATORS', '指标数据'), ('ACTIVITY_PHOTO', '活动照片'), ('MATERIAL', '挂职单位资料')], max_length=20)),
                ('name', models.CharField(max_length=200)),
                ('media_type', models.CharField(max_length=120)),
                ('sha256', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='LetterTemplate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=16)),
                ('name', models.CharField(max_length=200)),
                ('content', models.BinaryField()),
                ('is_active', models.BooleanField(default=True)),
                ('made_by', models.CharField(max_length=50)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('city', 'kind'), name='template_one')],
            },
        ),
        migrations.AddConstraint(
            model_name='numberseries',
            constraint=models.UniqueConstraint(fields=('city', 'prefix', 'year'), name='series_once'),
        ),
        migrations.AddConstraint(
            model_name='issuednumber',
            constraint=models.UniqueConstraint(fields=('series', 'number'), name='issued_number_once'),
        ),
        migrations.AddIndex(
            model_name='storedfile',
            index=models.Index(fields=['city', 'unit'], name='storedfile_unit'),
        ),
        *(RowHistory(f"documents_{table}") for table in HISTORY),
    ]
