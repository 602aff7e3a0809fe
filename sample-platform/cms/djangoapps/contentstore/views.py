"""Studio's pages."""
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render

from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from openedx.features.announcements.models import Announcement
from xmodule.modulestore.django import modulestore

from .models import CourseStatistics


def howitworks(request):
    """/: what Studio is; people who are signed in go to their courses."""
    if request.user.is_authenticated:
        return redirect('home')
    return render(request, 'howitworks.html', {'announcements': Announcement.objects.filter(active=True)})


@login_required
def home(request):
    """/home/: all courses for staff, none for others."""
    courses = CourseOverview.objects.all() if request.user.is_staff else CourseOverview.objects.none()
    return render(request, 'home.html', {'courses': courses})


@login_required
def course(request, course_key):
    """/course/KEY: the outline, for staff."""
    if not request.user.is_staff:
        raise PermissionDenied
    root = modulestore().get_course(course_key)
    if root is None:
        raise Http404(f'There is no course {course_key}')
    statistics = CourseStatistics.objects.filter(course_id=course_key).first()
    return render(request, 'course_outline.html', {'course_key': course_key, 'course': root, 'statistics': statistics})
