"""The language of learning's queries."""

from collections.abc import Iterator
from typing import Any, Self

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Left, Length
from wagtail.models import Page, PageViewRestriction
from wagtail.query import PageQuerySet

from accounts.models import AnyUser
from core.web.caching.changes import PAGES
from core.web.caching.fragments import remember
from core.web.caching.versions import is_reading
from learning.enums import EnrolmentState


def closed_to(user: AnyUser, *, below: Any = None) -> Q:
    """Find the pages inside private parts that `user` may not see (parts strictly `below` a page).

    An untranslated copy is as private as its source. A part behind a password counts as closed:
    whether the password was given is known only while such a page is served, and then everything
    at and above it is open.
    """
    if _nothing_is_private():
        return Q(pk__in=[])
    return Q(Exists(_closed_parts(user, below).filter(path=Left(OuterRef("path"), Length("path")))))


def closed_paths(user: AnyUser, *, below: Any = None) -> tuple[str, ...]:
    """Return where these parts begin in the tree."""
    return () if _nothing_is_private() else tuple(_closed_parts(user, below).values_list("path", flat=True))


def _closed_parts(user: AnyUser, below: Any) -> Any:
    closed = PageViewRestriction.objects.all()
    if user.is_authenticated:
        closed = closed.exclude(restriction_type=PageViewRestriction.LOGIN)
        groups = Q(restriction_type=PageViewRestriction.GROUPS)
        if not user.is_superuser:
            groups &= Q(pk__in=PageViewRestriction.objects.filter(groups__user=user).values("pk"))
        closed = closed.exclude(groups)
    parts = Page.objects.filter(
        Q(alias_of__isnull=True, pk__in=closed.values("page")) | Q(alias_of__in=closed.values("page"))
    )
    if below is not None:
        parts = parts.filter(path__startswith=below.path, depth__gt=below.depth)
    return parts


def _nothing_is_private() -> bool:
    """Return whether there is no restriction, where that is known without a query."""
    return is_reading() and not _restriction_types()


def _restriction_types() -> list[str]:
    """Return the types of all restrictions, read once while pages are read: most sites have none."""
    every = PageViewRestriction.objects.order_by("restriction_type").values_list(
        "restriction_type", flat=True
    )
    return remember("learning.restriction_types", [], lambda: list(every.distinct()), (PAGES,))


def depends_on(user: AnyUser) -> Iterator[Any]:
    """Yield what of `user` decides which pages are closed to them: nothing where none is private."""
    types = _restriction_types()
    if types:
        yield user.is_authenticated
    if PageViewRestriction.GROUPS in types and user.is_authenticated:
        yield user.is_superuser
        yield sorted(user.groups.values_list("pk", flat=True))


class LearningPageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Courses, modules and lessons."""

    def visible_to(self, user: AnyUser, *, below: Any = None) -> Self:
        """Keep published pages outside the private parts (strictly `below` a page) closed to `user`."""
        return self.live().exclude(closed_to(user, below=below))

    def with_language(self) -> Self:
        """Read along what `content_language` asks for."""
        return self.select_related("locale", "alias_of__locale")

    def under(self, page: Any, *, levels: int) -> Self:
        """Keep the pages `levels` below `page`, in the order of the tree."""
        return self.filter(path__startswith=page.path, depth=page.depth + levels).order_by("path")

    def in_published(self, levels: int) -> Self:
        """Keep the pages whose page `levels` above is published."""
        path = Left(OuterRef("path"), Length(OuterRef("path")) - levels * Page.steplen)
        return self.filter(Exists(Page.objects.live().filter(path=path)))


class EnrolmentQuerySet(QuerySet[Any]):
    """Enrolments."""

    def active(self) -> Self:
        """Keep those who take the course now."""
        return self.filter(state=EnrolmentState.ACTIVE)

    def of(self, user: AnyUser) -> Self:
        """Keep one person's; none of a stranger's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def latest_seen_first(self) -> Self:
        """Order by when the learner was last there."""
        return self.order_by("-last_seen_at", "-pk")


class LessonProgressQuerySet(QuerySet[Any]):
    """What was opened and read."""

    def of(self, user: AnyUser) -> Self:
        """Keep one person's; none of a stranger's."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()

    def read(self) -> Self:
        """Keep lessons marked as read."""
        return self.filter(read_at__isnull=False)
