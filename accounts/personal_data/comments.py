"""What somebody wrote in comments on drafts; Wagtail copies it into versions of the page and into its log."""

from typing import Any

from wagtail.models import Comment, CommentReply, PageLogEntry, Revision

from accounts.models import User

KEY = "wagtail_admin_comments"
LOGGED = "wagtail.comments."


def erase_comments(user: User) -> None:
    """Delete the member's comments and take their words out of every copy."""
    written = _written_by(user)
    if any(written.values()):
        _strip_log(written)
        _strip_versions(user.pk)
    Comment.objects.filter(resolved_by=user).update(resolved_by=None)
    Comment.objects.filter(user=user).delete()


def _written_by(user: User) -> dict[str, set[int]]:
    """Return the ids of the member's comments and replies, those deleted since too: the log knows them."""
    written = {
        kind: set(model.objects.filter(user=user).values_list("pk", flat=True))
        for kind, model in (("comment", Comment), ("reply", CommentReply))
    }
    made = {f"{LOGGED}create": "comment", f"{LOGGED}create_reply": "reply"}
    for action, data in PageLogEntry.objects.filter(user=user, action__in=made).values_list("action", "data"):
        written[made[action]].add(data[made[action]]["id"])
    return written


def _strip_log(written: dict[str, set[int]]) -> None:
    for entry in PageLogEntry.objects.filter(action__startswith=LOGGED).iterator():
        theirs = {kind for kind, ids in written.items() if entry.data.get(kind, {}).get("id") in ids}
        if theirs:
            emptied = {kind: {**entry.data[kind], "text": ""} for kind in theirs}
            PageLogEntry.objects.filter(pk=entry.pk).update(data={**entry.data, **emptied})


def _strip_versions(key: int) -> None:
    commented = Revision.objects.filter(**{f"content__{KEY}__0__isnull": False})
    for version in commented.only("content").iterator():
        rows = version.content[KEY]
        kept = [_without(row, key) for row in rows if row["user"] != key]
        if kept != rows:
            Revision.objects.filter(pk=version.pk).update(content={**version.content, KEY: kept})


def _without(row: dict[str, Any], key: int) -> dict[str, Any]:
    replies = [reply for reply in row.get("replies", []) if reply["user"] != key]
    return {
        **row,
        "replies": replies,
        "resolved_by": None if row["resolved_by"] == key else row["resolved_by"],
    }
