"""A course's pages, and what a person takes."""
import logging
import mimetypes

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST

from common.djangoapps.student.models import CourseEnrollment, UserProfile
from common.djangoapps.util.cache import cache_if_anonymous
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from openedx.core.djangoapps.user_authn.profile_images import profile_image_storage
from xmodule.modulestore.django import contentstore, modulestore

from .models import CourseVisit
from .tasks import record_visit

log = logging.getLogger(__name__)


def _course(course_key):
    course = modulestore().get_course(course_key)
    if course is None:
        raise Http404(f'There is no course {course_key}')
    return course


def _leave_to_worker(task, *arguments):
    """A page is shown even when no broker is there to take the work."""
    try:
        task.apply_async(args=arguments, retry=False)
    except Exception as failure:  # every broker raises errors of its own
        log.warning('%s was not queued: %s', task.name, failure)


@ensure_csrf_cookie
@cache_if_anonymous()
def about(request, course_key):
    """/courses/KEY/about, for everybody."""
    overview = get_object_or_404(CourseOverview, id=course_key)
    return render(request, 'courseware/about.html', {'overview': overview, 'course': _course(course_key)})


@login_required
def course_home(request, course_key):
    """/courses/KEY/course/, for people who are signed in: the outline and its content."""
    course = _course(course_key)
    _leave_to_worker(record_visit, course_key)
    visit = CourseVisit.objects.filter(course_id=course_key).first()
    context = {'course_key': course_key, 'course': course, 'visits': visit.count if visit else 0}
    return render(request, 'courseware/course.html', context)


@require_POST
@login_required
def enroll(request, course_key):
    """Adds a course to one's dashboard."""
    get_object_or_404(CourseOverview, id=course_key)
    CourseEnrollment.objects.get_or_create(user=request.user, course_id=course_key)
    return redirect('course_home', course_key=course_key)


@login_required
@ensure_csrf_cookie
def dashboard(request):
    """/dashboard"""
    enrolled = CourseEnrollment.objects.filter(user=request.user, is_active=True).values_list('course_id', flat=True)
    profile, _ = UserProfile.objects.get_or_create(user=request.user)
    image_url = profile_image_storage().url(profile.image_name) if profile.image_name else None
    courses = CourseOverview.objects.filter(id__in=list(enrolled))
    context = {'courses': courses, 'profile': profile, 'image_url': image_url}
    return render(request, 'dashboard.html', context)


def asset(request, course_key, path):
    """/asset/KEY/PATH: a file of a course, from GridFS."""
    data = contentstore().find(course_key, path)
    if data is None:
        raise Http404(f'{course_key} has no file {path}')
    return HttpResponse(data, content_type=mimetypes.guess_type(path)[0] or 'application/octet-stream')


def course_list_api(request):
    """/api/courses/v1/courses/"""
    results = [
        {'id': overview.id, 'course_id': overview.id, 'name': overview.display_name, 'org': overview.org,
         'short_description': overview.short_description, 'start': overview.start}
        for overview in CourseOverview.objects.all()
    ]
    pagination = {'next': None, 'previous': None, 'count': len(results), 'num_pages': 1}
    return JsonResponse({'results': results, 'pagination': pagination})
