"""Course identifiers: `course-v1:ORG+COURSE+RUN`."""
import re

COURSE_KEY_PATTERN = r'course-v1:[A-Za-z0-9_.~-]+\+[A-Za-z0-9_.~-]+\+[A-Za-z0-9_.~-]+'
_COURSE_KEY = re.compile(COURSE_KEY_PATTERN)


class CourseKeyConverter:
    """Lets URL patterns say `<course_key:course_key>`."""

    regex = COURSE_KEY_PATTERN

    def to_python(self, value):
        """The key as text."""
        return value

    def to_url(self, value):
        """The key as text."""
        return value


def make_course_key(org, course, run):
    """Joins the three parts; raises ValueError when one holds a character that a key cannot."""
    key = f'course-v1:{org}+{course}+{run}'
    if not _COURSE_KEY.fullmatch(key):
        raise ValueError(f'no valid course key: {key}')
    return key
