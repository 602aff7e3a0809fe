"""Announcements."""
from django.db import models


class Announcement(models.Model):
    """A sentence that everybody sees on the home page while it is active."""

    content = models.CharField(max_length=1000, default='Lorem ipsum')
    active = models.BooleanField(default=True)

    def __str__(self):
        return self.content
