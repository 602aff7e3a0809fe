"""The modulestore and the contentstore that the settings name."""
from functools import lru_cache

from django.conf import settings
from django.utils.module_loading import import_string


@lru_cache(maxsize=None)
def modulestore():
    """The first store of MODULESTORE."""
    store = settings.MODULESTORE['default']['OPTIONS']['stores'][0]
    return import_string('xmodule.modulestore.split_mongo.SplitMongoModuleStore')(store['DOC_STORE_CONFIG'])


@lru_cache(maxsize=None)
def contentstore():
    """The store of CONTENTSTORE: files of courses."""
    return import_string(settings.CONTENTSTORE['ENGINE'])(settings.CONTENTSTORE['DOC_STORE_CONFIG'])
