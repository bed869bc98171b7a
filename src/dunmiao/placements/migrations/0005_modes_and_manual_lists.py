from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("placements", "0004_teams_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="placementplan",
            name="mode",
            field=models.CharField(default="OPTIMAL", max_length=8),
        ),
        migrations.AddField(
            model_name="placementplan",
            name="manual_list",
            field=models.JSONField(default=list),
        ),
    ]
