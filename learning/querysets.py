"""The language of learning's queries."""

from typing import Any, Self

from django.db.models import Q, QuerySet
from wagtail.models import PageViewRestriction
from wagtail.query import PageQuerySet

from learning.enums import EnrolmentState


def closed_paths(user: Any, *, below: Any = None) -> list[str]:
    """Give the tree paths of the private parts that `user` may not see (strictly `below` a page).

    A part behind a password counts as closed: whether the password was given is known
    only while such a page is served, and then everything at and above it is open.
    """
    closed = PageViewRestriction.objects.all()
    if user.is_authenticated:
        closed = closed.exclude(restriction_type=PageViewRestriction.LOGIN)
        groups = Q(restriction_type=PageViewRestriction.GROUPS)
        if not user.is_superuser:
            groups &= Q(pk__in=PageViewRestriction.objects.filter(groups__user=user).values("pk"))
        closed = closed.exclude(groups)
    if below is not None:
        closed = closed.filter(page__path__startswith=below.path, page__depth__gt=below.depth)
    return list(closed.values_list("page__path", flat=True))


class LearningPageQuerySet(PageQuerySet):  # type: ignore[misc]
    """Courses, modules and lessons."""

    def visible_to(self, user: Any, *, below: Any = None) -> Self:
        """Keep published pages outside the private parts (strictly `below` a page) closed to `user`."""
        closed = Q()
        for path in closed_paths(user, below=below):
            closed |= Q(path__startswith=path)
        pages = self.live()
        return pages.exclude(closed) if closed else pages

    def under(self, page: Any, *, levels: int) -> Self:
        """Keep the pages `levels` below `page`, in the order of the tree."""
        return self.filter(path__startswith=page.path, depth=page.depth + levels).order_by("path")

    def in_tree_of(self, roots: list[str]) -> Self:
        """Keep the pages whose tree path begins with one of `roots`."""
        wanted = Q(pk__in=[])
        for path in roots:
            wanted |= Q(path__startswith=path)
        return self.filter(wanted)


class EnrolmentQuerySet(QuerySet[Any]):
    """Enrolments."""

    def active(self) -> Self:
        """Keep those who take the course now."""
        return self.filter(state=EnrolmentState.ACTIVE)

    def of(self, user: Any) -> Self:
        """Keep one person's; none of a stranger's."""
        return self.filter(user=user) if user.is_authenticated else self.none()

    def latest_seen_first(self) -> Self:
        """Order by when the learner was last there."""
        return self.order_by("-last_seen_at", "-pk")


class LessonReadingQuerySet(QuerySet[Any]):
    """What was opened and read."""

    def of(self, user: Any) -> Self:
        """Keep one person's; none of a stranger's."""
        return self.filter(enrolment__user=user) if user.is_authenticated else self.none()

    def read(self) -> Self:
        """Keep lessons marked as read."""
        return self.filter(read_at__isnull=False)
