"""The Celery application of the LMS: `celery --app=lms.celery worker`."""
import os

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'lms.envs.production')

from openedx.core.lib.celery import APP  # noqa: E402,F401 (the settings must be named first)
