"""The blocks editors compose standard pages, the home page, navigation and footer from."""

from portal.blocks.callout import CalloutBlock
from portal.blocks.deed import DeedBlock
from portal.blocks.figure import FigureBlock
from portal.blocks.links import ColumnBlock, LinkBlock
from portal.blocks.text import TextBlock

PROSE = [("text", TextBlock()), ("callout", CalloutBlock()), ("figure", FigureBlock())]
DEEDS = [("deed", DeedBlock())]
LINKS = [("link", LinkBlock())]
COLUMNS = [("column", ColumnBlock())]

__all__ = [
    "COLUMNS",
    "DEEDS",
    "LINKS",
    "PROSE",
    "CalloutBlock",
    "ColumnBlock",
    "DeedBlock",
    "FigureBlock",
    "LinkBlock",
    "TextBlock",
]
