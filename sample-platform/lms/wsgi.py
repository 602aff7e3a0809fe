"""The WSGI application of the LMS: `gunicorn lms.wsgi:application`."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'lms.envs.production')
application = get_wsgi_application()
