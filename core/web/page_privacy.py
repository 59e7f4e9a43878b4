"""Privacy of a page covers the page in all its languages, its aliases, and translations that are made later.

Wagtail keeps a restriction for one page. Lists, search and the sitemap read these rows, so each page of the
family gets a row of its own, equal to the one that was saved last. The pages are locked first: two editors at
once, or a restriction and a new translation, come one after the other.
"""

from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.models import Page, PageViewRestriction

Groups: Any = PageViewRestriction.groups.through


def family_of(page: Page) -> set[int]:
    """Return the keys of a page, its translations and the aliases of them all, also aliases of aliases."""
    found: set[int] = set()
    nearest = [(page.pk, page.translation_key, page.alias_of_id)]
    while nearest:
        pks, keys, sources = map(set, zip(*nearest, strict=True))
        found |= pks
        near = Q(translation_key__in=keys) | Q(alias_of__in=pks) | Q(pk__in=sources - {None})
        others = Page.objects.filter(near).exclude(pk__in=found)
        nearest = list(others.values_list("pk", "translation_key", "alias_of_id"))
    return found


@transaction.atomic
def spread(restriction: PageViewRestriction) -> None:
    """Restrict the whole family as `restriction` restricts its page."""
    own = restriction.page
    others = [key for key in lock_family(own) if key != own.pk]
    _remove(PageViewRestriction.objects.filter(page=own).exclude(pk=restriction.pk))
    wanted = {"restriction_type": restriction.restriction_type, "password": restriction.password}
    groups = set(restriction.groups.values_list("pk", flat=True))
    rows: dict[int, list[PageViewRestriction]] = {key: [] for key in others}
    for row in PageViewRestriction.objects.filter(page__in=others).order_by("pk"):
        rows[row.page_id].append(row)
    for key, found in rows.items():
        _remove(PageViewRestriction.objects.filter(pk__in=[row.pk for row in found[1:]]))
        if found:
            PageViewRestriction.objects.filter(pk=found[0].pk).update(**wanted)
        else:
            found = PageViewRestriction.objects.bulk_create([PageViewRestriction(page_id=key, **wanted)])
        _set_groups(found[0].pk, groups)


@transaction.atomic
def spread_new(restriction: PageViewRestriction) -> None:
    """Restrict the family of a page whose restriction is new, or make it like theirs where they have one.

    Wagtail copies a restriction to a copied page before its groups: as a change it would empty them all.
    """
    family = PageViewRestriction.objects.filter(page__in=lock_family(restriction.page))
    known = family.exclude(pk=restriction.pk).order_by("pk").first()
    if known is not None:
        restriction.restriction_type, restriction.password = known.restriction_type, known.password
        family.filter(pk=restriction.pk).update(
            restriction_type=known.restriction_type, password=known.password
        )
        _set_groups(restriction.pk, set(known.groups.values_list("pk", flat=True)))
    spread(restriction)


@transaction.atomic
def lift(restriction: PageViewRestriction) -> None:
    """Open the whole family, as its page was opened."""
    _remove(PageViewRestriction.objects.filter(page__in=lock_family(restriction.page)))


@transaction.atomic
def inherit(page: Page) -> None:
    """Restrict a new page as its family is restricted."""
    family = lock_family(page)
    if PageViewRestriction.objects.filter(page=page).exists():
        return
    known = PageViewRestriction.objects.filter(page__in=family).order_by("pk").first()
    if known is not None:
        spread(known)


def lock_family(page: Page) -> list[int]:
    """Lock the pages of the family until the transaction ends; return their keys."""
    # In the order of their keys, so that two who lock the same family do not wait for each other.
    list(Page.objects.select_for_update(no_key=True).filter(pk__in=family_of(page)).order_by("pk"))
    return sorted(family_of(page))


def _remove(rows: Any) -> None:
    """Delete rows without signals, which would come back here."""
    keys = list(rows.values_list("pk", flat=True))
    Groups.objects.filter(pageviewrestriction__in=keys)._raw_delete("default")
    PageViewRestriction.objects.filter(pk__in=keys)._raw_delete("default")


def _set_groups(key: int, groups: set[int]) -> None:
    linked = Groups.objects.filter(pageviewrestriction=key)
    have = set(linked.values_list("group", flat=True))
    linked.filter(group__in=have - groups)._raw_delete("default")
    Groups.objects.bulk_create(Groups(pageviewrestriction_id=key, group_id=group) for group in groups - have)


def restriction_saved(instance: PageViewRestriction, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Receive post_save."""
    if created and not raw:
        spread_new(instance)
    elif not raw:
        spread(instance)


def restriction_deleted(instance: PageViewRestriction, origin: Any = None, **kwargs: Any) -> None:
    """Receive post_delete. A page that is deleted deletes its own restriction only."""
    if getattr(origin, "model", type(origin)) is PageViewRestriction:
        lift(instance)


def groups_changed(instance: Any, action: str, reverse: bool, **kwargs: Any) -> None:
    """Receive m2m_changed."""
    if action.startswith("post_") and not reverse:
        spread(instance)


def page_saved(instance: Any, created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Receive post_save of every page class."""
    if created and not raw and isinstance(instance, Page):
        inherit(instance)


def connect() -> None:
    """Connect the signals of Wagtail's models."""
    from django.db.models.signals import m2m_changed, post_delete, post_save

    post_save.connect(restriction_saved, PageViewRestriction, dispatch_uid="core.privacy_saved")
    post_delete.connect(restriction_deleted, PageViewRestriction, dispatch_uid="core.privacy_deleted")
    m2m_changed.connect(groups_changed, Groups, dispatch_uid="core.privacy_groups")
    post_save.connect(page_saved, dispatch_uid="core.privacy_page")
