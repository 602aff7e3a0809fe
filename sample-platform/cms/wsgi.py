"""The WSGI application of the CMS: `gunicorn cms.wsgi:application`."""
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'cms.envs.production')
application = get_wsgi_application()
