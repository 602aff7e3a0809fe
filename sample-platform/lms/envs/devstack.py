"""A server's settings, made comfortable for one developer: pages with tracebacks, static files under their own names."""
from .production import *

DEBUG = True
TEMPLATES[0]['OPTIONS']['debug'] = True
STATICFILES_STORAGE = 'openedx.core.storage.DevelopmentStorage'
PIPELINE['PIPELINE_ENABLED'] = False
REQUIRE_DEBUG = True
