"""Reading courses from XML."""
import tempfile
from pathlib import Path
from unittest import TestCase

from django.conf import settings

from xmodule.blocks import block_from_document
from xmodule.modulestore.xml_importer import CourseFormatError, course_files, read_course

TOY = settings.REPO_ROOT / 'common/test/data/toy'


class ImporterTests(TestCase):
    """The toy course, and folders that hold none."""

    def test_the_toy_course_is_read_whole(self):
        key, root = read_course(TOY)
        self.assertEqual(key, 'course-v1:edX+toy+2012_Fall')
        self.assertEqual([chapter.display_name for chapter in root.children], ['Welcome', 'Practice'])
        self.assertEqual([str(path) for path in course_files(TOY)], ['hello.svg'])

    def test_a_course_comes_back_from_its_document_as_it_was(self):
        _, root = read_course(TOY)
        document = root.to_document()
        self.assertEqual(block_from_document(document).to_document(), document)

    def test_a_folder_without_a_course_is_refused(self):
        with tempfile.TemporaryDirectory() as folder, self.assertRaises(CourseFormatError):
            read_course(Path(folder))
