"""manage.py cms import DATA_DIR [COURSE_DIR …]"""
import logging
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from cms.djangoapps.contentstore.tasks import update_course_statistics
from openedx.core.djangoapps.content.course_overviews.models import CourseOverview
from xmodule.blocks import UnknownBlock
from xmodule.modulestore.django import contentstore, modulestore
from xmodule.modulestore.xml_importer import CourseFormatError, course_files, read_course

log = logging.getLogger(__name__)


class Command(BaseCommand):
    """Imports courses; importing one again publishes a new version of it."""

    help = 'Import courses from DATA_DIR into the modulestore'

    def add_arguments(self, parser):
        parser.add_argument('data_directory')
        parser.add_argument('course_dirs', nargs='*', metavar='course_dir')
        parser.add_argument('--nostatic', action='store_true', help='leave the files of static/ out')
        parser.add_argument('--nopythonlib', action='store_true', help='accepted and ignored: courses run no code here')
        parser.add_argument('--python-lib-filename', help='accepted and ignored')

    def handle(self, *args, **options):
        data_directory = Path(options['data_directory'])
        folders = [data_directory / folder for folder in options['course_dirs']] or sorted(
            pointer.parent for pointer in data_directory.glob('*/course.xml')
        )
        if not folders:
            raise CommandError(f'{data_directory} holds no folder with a course.xml')
        for folder in folders:
            try:
                self.import_course(folder, with_files=not options['nostatic'])
            except (CourseFormatError, UnknownBlock) as failure:
                raise CommandError(str(failure)) from failure

    def import_course(self, folder, with_files):
        """Course files first, then the structure, then the course's card: what a page names exists already."""
        course_key, root = read_course(folder)
        for path in course_files(folder) if with_files else []:
            contentstore().save(course_key, path, (folder / 'static' / path).read_bytes())
        version = modulestore().publish(course_key, root)
        CourseOverview.objects.update_or_create(id=course_key, defaults={
            'org': course_key.split(':')[1].split('+')[0],
            'display_name': root.display_name,
            'short_description': root.short_description,
            'start': root.fields.get('start') or None,
        })
        self.stdout.write(f'Imported {folder} as {course_key}, version {version}')
        try:
            update_course_statistics.apply_async(args=[course_key], retry=False)
        except Exception as failure:  # the course is imported; only its statistics wait for a broker
            log.warning('No statistics for %s: %s', course_key, failure)
