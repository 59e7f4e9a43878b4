"""What communities refuse, in words for the person: each sentence says what to do next."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class CopError(Exception):
    """A refusal; `message` is translated."""

    message: str | Promise = ""

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(CopError):
    """The person has not, or has no longer, the right."""

    message = _("You may not do this here. Reload the page to see what you may do.")


class NotMember(NotAllowed):
    """Only those who are in may write."""

    message = _("Join this community first; then you may write here.")


class WasRemoved(NotMember):
    """A manager put this person out."""

    message = _(
        "A manager removed you from this community, and only a manager can approve you again. If you think "
        "that this was a mistake, write to the people who run this site."
    )


class ThreadClosed(CopError):
    """The thread takes no more posts and edits."""

    message = _("This thread is closed. Copy your text and start a new thread with it.")


class EmptyText(CopError):
    """Nothing was written."""

    message = _("Write something first.")


class InvisibleText(EmptyText):
    """What was written leaves nothing on the page: spaces, invisible letters, marks without words."""

    message = _("This text has no visible characters. Write some words and send it again.")


class EmptyTitle(CopError):
    """The thread or the community has no title."""

    message = _("Give it a title, so that others know what it is about.")


class UnusableText(CopError):
    """Too long, or with characters that cannot be kept; the message says which."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message


class AlreadyPosted(CopError):
    """The form was sent before, with other words; `post` is what was posted then."""

    message = _(
        "You have sent this form before, with other words. Look at what you posted. "
        "To post this text as well, send it once more."
    )

    def __init__(self, post: Any) -> None:
        super().__init__()
        self.post = post


class StaleEdit(CopError):
    """The post was changed since the form was opened."""

    message = _("This post was changed since you opened it. Compare both texts, then save again.")


class PostHidden(CopError):
    """The post is hidden or deleted."""

    message = _("A manager hid this post, so nothing can be done with it. Reload the page.")


class PostDeleted(CopError):
    """Its author deleted the post."""

    message = _("Its author deleted this post, so nothing can be done with it. Reload the page.")


class UndoTooLate(CopError):
    """The author wants a deleted post back after the time for it."""

    message = _("The minute in which you could undo it has passed. Ask a manager to show the post again.")


class PostAnswered(CopError):
    """The first post of a thread was to be deleted although others follow it."""

    message = _(
        "There are answers to this post, and without it nobody would understand them. "
        "Edit your text instead, or ask a manager to hide it."
    )


class ReasonMissing(CopError):
    """A post was to be hidden without a word of why."""

    message = _("Say why you hide this post. Its author and the other managers read it.")


class LastManager(CopError):
    """A community must not lose its only manager."""

    message = _("This community has no other manager. Make somebody else a manager first.")


class NothingToDecide(CopError):
    """The request was decided already, or taken back."""

    message = _("This request was decided already. Reload the page.")
