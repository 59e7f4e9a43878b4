"""Work of communities in the background."""

from cop.services.redrawing import redraw_posts as redraw
from core.jobs import job


@job("cop.redraw_posts", atomic=False)  # the log opens its own transaction
def redraw_posts(ids: list[int]) -> None:
    """Have posts drawn anew on open screens."""
    redraw(ids)
