import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rulebook', '0001_initial'),
        ('units', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveField(
            model_name='ruleset',
            name='verified_by',
        ),
        migrations.RemoveField(
            model_name='ruleset',
            name='verified_on',
        ),
        migrations.AddField(
            model_name='rule',
            name='moves',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=24), default=list, size=None),
        ),
        migrations.AddField(
            model_name='rule',
            name='post_classes',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None),
        ),
        migrations.AddField(
            model_name='rule',
            name='verified_by',
            field=models.CharField(blank=True, max_length=50),
        ),
        migrations.AddField(
            model_name='rule',
            name='verified_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='ruleparameter',
            name='verified_on',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='author_ids',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), default=list, size=None),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='confirmed_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='confirmed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='effective_to',
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name='ruleset',
            name='state',
            field=models.CharField(default='CONFIRMED', max_length=10),
        ),
        # What is there already was in force; from here on a version begins as a draft.
        migrations.AlterField(
            model_name='ruleset',
            name='state',
            field=models.CharField(default='DRAFT', max_length=10),
        ),
        migrations.AddConstraint(
            model_name='ruleset',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'DRAFT')), fields=('city', 'code'), name='ruleset_one_draft'),
        ),
    ]
