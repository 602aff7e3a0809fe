"""manage.py … manage_user USERNAME EMAIL [--staff] [--superuser] [--unusable-password] [--initial-password-hash HASH] [--remove]"""
from django.contrib.auth import get_user_model
from django.contrib.auth.hashers import is_password_usable, make_password
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction


class Command(BaseCommand):
    """Makes a user be as the arguments say. Run again, it changes nothing."""

    help = 'Create, change or remove one user.'

    def add_arguments(self, parser):
        parser.add_argument('username')
        parser.add_argument('email')
        parser.add_argument('--remove', dest='is_remove', action='store_true')
        parser.add_argument('--superuser', dest='is_superuser', action='store_true')
        parser.add_argument('--staff', dest='is_staff', action='store_true')
        parser.add_argument('--unusable-password', dest='unusable_password', action='store_true')
        parser.add_argument('--initial-password-hash', dest='initial_password_hash')

    @transaction.atomic
    def handle(self, *args, username, email, **options):
        users = get_user_model().objects
        if options['is_remove']:
            users.filter(username=username, email=email).delete()
            self.stdout.write(f'Removed {username}')
            return
        password_hash = options['initial_password_hash']
        if password_hash and not is_password_usable(password_hash):
            raise CommandError('The password hash is not one that Django can use')
        user, is_new = users.get_or_create(username=username, defaults={'email': email})
        if user.email != email:
            raise CommandError(f'{username} exists with another e-mail address: {user.email}')
        if is_new:
            user.password = password_hash or make_password(None)
        if options['unusable_password']:
            user.set_unusable_password()
        user.is_staff, user.is_superuser = options['is_staff'], options['is_superuser']
        user.save()
        self.stdout.write(f'{"Created" if is_new else "Changed"} {username}')
