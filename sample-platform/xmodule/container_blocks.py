"""Blocks that hold other blocks."""
from .blocks import Block


class CourseBlock(Block):
    """The root of a course."""

    @property
    def short_description(self):
        """One sentence for the course's card."""
        return self.fields.get('short_description', '')


class ChapterBlock(Block):
    """A section of the outline."""


class SequentialBlock(Block):
    """A subsection of the outline."""


class VerticalBlock(Block):
    """A unit: what one page shows."""
