"""Text."""
from .blocks import Block


class HtmlBlock(Block):
    """HTML from the file `html/<filename>.html`, or from inside the element."""

    template = 'blocks/html.html'

    @classmethod
    def fields_from_xml(cls, element, data_dir):
        """Adds `data`, the HTML itself."""
        fields = super().fields_from_xml(element, data_dir)
        filename = fields.pop('filename', None)
        fields['data'] = (data_dir / 'html' / f'{filename}.html').read_text('utf-8') if filename else element.text or ''
        return fields
