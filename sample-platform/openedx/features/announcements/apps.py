"""A plugin: nothing in the settings names this application, the entry points of setup.py do."""
from django.apps import AppConfig


class AnnouncementsConfig(AppConfig):
    """Announcements on the home pages of LMS and CMS."""

    name = 'openedx.features.announcements'
