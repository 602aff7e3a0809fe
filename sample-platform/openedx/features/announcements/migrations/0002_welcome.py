"""The first announcement: a page that shows it has read the database."""
from django.db import migrations

CONTENT = 'Welcome! This line comes from the database: a migration wrote it.'


def add(apps, schema_editor):
    """Adds the announcement."""
    apps.get_model('announcements', 'Announcement').objects.get_or_create(content=CONTENT)


def remove(apps, schema_editor):
    """Takes it away."""
    apps.get_model('announcements', 'Announcement').objects.filter(content=CONTENT).delete()


class Migration(migrations.Migration):
    """Data only."""

    dependencies = [('announcements', '0001_initial')]
    operations = [migrations.RunPython(add, remove)]
