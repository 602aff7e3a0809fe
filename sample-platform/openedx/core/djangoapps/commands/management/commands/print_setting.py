"""manage.py … print_setting NAME [NAME …]"""
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError


class Command(BaseCommand):
    """Prints settings, one per line, for scripts that need to know them."""

    help = 'Print the values of settings.'
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument('settings_list', nargs='+', metavar='setting')

    def handle(self, *args, **options):
        for name in options['settings_list']:
            if not hasattr(settings, name):
                raise CommandError(f'{name} is no setting')
            self.stdout.write(str(getattr(settings, name)))
