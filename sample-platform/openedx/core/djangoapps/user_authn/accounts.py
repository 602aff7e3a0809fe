"""Accounts: making one, and recognising who comes back."""
from django.contrib.auth import authenticate, get_user_model
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.db import transaction

from common.djangoapps.student.models import UserProfile

User = get_user_model()
USERNAME = RegexValidator(r'\A[A-Za-z0-9_-]{2,30}\Z', 'Usernames have 2 to 30 letters, digits, _ and -.')


class AccountConflict(Exception):
    """Another account has the username or the e-mail address. `errors` is {field: [message]}."""

    def __init__(self, errors):
        super().__init__(errors)
        self.errors = errors


def _check(errors, field, check, value, **arguments):
    try:
        check(value, **arguments)
    except ValidationError as failure:
        errors[field] = list(failure.messages)


@transaction.atomic
def register(username, email, password, name='', country=''):
    """Makes an active account. Raises ValidationError({field: [message]}) or AccountConflict."""
    errors = {}
    _check(errors, 'username', USERNAME, username)
    _check(errors, 'email', validate_email, email)
    _check(errors, 'password', validate_password, password, user=User(username=username, email=email))
    if errors:
        raise ValidationError(errors)
    taken = {
        field: [f'It looks like {value} belongs to an existing account.']
        for field, value in (('username', username), ('email', email))
        if User.objects.filter(**{f'{field}__iexact': value}).exists()
    }
    if taken:
        raise AccountConflict(taken)
    user = User.objects.create_user(username, email, password)
    UserProfile.objects.create(user=user, name=name, country=country[:2])
    return user


def recognise(request, name, password):
    """The account of a username or e-mail address and its password, or None."""
    known = User.objects.filter(email__iexact=name).first() if '@' in name else None
    return authenticate(request, username=known.username if known else name, password=password)
