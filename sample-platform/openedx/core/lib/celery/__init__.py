"""
The one Celery application that the LMS or the CMS of this process uses.

Import it through `lms.celery` or `cms.celery`, which name the settings first.
"""
from celery import Celery

APP = Celery('proj')
APP.config_from_object('django.conf:settings')
APP.autodiscover_tasks()
