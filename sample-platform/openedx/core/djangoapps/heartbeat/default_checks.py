"""The checks that HEARTBEAT_CHECKS and HEARTBEAT_EXTENDED_CHECKS name. Each returns (name, whether it is well, message)."""
import time
from datetime import datetime, timedelta, timezone

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, connection
from pymongo.errors import PyMongoError

from xmodule.modulestore.django import modulestore

from .tasks import sample_task

CACHE_KEY, CACHE_VALUE = 'heartbeat-test', 'abc123'
POLL_SECONDS = 0.05


def check_modulestore():
    """MongoDB answers a ping."""
    try:
        modulestore().heartbeat()
        return 'modulestore', True, 'OK'
    except PyMongoError as failure:
        return 'modulestore', False, str(failure)


def check_database():
    """The database answers a query."""
    try:
        with connection.cursor() as cursor:
            cursor.execute('SELECT 1')
            cursor.fetchone()
        return 'sql', True, 'OK'
    except DatabaseError as failure:
        return 'sql', False, str(failure)


def check_cache_set():
    """The cache takes a value."""
    try:
        cache.set(CACHE_KEY, CACHE_VALUE, 30)
        return 'cache_set', True, 'OK'
    except Exception as failure:  # every backend raises errors of its own
        return 'cache_set', False, str(failure)


def check_cache_get():
    """The cache gives the value back."""
    try:
        found = cache.get(CACHE_KEY) == CACHE_VALUE
        return 'cache_get', found, 'OK' if found else 'value check failed'
    except Exception as failure:  # every backend raises errors of its own
        return 'cache_get', False, str(failure)


def check_celery():
    """A task goes through the broker to a worker, and its result comes back, within HEARTBEAT_CELERY_TIMEOUT seconds."""
    started = time.monotonic()
    try:
        task = sample_task.apply_async(
            expires=datetime.now(timezone.utc) + timedelta(seconds=settings.HEARTBEAT_CELERY_TIMEOUT),
        )
        while time.monotonic() - started < settings.HEARTBEAT_CELERY_TIMEOUT:
            if task.ready() and task.result:
                return 'celery', True, str({'time': str(time.monotonic() - started)})
            time.sleep(POLL_SECONDS)
        return 'celery', False, 'expired'
    except Exception as failure:  # every broker raises errors of its own
        return 'celery', False, str(failure)
