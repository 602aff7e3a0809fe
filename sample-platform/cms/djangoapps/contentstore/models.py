"""What Studio knows of a course beyond its content."""
from django.db import models


class CourseStatistics(models.Model):
    """How many blocks of each kind a course holds. Made by a Celery task after each import."""

    course_id = models.CharField(max_length=255, unique=True)
    blocks = models.JSONField(default=dict)
    modified = models.DateTimeField(auto_now=True)
