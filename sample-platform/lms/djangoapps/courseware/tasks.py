"""Work that a page leaves to the worker."""
from celery import shared_task
from django.db.models import F

from .models import CourseVisit


@shared_task
def record_visit(course_id):
    """Counts one visit of a course; returns the identifier for the result's sake."""
    CourseVisit.objects.get_or_create(course_id=course_id)
    CourseVisit.objects.filter(course_id=course_id).update(count=F('count') + 1)
    return course_id
