"""Posts as they are shown: on a page to one viewer, and in an event to everyone of an audience."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from uuid import UUID

from django.db.models import Count, Q
from django.utils.safestring import SafeString, mark_safe

from accounts.models import AnyUser
from cop.enums import Audience, ReactionKind
from cop.models import Post, Reaction


@dataclass(frozen=True)
class ReactionCount:
    """How many pressed one kind under a post; `mine` is of the viewer, False where there is none."""

    kind: str
    label: str
    count: int
    mine: bool


@dataclass(frozen=True)
class ShownPost:
    """A post as one audience sees it.

    `author_name` is None when the author's account was erased. Where the post is hidden or deleted,
    `body_html` and `reason` are empty for members, who do not see whose it is unless it is their own;
    the managers' audience sees all. `mine` lists the
    kinds the viewer has pressed, also under such a post, so that a page knows them when it comes back.
    """

    post: Post
    number: int
    author_name: str | None
    author_public_id: UUID | None
    body_html: SafeString
    reason: str
    reactions: list[ReactionCount]
    mine: list[str]
    is_own: bool

    @property
    def is_hidden(self) -> bool:
        """Return whether a manager hid it."""
        return self.post.is_hidden

    @property
    def in_sight(self) -> bool:
        """Return whether every reader of the thread sees its text."""
        return self.post.in_sight

    @property
    def is_edited(self) -> bool:
        """Return whether it said something else before."""
        return self.post.edited_at is not None

    @property
    def shows_words(self) -> bool:
        """Return whether this audience sees what the post says."""
        return bool(self.body_html)

    @property
    def parts(self) -> tuple[object, ...]:
        """All that its fragment shows: two posts with equal parts look alike."""
        post = self.post
        marks = (post.is_hidden, post.created_at, post.edited_at, post.deleted_at, post.can_be_undone)
        return (*marks, *(getattr(self, field.name) for field in fields(self) if field.name != "post"))


def post_view_models(
    posts: Sequence[Post], viewer: AnyUser | None = None, audience: Audience = Audience.MEMBER
) -> list[ShownPost]:
    """Return the posts as `audience` sees them, in the given order, in one query.

    The posts come with their authors (`select_related("author")`). With a `viewer` their own posts and
    reactions are marked; without, the answer is the same for everyone.
    """
    viewer_id = viewer.pk if viewer is not None and viewer.is_authenticated else None
    pressed = _pressed([post.pk for post in posts], viewer_id)
    labels = [(kind.value, str(kind.label)) for kind in ReactionKind]
    shown = []
    for post in posts:
        by_kind = pressed.get(post.pk, {})
        reactions = [ReactionCount(kind, label, *by_kind.get(kind, (0, False))) for kind, label in labels]
        shown.append(_shown(post, reactions, viewer_id, audience))
    return shown


def shown_post(post: Post, viewer: AnyUser | None = None, audience: Audience = Audience.MEMBER) -> ShownPost:
    """Return one post as `audience` sees it."""
    return post_view_models([post], viewer, audience)[0]


def _pressed(ids: list[int], viewer_id: int | None) -> dict[int, dict[str, tuple[int, bool]]]:
    """Return, by post and kind, how many pressed it and whether the viewer did."""
    rows = (
        Reaction.objects.filter(post_id__in=ids)
        .values_list("post_id", "kind")
        .annotate(count=Count("pk"), mine=Count("pk", filter=Q(user_id=viewer_id)))
        .order_by()
    )
    found: dict[int, dict[str, tuple[int, bool]]] = {}
    for post_id, kind, count, mine in rows:
        found.setdefault(post_id, {})[kind] = (count, mine > 0)
    return found


def _shown(
    post: Post, reactions: list[ReactionCount], viewer_id: int | None, audience: Audience
) -> ShownPost:
    in_sight = post.in_sight or audience.manages
    is_own = post.author_id is not None and post.author_id == viewer_id
    author = post.author if in_sight or is_own else None
    return ShownPost(
        post=post,
        number=post.number,
        author_name=author.display_name if author else None,
        author_public_id=author.public_id if author else None,
        body_html=mark_safe(post.body_html) if in_sight else SafeString(),  # noqa: S308  (core.base.markup made it)
        reason=post.hidden_reason if in_sight and post.is_hidden else "",
        reactions=reactions,
        mine=[reaction.kind for reaction in reactions if reaction.mine],
        is_own=is_own,
    )
