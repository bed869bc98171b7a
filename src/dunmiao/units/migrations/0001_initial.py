import django.db.models.deletion
import uuid
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "unit",
    "unitevent",
    "workdayoverride",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('db', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='City',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=50, unique=True)),
                ('division_code', models.CharField(max_length=6)),
                ('is_example', models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name='Division',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=6)),
                ('name', models.CharField(max_length=50)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('successor_code', models.CharField(blank=True, max_length=6)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='division_code_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Unit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('path', models.CharField(max_length=200)),
                ('name', models.CharField(max_length=100)),
                ('kind', models.CharField(choices=[('CITY', '市'), ('DEPARTMENT', '市级部门'), ('COUNTY', '县（市、区）'), ('COUNTY_DEPARTMENT', '县级部门'), ('TOWN', '镇（街道）'), ('ENTERPRISE', '企事业单位'), ('PROJECT', '重点工作指挥部'), ('LIAISON', '驻外联络处'), ('OUTSIDE', '市外单位')], max_length=20)),
                ('level', models.PositiveSmallIntegerField(default=0)),
                ('division_code', models.CharField(blank=True, max_length=6)),
                ('valid_from', models.DateField(null=True)),
                ('valid_to', models.DateField(null=True)),
                ('name_pinyin_key', models.CharField(default='', max_length=300)),
                ('sort_order', models.PositiveIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='units.unit')),
                ('successor', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'path'], name='unit_path')],
                'constraints': [models.UniqueConstraint(fields=('city', 'parent', 'name'), name='unit_name_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='UnitEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('RENAMED', '改名'), ('MOVED', '改上级'), ('CORRECTED', '更正'), ('CLOSED', '撤销'), ('MERGED', '并入'), ('TOOK_IN', '并入了')], max_length=10)),
                ('day', models.DateField()),
                ('before', models.CharField(blank=True, max_length=120)),
                ('after', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(max_length=300)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='units.unit')),
            ],
            options={
                'indexes': [models.Index(fields=['city', 'unit', 'day'], name='unitevent_read')],
            },
        ),
        migrations.CreateModel(
            name='WorkdayOverride',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('is_working', models.BooleanField()),
                ('source', models.CharField(max_length=60)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('city', 'day'), name='workday_once')],
            },
        ),
        *(RowHistory(f"units_{table}") for table in HISTORY),
    ]
