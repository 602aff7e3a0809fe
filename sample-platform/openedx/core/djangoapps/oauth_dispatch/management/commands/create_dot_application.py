"""manage.py lms create_dot_application NAME USERNAME [--grant-type …] [--redirect-uris …] [--client-id …] [--client-secret …] …"""
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from oauth2_provider.models import get_application_model

from openedx.core.djangoapps.oauth_dispatch.models import ApplicationAccess

Application = get_application_model()


class Command(BaseCommand):
    """Makes an OAuth2 application; with --update, an existing one is changed to what the arguments say."""

    help = 'Create an OAuth2 application of a user.'

    def add_arguments(self, parser):
        parser.add_argument('name')
        parser.add_argument('username')
        parser.add_argument('--grant-type', default=Application.GRANT_CLIENT_CREDENTIALS,
                            choices=[value for value, _ in Application.GRANT_TYPES])
        parser.add_argument('--redirect-uris', default='', help='separated by spaces')
        parser.add_argument('--public', action='store_true')
        parser.add_argument('--skip-authorization', action='store_true')
        parser.add_argument('--client-id', default='')
        parser.add_argument('--client-secret', default='')
        parser.add_argument('--scopes', default='', help='separated by commas')
        parser.add_argument('--update', action='store_true')

    def handle(self, *args, name, username, update, scopes, **options):
        user = get_user_model().objects.filter(username=username).first()
        if user is None:
            raise CommandError(f'There is no user {username}: make it with manage_user first')
        wanted = {
            'redirect_uris': options['redirect_uris'],
            'client_type': Application.CLIENT_PUBLIC if options['public'] else Application.CLIENT_CONFIDENTIAL,
            'authorization_grant_type': options['grant_type'],
            'skip_authorization': options['skip_authorization'],
            **({'client_id': options['client_id']} if options['client_id'] else {}),
            **({'client_secret': options['client_secret']} if options['client_secret'] else {}),
        }
        application = Application.objects.filter(user=user, name=name).first()
        if application is None:
            application = Application.objects.create(user=user, name=name, **wanted)
            self.stdout.write(f'Created {name}, client id {application.client_id}')
        elif update:
            for field, value in wanted.items():
                setattr(application, field, value)
            application.save()
            self.stdout.write(f'Changed {name}, client id {application.client_id}')
        else:
            self.stdout.write(f'{name} exists')
        if scopes:
            access, is_new = ApplicationAccess.objects.get_or_create(application=application, defaults={'scopes': scopes})
            if update and not is_new:
                access.scopes = scopes
                access.save()
