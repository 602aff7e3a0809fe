"""What every template knows."""
from django.conf import settings


def platform(request):
    """Names and addresses of this installation."""
    return {
        'platform_name': settings.PLATFORM_NAME,
        'lms_root_url': settings.LMS_ROOT_URL or '',
        'cms_root_url': getattr(settings, 'CMS_ROOT_URL', None) or f'//{settings.CMS_BASE}',
    }
