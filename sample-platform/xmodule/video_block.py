"""A film at some address."""
from .blocks import Block


class VideoBlock(Block):
    """Shown as a link with a play sign: nothing is fetched from elsewhere until a person asks for it."""

    template = 'blocks/video.html'
