import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from dunmiao.db.operations import RowHistory

HISTORY = (
    "activityphoto",
    "attendance",
    "branchpost",
    "cardimport",
    "contact",
    "contactcheck",
    "contacthandover",
    "contactmerge",
    "contactpost",
    "custody",
    "group",
    "groupactivity",
    "groupmember",
    "groupnote",
    "grouptask",
    "handedcontact",
    "handedmaterial",
    "hostmaterial",
    "interaction",
    "materialcustody",
    "organisation",
    "partybranch",
)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('documents', '0001_initial'),
        ('posts', '0001_initial'),
        ('secondments', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CardImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('name', models.CharField(max_length=200)),
                ('made_on', models.DateField()),
                ('taken', models.PositiveIntegerField()),
                ('undone_on', models.DateField(null=True)),
                ('dropped', models.PositiveIntegerField(default=0)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('sensitivity', models.CharField(max_length=12)),
                ('giver', models.CharField(max_length=50)),
                ('given_on', models.DateField()),
                ('keeper_name', models.CharField(max_length=50)),
                ('verified_on', models.DateField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=50)),
                ('name_key', models.CharField(max_length=200)),
                ('post', models.CharField(blank=True, max_length=60)),
                ('card_sealed', models.BinaryField()),
                ('phones_masked', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), size=None)),
                ('phone_keys', django.contrib.postgres.fields.ArrayField(base_field=models.BinaryField(), size=None)),
                ('groups', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), size=None)),
                ('state', models.CharField(default='ACTIVE', max_length=8)),
                ('last_contact_on', models.DateField(null=True)),
                ('helped_on', models.DateField(null=True)),
                ('card_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='liaison.cardimport')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='liaison.contact')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='secondments.secondment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['name_key', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactHandover',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('number', models.PositiveIntegerField()),
                ('giver_name', models.CharField(max_length=50)),
                ('offered_on', models.DateField()),
                ('note', models.CharField(blank=True, max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('giver', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.secondment')),
                ('to_secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='secondments.secondment')),
                ('to_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['-offered_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactMerge',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('before_sealed', models.BinaryField()),
                ('merged_on', models.DateField()),
                ('merged_by', models.CharField(max_length=50)),
                ('undone_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('dropped', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='liaison.contact')),
                ('kept', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='merges', to='liaison.contact')),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Custody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeper_name', models.CharField(max_length=50)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custodys', to='liaison.contact')),
                ('handover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='liaison.contacthandover')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['from_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Group',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=60)),
                ('place', models.CharField(blank=True, max_length=30)),
                ('plan', models.CharField(blank=True, max_length=1000)),
                ('meets_months', models.PositiveSmallIntegerField(default=1)),
                ('starts_on', models.DateField()),
                ('dissolved_on', models.DateField(null=True)),
                ('dissolved_reason', models.CharField(blank=True, max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('programme', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='posts.programme')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupActivity',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('title', models.CharField(max_length=100)),
                ('place', models.CharField(blank=True, max_length=60)),
                ('starts_at', models.DateTimeField()),
                ('agenda', models.CharField(blank=True, max_length=1000)),
                ('secret', models.CharField(max_length=64)),
                ('minutes', models.TextField(blank=True)),
                ('minutes_by', models.CharField(blank=True, max_length=50)),
                ('minutes_on', models.DateField(null=True)),
                ('cancelled_reason', models.CharField(blank=True, max_length=200)),
                ('is_cancelled', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
            ],
            options={
                'ordering': ['-starts_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ActivityPhoto',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='activity_photo', to='documents.storedfile')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='photos', to='liaison.groupactivity')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupMember',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(max_length=12)),
                ('name', models.CharField(max_length=50)),
                ('part', models.CharField(default='MEMBER', max_length=8)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='secondments.secondment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='INVITED', max_length=8)),
                ('way', models.CharField(blank=True, max_length=5)),
                ('at', models.DateTimeField(null=True)),
                ('note', models.CharField(blank=True, max_length=100)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='liaison.groupactivity')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='liaison.groupmember')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('title', models.CharField(max_length=80)),
                ('text', models.CharField(max_length=2000)),
                ('writer_name', models.CharField(max_length=50)),
                ('written_on', models.DateField()),
                ('is_shared', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('writer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-written_on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='GroupTask',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('text', models.CharField(max_length=200)),
                ('due_on', models.DateField()),
                ('done_on', models.DateField(null=True)),
                ('result', models.CharField(blank=True, max_length=200)),
                ('activity', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='liaison.groupactivity')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='liaison.groupmember')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HandedContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='OFFERED', max_length=10)),
                ('received_on', models.DateField(null=True)),
                ('receiver', models.CharField(blank=True, max_length=50)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='liaison.contact')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.contacthandover')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HostMaterial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('unit_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('user_ids', django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None)),
                ('sensitivity', models.CharField(max_length=12)),
                ('giver', models.CharField(max_length=50)),
                ('given_on', models.DateField()),
                ('keeper_name', models.CharField(max_length=50)),
                ('verified_on', models.DateField()),
                ('revision', models.PositiveIntegerField(default=1)),
                ('kind', models.CharField(max_length=10)),
                ('title', models.CharField(max_length=80)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('as_of', models.DateField()),
                ('state', models.CharField(default='ACTIVE', max_length=10)),
                ('ended_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='material', to='documents.storedfile')),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('keeper_unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='liaison.hostmaterial')),
                ('secondment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='secondments.secondment')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['kind', 'title', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HandedMaterial',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(default='OFFERED', max_length=10)),
                ('received_on', models.DateField(null=True)),
                ('receiver', models.CharField(blank=True, max_length=50)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('handover', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.contacthandover')),
                ('received_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='handovers', to='liaison.hostmaterial')),
            ],
            options={
                'ordering': ['pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Interaction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on_day', models.DateField()),
                ('person', models.CharField(max_length=50)),
                ('purpose', models.CharField(max_length=200)),
                ('result', models.CharField(blank=True, max_length=200)),
                ('has_helped', models.BooleanField(default=False)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.contact')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-on_day', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='MaterialCustody',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('keeper_name', models.CharField(max_length=50)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('handover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='liaison.contacthandover')),
                ('keeper', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('material', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='custodys', to='liaison.hostmaterial')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['from_on', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('path', models.CharField(blank=True, max_length=200)),
                ('kind', models.CharField(max_length=10)),
                ('name', models.CharField(max_length=100)),
                ('place', models.CharField(blank=True, max_length=30)),
                ('card_import', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organisations', to='liaison.cardimport')),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='liaison.organisation')),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.unit')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='hostmaterial',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='materials', to='liaison.organisation'),
        ),
        migrations.CreateModel(
            name='ContactPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(blank=True, max_length=60)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.contact')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='liaison.organisation')),
            ],
            options={
                'ordering': ['from_on', 'pk'],
            },
        ),
        migrations.AddField(
            model_name='contact',
            name='organisation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='liaison.organisation'),
        ),
        migrations.AddField(
            model_name='cardimport',
            name='root',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='liaison.organisation'),
        ),
        migrations.CreateModel(
            name='PartyBranch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('approval_no', models.CharField(max_length=60)),
                ('approved_on', models.DateField()),
                ('ended_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
            ],
        ),
        migrations.CreateModel(
            name='BranchPost',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('post', models.CharField(max_length=12)),
                ('from_on', models.DateField()),
                ('to_on', models.DateField(null=True)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.group')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='branch_posts', to='liaison.groupmember')),
                ('branch', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='posts', to='liaison.partybranch')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ContactCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('word', models.CharField(max_length=8)),
                ('on_day', models.DateField()),
                ('checker', models.CharField(max_length=50)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('city', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='units.city')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='%(class)ss', to='liaison.contact')),
            ],
            options={
                'ordering': ['-on_day', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('word__in', ['VALID', 'CHANGED', 'LEFT'])), name='contactcheck_word_known')],
            },
        ),
        migrations.AddConstraint(
            model_name='contacthandover',
            constraint=models.UniqueConstraint(fields=('city', 'number'), name='contacthandover_number'),
        ),
        migrations.AddConstraint(
            model_name='contactmerge',
            constraint=models.UniqueConstraint(condition=models.Q(('undone_on', None)), fields=('dropped',), name='contactmerge_once'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='custody_in_order'),
        ),
        migrations.AddConstraint(
            model_name='custody',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('contact',), name='custody_one_keeper'),
        ),
        migrations.AddIndex(
            model_name='group',
            index=django.contrib.postgres.indexes.GinIndex(fields=['unit_ids'], name='group_units'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.UniqueConstraint(condition=models.Q(('dissolved_on', None)), fields=('city', 'name'), name='group_name_once'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['SECONDMENT', 'COORDINATION', 'TASK'])), name='group_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='group',
            constraint=models.CheckConstraint(condition=models.Q(('dissolved_on', None), ('dissolved_on__gte', models.F('starts_on')), _connector='OR'), name='group_in_order'),
        ),
        migrations.AddIndex(
            model_name='groupactivity',
            index=models.Index(fields=['city', '-starts_at'], name='activity_newest'),
        ),
        migrations.AddConstraint(
            model_name='groupactivity',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('minutes', ''), ('minutes_on', None)), ('minutes_on__isnull', False), _connector='OR'), name='activity_minutes_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('part', 'LEADER'), ('to_on', None)), fields=('group',), name='group_one_leader'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'SECONDMENT'), ('to_on', None)), fields=('secondment',), name='group_one_of_a_secondee'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None), ('user__isnull', False)), fields=('group', 'user'), name='group_member_once'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('part__in', ['LEADER', 'DEPUTY', 'MEMBER'])), name='group_part_known'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='group_member_in_order'),
        ),
        migrations.AddConstraint(
            model_name='groupmember',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'SECONDMENT'), _negated=True), ('secondment__isnull', False), _connector='OR'), name='group_of_secondees'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('activity', 'member'), name='attendance_once'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['INVITED', 'PRESENT', 'EXCUSED', 'ABSENT'])), name='attendance_state_known'),
        ),
        migrations.AddIndex(
            model_name='groupnote',
            index=models.Index(fields=['city', '-written_on'], name='groupnote_newest'),
        ),
        migrations.AddConstraint(
            model_name='grouptask',
            constraint=models.CheckConstraint(condition=models.Q(('done_on', None), models.Q(('result', ''), _negated=True), _connector='OR'), name='grouptask_done_with_result'),
        ),
        migrations.AddConstraint(
            model_name='handedcontact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('received_by', None), ('received_on', None), ('state__in', ['OFFERED', 'WITHDRAWN'])), models.Q(('received_by__isnull', False), ('received_on__isnull', False), ('state', 'RECEIVED')), _connector='OR'), name='handedcontact_received_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='handedcontact',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'OFFERED')), fields=('contact',), name='handedcontact_once'),
        ),
        migrations.AddConstraint(
            model_name='handedmaterial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('received_by', None), ('received_on', None), ('state__in', ['OFFERED', 'WITHDRAWN'])), models.Q(('received_by__isnull', False), ('received_on__isnull', False), ('state', 'RECEIVED')), _connector='OR'), name='handedmaterial_received_by_somebody'),
        ),
        migrations.AddConstraint(
            model_name='handedmaterial',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'OFFERED')), fields=('material',), name='handedmaterial_once'),
        ),
        migrations.AddIndex(
            model_name='interaction',
            index=models.Index(fields=['city', '-on_day', '-id'], name='interaction_newest'),
        ),
        migrations.AddConstraint(
            model_name='materialcustody',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='materialcustody_in_order'),
        ),
        migrations.AddConstraint(
            model_name='materialcustody',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('material',), name='materialcustody_one_keeper'),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.UniqueConstraint(fields=('city', 'parent', 'name'), name='organisation_once', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='organisation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['MINISTRY', 'BUREAU', 'DIVISION'])), name='organisation_kind_known'),
        ),
        migrations.AddIndex(
            model_name='hostmaterial',
            index=django.contrib.postgres.indexes.GinIndex(fields=['unit_ids'], name='material_units'),
        ),
        migrations.AddConstraint(
            model_name='hostmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CHART', 'RULES', 'CALENDAR', 'OTHER'])), name='material_kind_known'),
        ),
        migrations.AddConstraint(
            model_name='hostmaterial',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ended_on', None), ('state', 'ACTIVE')), models.Q(('ended_on__isnull', False), ('state__in', ['REPLACED', 'WITHDRAWN'])), _connector='OR'), name='material_ends_with_its_day'),
        ),
        migrations.AddConstraint(
            model_name='hostmaterial',
            constraint=models.CheckConstraint(condition=models.Q(('sensitivity__in', ['INTERNAL', 'RESTRICTED'])), name='material_sensitivity_known'),
        ),
        migrations.AddConstraint(
            model_name='hostmaterial',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'ACTIVE')), fields=('city', 'organisation', 'kind', 'title'), name='material_once'),
        ),
        migrations.AddConstraint(
            model_name='contactpost',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('contact',), name='contactpost_one_now'),
        ),
        migrations.AddConstraint(
            model_name='contactpost',
            constraint=models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='contactpost_in_order'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['city', 'organisation'], name='contact_by_organisation'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(fields=['secondment'], name='contact_by_keeper'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(fields=['unit_ids'], name='contact_units'),
        ),
        migrations.AddIndex(
            model_name='contact',
            index=django.contrib.postgres.indexes.GinIndex(fields=['phone_keys'], name='contact_phones'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ACTIVE', 'LEFT', 'MERGED'])), name='contact_state_known'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into', None), models.Q(('state', 'MERGED'), _negated=True)), models.Q(('merged_into__isnull', False), ('state', 'MERGED'), models.Q(('merged_into', models.F('pk')), _negated=True)), _connector='OR'), name='contact_merged_into_another'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('sensitivity__in', ['INTERNAL', 'RESTRICTED'])), name='contact_sensitivity_known'),
        ),
        migrations.AddConstraint(
            model_name='partybranch',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_on', None)), fields=('group',), name='branch_one_of_a_group'),
        ),
        migrations.AddConstraint(
            model_name='branchpost',
            constraint=models.UniqueConstraint(condition=models.Q(('to_on', None)), fields=('branch', 'post'), name='branch_post_once'),
        ),
        migrations.AddConstraint(
            model_name='branchpost',
            constraint=models.CheckConstraint(condition=models.Q(('post__in', ['SECRETARY', 'ORGANISATION', 'PUBLICITY'])), name='branch_post_known'),
        ),
        *(RowHistory(f"liaison_{table}") for table in HISTORY),
    ]
