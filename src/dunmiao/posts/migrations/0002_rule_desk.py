from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='post',
            name='post_class',
            field=models.CharField(choices=[('DEPUTY', '副职'), ('PRINCIPAL', '党政主要领导'), ('HEAD', '纪检、组织、法院、检察院、公安主要负责人'), ('STAFF', '非领导岗位')], default='DEPUTY', max_length=10),
        ),
    ]
