"""The home page and the list of courses."""
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie

from common.djangoapps.util.cache import cache_if_anonymous
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from openedx.features.announcements.models import Announcement


@ensure_csrf_cookie
@cache_if_anonymous()
def index(request):
    """/"""
    context = {'courses': CourseOverview.objects.all()[:6], 'announcements': Announcement.objects.filter(active=True)}
    return render(request, 'index.html', context)


@ensure_csrf_cookie
@cache_if_anonymous()
def courses(request):
    """/courses"""
    return render(request, 'courses.html', {'courses': CourseOverview.objects.all()})
