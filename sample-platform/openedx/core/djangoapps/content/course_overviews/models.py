"""A course's card: what lists of courses show without asking the modulestore."""
from django.db import models


class CourseOverview(models.Model):
    """Written whenever a course is published."""

    id = models.CharField(max_length=255, primary_key=True)
    org = models.CharField(max_length=255)
    display_name = models.CharField(max_length=255)
    short_description = models.TextField(blank=True)
    start = models.DateTimeField(null=True)
    modified = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ['display_name', 'id']
