from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [('student', '0001_initial')]

    operations = [
        migrations.AddField('userprofile', 'image_name', models.CharField(blank=True, default='', max_length=255)),
    ]
