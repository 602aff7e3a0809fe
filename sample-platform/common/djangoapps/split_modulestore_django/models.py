"""Which version of each course is the published one. The versions themselves are in MongoDB: restore both together."""
from django.db import models


class SplitModulestoreCourseIndex(models.Model):
    """One row per course; `published_version` is the identifier of a document in `<collection>.structures`."""

    course_id = models.CharField(max_length=255, unique=True)
    published_version = models.CharField(max_length=24)
    edited_on = models.DateTimeField(auto_now=True)
