"""Work that Studio leaves to its worker."""
from collections import Counter

from celery import shared_task

from xmodule.modulestore.django import modulestore

from .models import CourseStatistics


@shared_task
def update_course_statistics(course_id):
    """Counts the blocks of a course by kind; returns how many there are, 0 for a course that is gone."""
    course = modulestore().get_course(course_id)
    if course is None:
        return 0
    kinds = Counter(block.category for block in course.walk())
    CourseStatistics.objects.update_or_create(course_id=course_id, defaults={'blocks': dict(kinds)})
    return sum(kinds.values())
