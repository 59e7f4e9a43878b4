"""What somebody has begun to write."""

from django.db.models import Exists, OuterRef

from accounts.models import AnyUser
from cop.models import Community, Draft, Post, PostRevision, Thread


def draft_in(place: Thread | Community | Post, user: AnyUser) -> Draft | None:
    """Return the post begun in a thread, the thread begun in a community, the edit begun of a post, or None.

    One that was sent is left out: a late saving may arrive after it.
    """
    if not user.is_authenticated:
        return None
    if isinstance(place, Post):
        sent = PostRevision.objects.filter(post=place, client_key=OuterRef("client_key"))
        return Draft.objects.filter(~Exists(sent), user=user, post=place).first()
    where = {"thread" if isinstance(place, Thread) else "community": place}
    posted = Post.objects.filter(author=user, client_key=OuterRef("client_key"))
    return Draft.objects.filter(~Exists(posted), user=user, **where).first()
