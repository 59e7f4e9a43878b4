"""What a lesson is made of."""

from wagtail.blocks import StreamBlock

from learning.blocks.callout import CalloutBlock
from learning.blocks.download import DownloadBlock
from learning.blocks.figure import FigureBlock
from learning.blocks.further_reading import FurtherReadingBlock
from learning.blocks.image import PictureBlock
from learning.blocks.key_terms import KeyTermsBlock
from learning.blocks.quotation import QuotationBlock
from learning.blocks.text import TextBlock
from learning.blocks.video import VideoBlock


class LessonBody(StreamBlock):  # type: ignore[misc]
    """The blocks of a lesson, in the order an editor is offered them."""

    text = TextBlock()
    figure = FigureBlock()
    image = PictureBlock()
    video = VideoBlock()
    callout = CalloutBlock()
    key_terms = KeyTermsBlock()
    quotation = QuotationBlock()
    download = DownloadBlock()
    further_reading = FurtherReadingBlock()
