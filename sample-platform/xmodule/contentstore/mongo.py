"""Files of courses, in GridFS."""
from gridfs import GridFS
from gridfs.errors import NoFile

from xmodule.mongo_utils import connect_to_mongodb


class MongoContentStore:
    """Files by course and path. `config` is a DOC_STORE_CONFIG."""

    def __init__(self, config):
        self._config = config

    @property
    def _files(self):
        return GridFS(connect_to_mongodb(self._config))

    def save(self, course_key, path, data):
        """Keeps a file; an earlier one of the same path is replaced."""
        identifier = f'asset:{course_key}/{path}'
        self._files.delete(identifier)
        self._files.put(data, _id=identifier, filename=str(path))

    def find(self, course_key, path):
        """The bytes of a file, or None."""
        try:
            return self._files.get(f'asset:{course_key}/{path}').read()
        except NoFile:
            return None
