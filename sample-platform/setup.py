"""
The platform's own entry points: Django applications that plug themselves in, and the kinds of course blocks.

Nothing finds them until the metadata exists (`setup.py egg_info`, or an editable install): without it the LMS does not start.
"""
from setuptools import setup

PLUGINS = [
    'announcements = openedx.features.announcements.apps:AnnouncementsConfig',
]

setup(
    name='sample-platform',
    version='0.1.0',
    install_requires=['setuptools'],
    packages=['cms', 'common', 'lms', 'openedx', 'xmodule'],
    entry_points={
        'lms.djangoapp': PLUGINS,
        'cms.djangoapp': PLUGINS,
        'xblock.v1': [
            'course = xmodule.container_blocks:CourseBlock',
            'chapter = xmodule.container_blocks:ChapterBlock',
            'sequential = xmodule.container_blocks:SequentialBlock',
            'vertical = xmodule.container_blocks:VerticalBlock',
            'html = xmodule.html_block:HtmlBlock',
            'video = xmodule.video_block:VideoBlock',
        ],
    },
)
