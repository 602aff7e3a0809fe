"""Storage of static files: hashed names and r.js bundles in production, plain names in development."""
from django.conf import settings
from django.contrib.staticfiles.storage import ManifestFilesMixin, StaticFilesStorage
from django.core.files.storage import FileSystemStorage
from require.storage import OptimizedFilesMixin


class ForgivingMixin:
    """A file that the manifest does not know keeps its own name, instead of failing the whole page."""

    def hashed_name(self, name, content=None, filename=None):
        """The hashed name, or the name itself when the file is missing."""
        try:
            return super().hashed_name(name, content, filename)
        except ValueError:
            return name

    def stored_name(self, name):
        """The name in the manifest, or the name itself when the manifest has none."""
        try:
            return super().stored_name(name)
        except ValueError:
            return name


class ProductionStorage(ForgivingMixin, OptimizedFilesMixin, ManifestFilesMixin, StaticFilesStorage):
    """What collectstatic writes for a server: r.js first (it needs node), then names with a hash and staticfiles.json."""

    def __init__(self, *args, **kwargs):
        kwargs.update(settings.STATICFILES_STORAGE_KWARGS.get(settings.STATICFILES_STORAGE, {}))
        super().__init__(*args, **kwargs)


class DevelopmentStorage(StaticFilesStorage):
    """Files under their own names."""


class OverwriteStorage(FileSystemStorage):
    """A file system storage in which a second upload of the same name replaces the first."""

    def get_available_name(self, name, max_length=None):
        """The name as it is: an earlier file is removed."""
        if self.exists(name):
            self.delete(name)
        return name
