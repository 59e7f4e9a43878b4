"""What communities keep about a member, for how long, and why.

Posts and threads outlive the account: others answered them. They lose the name, and so do open screens,
for which a job writes one event for each post that looks different then.
"""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data.exporters import delete, unlink
from accounts.personal_data.members import WITH_THE_ACCOUNT
from cop.models import Draft, Membership, Post, PostRevision, Reaction, ReadMark, Thread
from cop.selectors.threads import page_of
from core.base.personal_data_registry import PersonalData, Retention
from core.jobs import enqueue

BATCH = 100  # posts in one job: well under a second of writing
NAMELESS = _("as long as the thread exists; without your name once your account is erased")
FOR_THE_OTHERS = _("Others have read and answered what you wrote. Ask a manager to hide what must not stay.")


def _when(moment: Any) -> str | None:
    return moment.isoformat() if moment else None


def _address(user: User, thread: Thread, number: int | None = None) -> str:
    """Return the address of a thread, or of the place of a post in it, in the person's language."""
    with translation.override(user.language):
        path = reverse("cop:thread_show", args=[thread.public_id])
    return path if number is None else f"{path}?page={page_of(number)}#post-{number}"


def _export_posts(user: User) -> list[dict[str, Any]]:
    """Return everything the person wrote, also what was hidden or said before an edit."""
    posts = Post.objects.filter(author=user).select_related("thread__community")
    return [
        {
            "community": post.thread.community.name,
            "thread": post.thread.title,
            "address": _address(user, post.thread, post.number),
            "number": post.number,
            "written_at": _when(post.created_at),
            "edited_at": _when(post.edited_at),
            "text": post.body,
            "hidden_at": _when(post.hidden_at),
            "hidden_because": post.hidden_reason,
            "deleted_at": _when(post.deleted_at),
            "earlier_texts": [
                {"written_at": _when(row.written_at), "text": row.body} for row in post.revisions.all()
            ],
        }
        for post in posts.prefetch_related("revisions").order_by("created_at", "pk")
    ]


def _export_threads(user: User) -> list[dict[str, Any]]:
    threads = Thread.objects.filter(author=user).select_related("community").order_by("created_at", "pk")
    return [
        {
            "community": thread.community.name,
            "thread": thread.title,
            "address": _address(user, thread),
            "language": thread.language,
            "started_at": _when(thread.created_at),
        }
        for thread in threads
    ]


def _export_memberships(user: User) -> list[dict[str, Any]]:
    fields = ("community__name", "state", "role", "note", "since")
    rows = Membership.objects.filter(user=user).order_by("pk").values_list(*fields)
    return [
        {"community": name, "state": state, "role": role, "note": note, "since": _when(since)}
        for name, state, role, note, since in rows
    ]


def _export_reactions(user: User) -> list[dict[str, Any]]:
    pressed = Reaction.objects.filter(user=user).select_related("post__thread").order_by("created_at", "pk")
    return [
        {
            "thread": row.post.thread.title,
            "address": _address(user, row.post.thread, row.post.number),
            "reaction": row.kind,
            "at": _when(row.created_at),
        }
        for row in pressed
    ]


def _export_marks(user: User) -> list[dict[str, Any]]:
    marks = ReadMark.objects.filter(user=user).select_related("thread").order_by("pk")
    return [
        {"thread": mark.thread.title, "read_to": mark.number, "read_at": _when(mark.read_at)}
        for mark in marks
    ]


def _export_drafts(user: User) -> list[dict[str, Any]]:
    drafts = Draft.objects.filter(user=user).select_related("thread", "community", "post__thread")
    return [
        {
            "thread": thread.title if (thread := draft.post.thread if draft.post else draft.thread) else "",
            "edit_of_post": draft.post.number if draft.post else None,
            "community": draft.community.name if draft.community else "",
            "title": draft.title,
            "text": draft.body,
            "saved_at": _when(draft.updated_at),
        }
        for draft in drafts.order_by("pk")
    ]


def _erase_posts(user: User) -> None:
    """Take the name from the posts; what the person deleted goes for good, also from managers' sight."""
    own = Post.objects.filter(author=user)
    _redraw(own)
    PostRevision.objects.filter(post__in=own.filter(deleted_at__isnull=False)).delete()
    own.filter(deleted_at__isnull=False).update(body="", body_html="")
    unlink(Post, "author", "hidden_by")(user)


def _erase_reactions(user: User) -> None:
    _redraw(Post.objects.filter(reactions__user=user).distinct())
    delete(Reaction, "user")(user)


def _erase_memberships(user: User) -> None:
    unlink(Membership, "decided_by")(user)
    delete(Membership, "user")(user)


def _redraw(posts: QuerySet[Any]) -> None:
    """Refresh the posts on open screens, once the erasure is committed."""
    ids = list(posts.order_by("thread_id", "number").values_list("pk", flat=True))
    for start in range(0, len(ids), BATCH):
        enqueue("cop.redraw_posts", ids[start : start + BATCH])


_NAMELESS = Retention(NAMELESS, FOR_THE_OTHERS)
ENTRIES = [
    PersonalData(Post, retention=_NAMELESS, export=_export_posts, erase=_erase_posts),
    PersonalData(Thread, retention=_NAMELESS, export=_export_threads, erase=unlink(Thread, "author")),
    PersonalData(
        Reaction,
        retention=Retention(WITH_THE_ACCOUNT, _("To show who found a post helpful.")),
        export=_export_reactions,
        erase=_erase_reactions,
    ),
    PersonalData(
        Membership,
        retention=Retention(WITH_THE_ACCOUNT, _("To know where you belong, and who may come back.")),
        export=_export_memberships,
        erase=_erase_memberships,
    ),
    PersonalData(
        ReadMark,
        retention=Retention(WITH_THE_ACCOUNT, _("To take you to what you have not read yet.")),
        export=_export_marks,
        erase=delete(ReadMark, "user"),
    ),
    PersonalData(
        Draft,
        retention=Retention(
            _("until you post or empty it"), _("So that nothing you begin to write is lost.")
        ),
        export=_export_drafts,
        erase=delete(Draft, "user"),
    ),
]
