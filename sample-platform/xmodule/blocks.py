"""
Course blocks. A block is a plain record (category, url_name, fields, children); the class that renders it is found by
its category among the entry points `xblock.v1` (see setup.py).
"""
from functools import lru_cache
from importlib.metadata import entry_points

ENTRY_POINT_GROUP = 'xblock.v1'


class UnknownBlock(LookupError):
    """No entry point is registered for a category."""


class Block:
    """The base of all kinds of blocks. Subclasses say which template renders them and how they are read from XML."""

    template = 'blocks/container.html'

    def __init__(self, category, url_name, fields, children):
        self.category = category
        self.url_name = url_name
        self.fields = fields
        self.children = children

    @property
    def display_name(self):
        """What people read; the identifier when the author gave no name."""
        return self.fields.get('display_name') or self.url_name

    def walk(self):
        """This block and everything beneath it."""
        yield self
        for child in self.children:
            yield from child.walk()

    def to_document(self):
        """The block as it is kept in MongoDB."""
        return {
            'category': self.category,
            'url_name': self.url_name,
            'fields': self.fields,
            'children': [child.to_document() for child in self.children],
        }

    @classmethod
    def fields_from_xml(cls, element, data_dir):
        """The fields of a block from its XML element; files it names are read from `data_dir`."""
        return {name: value for name, value in element.attrib.items() if name not in ('url_name', 'org', 'course')}


@lru_cache(maxsize=None)
def block_class(category):
    """The class of a category; raises UnknownBlock."""
    for point in entry_points(group=ENTRY_POINT_GROUP, name=category):
        return point.load()
    raise UnknownBlock(f'no entry point {ENTRY_POINT_GROUP} for "{category}": was setup.py egg_info run?')


def block_from_document(document):
    """The reverse of `Block.to_document`."""
    children = [block_from_document(child) for child in document['children']]
    return block_class(document['category'])(document['category'], document['url_name'], document['fields'], children)
