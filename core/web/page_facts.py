"""Facts that follow from pages, written in the transaction that changes a page: to show one counts nothing.

This module writes which translations are incomplete. An app above registers a `PageFacts` for what follows
from its own pages. All facts can be made anew from the pages: `manage.py rebuild_page_facts`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connections, transaction
from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from core.base.registry import Registry
from core.web.models import IncompleteTranslation

# What saving a draft, locking a page and adding a page below it save.
DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "live_revision",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)


@dataclass(frozen=True)
class ChangedPage:
    """A page that was saved, moved or deleted, or whose translation changed."""

    key: UUID
    locale: int
    is_moved: bool = False


@dataclass(frozen=True)
class PageFacts:
    """Facts of one app about pages of these classes.

    `write` corrects those that follow from one page, or with None all of them; it returns how many there are.
    """

    name: str
    models: tuple[type[Page], ...]
    write: Callable[[ChangedPage | None], int]


PAGE_FACTS: Registry[str, PageFacts] = Registry("Facts of pages", attrgetter("name"))


@transaction.atomic
def write(model: Any, key: UUID, locale: int) -> None:
    """Correct the facts of a page of this class whose text or translation changed."""
    begun = Translation.objects.filter(source__object_id=key, target_locale=locale, enabled=True)
    stored = IncompleteTranslation.objects.filter(translation_key=key, locale=locale)
    _store(_incomplete(begun) if begun.exists() else {}, stored)
    _write_registered(model, ChangedPage(key, locale))


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Make all facts from the pages as they are now; return how many there are, by name.

    Strings that are translated and wait for publication count, too: what was published is not known any more.
    """
    list(Page.objects.select_for_update(no_key=True).order_by("pk").values("pk"))
    found = _incomplete(Translation.objects.filter(enabled=True))
    number = len(found)
    _store(found, IncompleteTranslation.objects.all())
    return {"incomplete translations": number} | {
        facts.name: facts.write(None) for facts in PAGE_FACTS.values()
    }


def _write_registered(model: Any, page: ChangedPage) -> None:
    for facts in PAGE_FACTS.values():
        if model is not None and issubclass(model, facts.models):
            facts.write(page)


def _store(found: dict[tuple[UUID, int], int], stored: Any) -> None:
    """Make the stored rows those that were found; what is right already is not written."""
    for row in stored:
        if found.get((row.translation_key, row.locale_id)) == row.source_locale_id:
            del found[row.translation_key, row.locale_id]
        else:
            row.delete()
    IncompleteTranslation.objects.bulk_create(
        IncompleteTranslation(translation_key=key, locale_id=locale, source_locale_id=source)
        for (key, locale), source in found.items()
    )


def _incomplete(begun: Any) -> dict[tuple[UUID, int], int]:
    """Return those of the begun translations with fewer than half of their strings done.

    From (translation key, locale id) to the source's locale id.
    """
    done = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef(OuterRef("target_locale_id")),
        has_error=False,
    )
    strings = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by().values("source_id")
    every = strings.annotate(number=Count("pk")).values("number")
    translated = strings.annotate(number=Count("pk", filter=Q(Exists(done)))).values("number")
    counted = begun.annotate(
        strings=Coalesce(Subquery(every, output_field=IntegerField()), 0),
        translated=Coalesce(Subquery(translated, output_field=IntegerField()), 0),
    )
    rows = counted.filter(strings__gt=F("translated") * 2).order_by("pk")
    found = rows.values_list("source__object_id", "target_locale_id", "source__locale_id")
    return {(key, locale): source for key, locale, source in found}


def page_saved(instance: Any, raw: bool = False, update_fields: Any = None, **kwargs: Any) -> None:
    """Receive post_save of every model. Wagtail saves a page that was only moved as a bare `Page`."""
    if raw or not isinstance(instance, Page) or (update_fields and update_fields <= DRAFT_FIELDS):
        return
    key, locale, model = instance.translation_key, instance.locale_id, instance.specific_class
    if type(instance) is Page:
        _write_registered(model, ChangedPage(key, locale, is_moved=True))
    else:
        write(model, key, locale)


def page_going(instance: Page, **kwargs: Any) -> None:
    """Receive pre_delete. The database makes the page's aliases pages of their own, without a signal."""
    aliases = Page.objects.filter(alias_of=instance).values_list("translation_key", "locale_id")
    instance._left_behind = [ChangedPage(*alias) for alias in aliases]


def page_gone(instance: Any, **kwargs: Any) -> None:
    """Receive post_delete."""
    for page in instance._left_behind:
        _write_registered(instance.specific_class, page)


@transaction.atomic
def translation_changed(instance: Translation, raw: bool = False, **kwargs: Any) -> None:
    """Receive post_save and post_delete of a translation."""
    source = TranslationSource.objects.filter(pk=instance.source_id).first()
    if raw or source is None:
        return
    key, locale = source.object_id, instance.target_locale_id
    # Who saves the page meanwhile has locked it, too: one writes after the other.
    list(Page.objects.select_for_update(no_key=True).filter(translation_key=key, locale=locale).values("pk"))
    write(source.specific_content_type.model_class(), key, locale)


def locale_saved(created: bool, raw: bool = False, **kwargs: Any) -> None:
    """Receive post_save: another code of a locale is on all its pages."""
    if not created and not raw:
        rebuild()


def migrated(using: str, plan: Any = None, **kwargs: Any) -> None:
    """Receive post_migrate: make all facts, of a database from an older release or from a backup.

    Not after a flush, which has no plan, nor on the way back to an older release.
    """
    if plan is None or any(backwards for _migration, backwards in plan):
        return
    if {model._meta.db_table for model in apps.get_models()} <= set(
        connections[using].introspection.table_names()
    ):
        rebuild()


def connect() -> None:
    """Connect the signals of pages, translations and migrations."""
    post_save.connect(page_saved, dispatch_uid="core.page_facts_saved")
    pre_delete.connect(page_going, Page, dispatch_uid="core.page_facts_going")
    post_delete.connect(page_gone, Page, dispatch_uid="core.page_facts_gone")
    post_save.connect(locale_saved, Locale, dispatch_uid="core.page_facts_locale")
    for signal in (post_save, post_delete):
        signal.connect(translation_changed, Translation, dispatch_uid="core.page_facts_translation")
    post_migrate.connect(migrated, apps.get_app_config("web"), dispatch_uid="core.page_facts_migrated")
