"""The Celery application of the CMS: `celery --app=cms.celery worker`."""
import os

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'cms.envs.production')

from openedx.core.lib.celery import APP  # noqa: E402,F401 (the settings must be named first)
