"""Where people's pictures are kept."""
from django.conf import settings
from django.utils.module_loading import import_string


def profile_image_storage():
    """The storage that PROFILE_IMAGE_BACKEND names."""
    backend = settings.PROFILE_IMAGE_BACKEND
    return import_string(backend['class'])(**backend['options'])
