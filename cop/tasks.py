"""Work of communities in the background."""

from cop.services import join_request_mails, refresh
from core.jobs import job


@job("cop.redraw_posts", atomic=False)  # the log opens its own transaction
def redraw_posts(ids: list[int]) -> None:
    """Refresh posts on open screens."""
    refresh.redraw_posts(ids)


@job("cop.redraw_author", atomic=False)  # the log opens its own transaction
def redraw_author(user_id: int) -> None:
    """Show a member's new name on open screens."""
    refresh.redraw_author(user_id)


@job("cop.mail_join_requests")
def mail_join_requests(community_id: int) -> None:
    """Mail a community's managers that requests to join wait."""
    join_request_mails.mail_join_requests(community_id)
