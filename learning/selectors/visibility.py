"""Which lessons of a course each of many people sees: the rule of `closed_to`, for all in a few queries."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

from learning.models import CoursePage, LessonPage


@dataclass
class _Restriction:
    """A private part of a course: its path and who sees it."""

    path: str
    kind: str
    groups: set[int]

    def is_open_to(self, groups: set[int], *, is_superuser: bool) -> bool:
        """Return whether a member of these groups sees it. Nobody sees what is behind a password."""
        if self.kind == PageViewRestriction.GROUPS:
            return is_superuser or not self.groups.isdisjoint(groups)
        return self.kind == PageViewRestriction.LOGIN


@dataclass
class CourseLessons:
    """The published lessons of a course, and who may see which."""

    lessons: dict[str, UUID]  # key by path
    restrictions: list[_Restriction]

    @property
    def keys(self) -> set[UUID]:
        """The keys of all published lessons."""
        return set(self.lessons.values())

    def visible_to(self, groups: set[int], *, is_superuser: bool = False) -> set[UUID]:
        """Return the keys of the lessons that a member of these groups sees."""
        closed = tuple(
            part.path for part in self.restrictions if not part.is_open_to(groups, is_superuser=is_superuser)
        )
        return {key for path, key in self.lessons.items() if not path.startswith(closed)}


def lessons_of(course: CoursePage) -> CourseLessons:
    """Return the published lessons of a course with what is private in it (four queries at most)."""
    lessons = LessonPage.objects.live().under(course, levels=2).in_published(levels=1)
    rows = lessons.values_list("path", "translation_key")
    below = Page.objects.filter(path__startswith=course.path, depth__gt=course.depth)
    restricted = PageViewRestriction.objects.order_by().values("page")
    places = below.filter(Q(alias_of__isnull=True, pk__in=restricted) | Q(alias_of__in=restricted))
    paths: dict[int, list[str]] = defaultdict(list)
    for pk, source, path in places.values_list("pk", "alias_of_id", "path"):
        paths[source or pk].append(path)
    found = PageViewRestriction.objects.filter(page__in=paths).prefetch_related("groups") if paths else []
    restrictions = [
        _Restriction(path, row.restriction_type, {group.pk for group in row.groups.all()})
        for row in found
        for path in paths[row.page_id]
    ]
    return CourseLessons(dict(rows), restrictions)


def groups_of(users: Collection[int]) -> dict[int, set[int]]:
    """Return the ids of each user's groups (one query)."""
    found: dict[int, set[int]] = defaultdict(set)
    through = get_user_model().groups.through
    for user, group in through.objects.filter(user__in=users).values_list("user_id", "group_id"):
        found[user].add(group)
    return found
