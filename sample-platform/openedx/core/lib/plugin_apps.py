"""Django applications that plug themselves into the LMS or the CMS through entry points (see setup.py)."""
from importlib.metadata import entry_points


def get_plugin_apps(group):
    """Returns the AppConfig paths of an entry point group (`lms.djangoapp`, `cms.djangoapp`), sorted, each once."""
    return sorted({point.value.replace(':', '.') for point in entry_points(group=group)})
