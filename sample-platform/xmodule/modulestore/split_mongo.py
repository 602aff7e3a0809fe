"""Courses in MongoDB: every published version is a document of its own, an index in MySQL names the current one."""
from bson import ObjectId

from common.djangoapps.split_modulestore_django.models import SplitModulestoreCourseIndex
from xmodule.blocks import block_from_document
from xmodule.mongo_utils import connect_to_mongodb


class SplitMongoModuleStore:
    """The only store of this platform. `config` is a DOC_STORE_CONFIG."""

    def __init__(self, config):
        self._config = config

    @property
    def _structures(self):
        return connect_to_mongodb(self._config)[self._config.get('collection', 'modulestore') + '.structures']

    def heartbeat(self):
        """Raises PyMongoError when the server does not answer."""
        connect_to_mongodb(self._config).command('ping')

    def publish(self, course_key, root):
        """Writes a new version of a course and makes it the current one. Returns the version's identifier."""
        version = self._structures.insert_one({'course_key': course_key, 'root': root.to_document()}).inserted_id
        SplitModulestoreCourseIndex.objects.update_or_create(
            course_id=course_key, defaults={'published_version': str(version)},
        )
        return str(version)

    def get_course(self, course_key):
        """The root block of the current version, or None when there is no such course."""
        index = SplitModulestoreCourseIndex.objects.filter(course_id=course_key).first()
        if index is None:
            return None
        document = self._structures.find_one({'_id': ObjectId(index.published_version)})
        return document and block_from_document(document['root'])
