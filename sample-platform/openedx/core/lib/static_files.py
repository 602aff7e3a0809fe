"""Which static sources collectstatic leaves out."""
from django.contrib.staticfiles.apps import StaticFilesConfig


class PlatformStaticFilesConfig(StaticFilesConfig):
    """Style sources are compiled, not served."""

    ignore_patterns = [*StaticFilesConfig.ignore_patterns, '*.scss', '*.py']
