import django.contrib.postgres.fields
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "annualgrade",
    "appointmentform",
    "cadre",
    "cadreshare",
    "careerrow",
    "educationrecord",
    "familymember",
    "importbatch",
    "rankrecord",
    "reservelisting",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Cadre',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(max_length=50)),
                ('name_pinyin_key', models.CharField(max_length=120)),
                ('name_initials', models.CharField(max_length=30)),
                ('name_stroke_key', models.BinaryField(max_length=120)),
                ('sex', models.CharField(choices=[('男', '男'), ('女', '女')], max_length=1)),
                ('ethnicity', models.CharField(blank=True, max_length=20)),
                ('birth_month', models.DateField(null=True)),
                ('birth_month_verified', models.DateField(null=True)),
                ('native_place', models.CharField(blank=True, max_length=50)),
                ('birth_place', models.CharField(blank=True, max_length=50)),
                ('growth_place', models.CharField(blank=True, max_length=50)),
                ('growth_division', models.CharField(blank=True, default='', max_length=50)),
                ('politics', models.CharField(blank=True, max_length=20)),
                ('party_joined_month', models.DateField(null=True)),
                ('party_joined_month_verified', models.DateField(null=True)),
                ('work_started_month', models.DateField(null=True)),
                ('work_started_month_verified', models.DateField(null=True)),
                ('id_number_sealed', models.BinaryField(null=True)),
                ('id_number_key', models.BinaryField(max_length=16, null=True)),
                ('phone_sealed', models.BinaryField(null=True)),
                ('health', models.CharField(blank=True, max_length=20)),
                ('technical_title', models.CharField(blank=True, max_length=60)),
                ('speciality', models.CharField(blank=True, max_length=200)),
                ('current_post', models.CharField(blank=True, max_length=200)),
                ('rank', models.PositiveSmallIntegerField(default=0)),
                ('rank_since_month', models.DateField(null=True)),
                ('civil_grade', models.CharField(blank=True, max_length=20)),
                ('civil_grade_since_month', models.DateField(null=True)),
                ('education_level', models.CharField(blank=True, max_length=20)),
                ('is_outstanding_young', models.BooleanField(default=False)),
                ('is_city_managed', models.BooleanField(default=False)),
                ('experience', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), blank=True, default=list, size=None)),
                ('awards', models.TextField(blank=True)),
                ('stage', models.CharField(choices=[('FREE', '在岗'), ('SECONDED', '在挂'), ('LEFT', '已调离')], default='FREE', max_length=10)),
                ('revision', models.PositiveIntegerField(default=1)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('home_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('photo', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('user', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cadre', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='AppointmentForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('imported_at', models.DateTimeField(auto_now_add=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AnnualGrade',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('year', models.PositiveSmallIntegerField()),
                ('grade', models.CharField(max_length=10)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
            ],
        ),
        migrations.CreateModel(
            name='CadreShare',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('why', models.CharField(max_length=60)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('home_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='CareerRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('from_month', models.DateField(null=True)),
                ('to_month', models.DateField(null=True)),
                ('text', models.TextField()),
                ('kind', models.CharField(default='work', max_length=12)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='children', to='people.careerrow')),
            ],
            options={
                'ordering': ['position'],
            },
        ),
        migrations.CreateModel(
            name='EducationRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_full_time', models.BooleanField(default=True)),
                ('level', models.CharField(blank=True, max_length=30)),
                ('degree', models.CharField(blank=True, max_length=30)),
                ('school', models.CharField(blank=True, max_length=120)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FamilyMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('relation', models.CharField(max_length=20)),
                ('name', models.CharField(max_length=50)),
                ('birth_month', models.DateField(null=True)),
                ('politics', models.CharField(blank=True, max_length=20)),
                ('work', models.CharField(blank=True, max_length=200)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ImportBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('state', models.CharField(choices=[('READING', '预检中'), ('CHECKED', '已预检'), ('CONFIRMED', '已导入'), ('UNDONE', '已撤销'), ('REFUSED', '已退回')], max_length=10)),
                ('findings', models.JSONField(default=list)),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row_no', models.PositiveIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('label', models.CharField(max_length=50)),
                ('payload_sealed', models.BinaryField()),
                ('outcome', models.CharField(choices=[('NEW', '新增'), ('UPDATE', '更新'), ('SAME', '不变'), ('DUPLICATE', '疑似重复'), ('ERROR', '错误')], max_length=10)),
                ('is_taken', models.BooleanField(default=True)),
                ('findings', models.JSONField(default=list)),
                ('changes', models.JSONField(default=list)),
                ('before_sealed', models.BinaryField(null=True)),
                ('revision_after', models.PositiveIntegerField(null=True)),
                ('batch', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='people.importbatch')),
                ('cadre', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='NameToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('token', models.CharField(max_length=60)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('home_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
        ),
        migrations.CreateModel(
            name='RankRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ladder', models.CharField(choices=[('LEADING', '领导职务'), ('GRADE', '职级')], max_length=10)),
                ('value', models.CharField(max_length=20)),
                ('from_month', models.DateField(null=True)),
                ('to_month', models.DateField(null=True)),
                ('is_open', models.BooleanField(default=True)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ReserveListing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pool', models.CharField(max_length=40)),
                ('from_month', models.DateField(null=True)),
                ('to_month', models.DateField(null=True)),
                ('origin', models.CharField(blank=True, max_length=100)),
                ('is_open', models.BooleanField(default=True)),
                ('cadre', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='%(class)ss', to='people.cadre')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.AddIndex(
            model_name='cadre',
            index=models.Index(fields=['city', 'name_stroke_key', 'id'], name='cadre_by_stroke'),
        ),
        migrations.AddIndex(
            model_name='cadre',
            index=models.Index(fields=['city', 'name_pinyin_key', 'id'], name='cadre_by_pinyin'),
        ),
        migrations.AddIndex(
            model_name='cadre',
            index=models.Index(fields=['city', 'home_unit', 'name_stroke_key'], name='cadre_by_unit'),
        ),
        migrations.AddIndex(
            model_name='cadre',
            index=models.Index(fields=['city', 'name', 'birth_month'], name='cadre_by_name'),
        ),
        migrations.AddConstraint(
            model_name='cadre',
            constraint=models.UniqueConstraint(fields=('city', 'id_number_key'), name='cadre_id_number_once'),
        ),
        migrations.AddConstraint(
            model_name='cadre',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('birth_month', None), ('birth_month__day', 1), _connector='OR'), models.Q(('party_joined_month', None), ('party_joined_month__day', 1), _connector='OR'), models.Q(('work_started_month', None), ('work_started_month__day', 1), _connector='OR'), models.Q(('rank_since_month', None), ('rank_since_month__day', 1), _connector='OR')), name='cadre_months_are_firsts'),
        ),
        migrations.AddConstraint(
            model_name='annualgrade',
            constraint=models.UniqueConstraint(fields=('cadre', 'year'), name='grade_once_a_year'),
        ),
        migrations.AddIndex(
            model_name='cadreshare',
            index=models.Index(fields=['city', 'unit', 'cadre'], name='share_by_unit'),
        ),
        migrations.AddConstraint(
            model_name='cadreshare',
            constraint=models.UniqueConstraint(fields=('cadre', 'unit', 'why'), name='share_once'),
        ),
        migrations.AddIndex(
            model_name='importbatch',
            index=models.Index(fields=['city', 'unit', '-id'], name='importbatch_recent'),
        ),
        migrations.AddConstraint(
            model_name='importrow',
            constraint=models.UniqueConstraint(fields=('batch', 'row_no'), name='importrow_once'),
        ),
        migrations.AddIndex(
            model_name='nametoken',
            index=models.Index(fields=['city', 'token', 'home_unit'], name='nametoken_find'),
        ),
        migrations.AddConstraint(
            model_name='rankrecord',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('cadre', 'ladder'), name='rank_one_open'),
        ),
        migrations.AddConstraint(
            model_name='rankrecord',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('to_month', None), _connector='OR'), name='rank_open_has_no_end'),
        ),
        migrations.AddConstraint(
            model_name='reservelisting',
            constraint=models.UniqueConstraint(condition=models.Q(('is_open', True)), fields=('cadre', 'pool'), name='listing_one_open'),
        ),
        migrations.AddConstraint(
            model_name='reservelisting',
            constraint=models.CheckConstraint(condition=models.Q(('is_open', False), ('to_month', None), _connector='OR'), name='listing_open_has_no_end'),
        ),
        *(RowHistory(f"people_{table}") for table in HISTORY),
    ]
