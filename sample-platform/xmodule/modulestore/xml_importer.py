"""Reads a course in the open learning XML format: course.xml, course/, chapter/, sequential/, vertical/, html/, static/."""
from defusedxml import ElementTree

from common.djangoapps.util.course_key import make_course_key
from xmodule.blocks import block_class

# Elements that come from attributes of the course folder, not from the outline.
IGNORED = frozenset({'wiki'})


class CourseFormatError(ValueError):
    """A folder that holds no readable course."""


def _read(path):
    try:
        return ElementTree.parse(path).getroot()
    except (OSError, ElementTree.ParseError) as failure:
        raise CourseFormatError(f'{path}: {failure}') from failure


def _block(element, data_dir):
    """A block from its element. An element that has only a url_name points to a file `<category>/<url_name>.xml`."""
    category, url_name = element.tag, element.get('url_name', element.tag)
    pointed = data_dir / category / f'{url_name}.xml'
    if len(element) == 0 and not (element.text or '').strip() and pointed.is_file():
        element = _read(pointed)
    kind = block_class(category)
    children = [_block(child, data_dir) for child in element if child.tag not in IGNORED] if category != 'html' else []
    return kind(category, url_name, kind.fields_from_xml(element, data_dir), children)


def read_course(data_dir):
    """Returns (course key, root block) of the course in a folder; raises CourseFormatError."""
    pointer = _read(data_dir / 'course.xml')
    try:
        key = make_course_key(pointer.attrib['org'], pointer.attrib['course'], pointer.attrib['url_name'])
    except (KeyError, ValueError) as failure:
        raise CourseFormatError(f'{data_dir}/course.xml: {failure!r}') from failure
    root = _block(pointer, data_dir)
    about = data_dir / 'about' / 'short_description.html'
    if about.is_file():
        root.fields['short_description'] = about.read_text('utf-8').strip()
    return key, root


def course_files(data_dir):
    """The files of a course's `static` folder, as paths relative to it."""
    static = data_dir / 'static'
    return sorted(path.relative_to(static) for path in static.rglob('*') if path.is_file()) if static.is_dir() else []
