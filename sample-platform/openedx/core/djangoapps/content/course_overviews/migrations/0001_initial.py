from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CourseOverview',
            fields=[
                ('id', models.CharField(max_length=255, primary_key=True, serialize=False)),
                ('org', models.CharField(max_length=255)),
                ('display_name', models.CharField(max_length=255)),
                ('short_description', models.TextField(blank=True)),
                ('start', models.DateTimeField(null=True)),
                ('modified', models.DateTimeField(auto_now=True)),
            ],
            options={
                'ordering': ['display_name', 'id'],
            },
        ),
    ]
