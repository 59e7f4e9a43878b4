"""The blocks editors compose standard pages, the home page, navigation and footer from.

Prose uses the blocks of lessons, so that a callout or a figure is written and looks the same everywhere.
"""

from learning.blocks.callout import CalloutBlock
from learning.blocks.figure import FigureBlock
from learning.blocks.quotation import QuotationBlock
from learning.blocks.text import TextBlock
from portal.blocks.call_to_action import CallToActionBlock
from portal.blocks.links import ColumnBlock, LinkBlock

PROSE = [
    ("text", TextBlock()),
    ("callout", CalloutBlock()),
    ("figure", FigureBlock()),
    ("quotation", QuotationBlock()),
]
CALLS_TO_ACTION = [("call_to_action", CallToActionBlock())]
LINKS = [("link", LinkBlock())]
COLUMNS = [("column", ColumnBlock())]

__all__ = ["CALLS_TO_ACTION", "COLUMNS", "LINKS", "PROSE", "CallToActionBlock", "ColumnBlock", "LinkBlock"]
