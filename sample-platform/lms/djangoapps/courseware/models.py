"""What students do in courses."""
from django.db import models


class CourseVisit(models.Model):
    """How often a course was opened. Counted by a Celery task, so that the page does not wait for it."""

    course_id = models.CharField(max_length=255, unique=True)
    count = models.PositiveIntegerField(default=0)
    last_visit = models.DateTimeField(auto_now=True)
