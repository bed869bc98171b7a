"""Every secondment has its lead unit now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("secondments", "0005_lives_row_security")]
    operations = [
        migrations.AlterField(
            model_name="secondment",
            name="lead_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="units.unit"
            ),
        ),
    ]
