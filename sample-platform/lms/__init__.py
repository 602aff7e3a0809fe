"""The LMS project. Importing it makes the Celery application, so that every shared task binds to it."""
from .celery import APP as CELERY_APP
