"""Writing translated strings into wagtail-localize's own rows, and from there into pages."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationLog

from core.base.users import AbstractUser
from translations.selectors.texts import SLUG
from translations.services.sources import source_of

Key = tuple[str, str]  # (content path, source string)
CHANGED = (
    "data", "last_translated_by", "updated_at", "translation_type", "tool_name", "has_error", "field_error"
)  # fmt: skip


@dataclass
class Written:
    """What was written for one page."""

    translation: Translation
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    kept: list[Key] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many strings are new or other than before."""
        return self.created + self.updated


def write_strings(
    page: Page,
    locale: Locale,
    targets: Mapping[Key, str],
    *,
    by: AbstractUser | None = None,
    overwrite: bool = True,
    not_after: Any = None,
) -> Written:
    """Write translations of strings of `page` (the source, as its specific class); nothing is published.

    The caller has locked the page and checked the strings. With `overwrite=False` what is translated
    already is left. What somebody else has changed since `not_after` (a datetime) is kept.
    """
    translation, _made = Translation.objects.get_or_create(source=source_of(page), target_locale=locale)
    places = _places(translation)
    present = _present(page, locale)
    written = Written(translation)
    new, other = [], []
    for key, data in targets.items():
        row = present.get(places[key])
        if row is None:
            string, context = places[key]
            new.append(_row(string, context, locale, data, by))
            written.created += key[0] != SLUG
        elif key[0] == SLUG:
            continue  # only people change an address
        elif row.data == data and not row.has_error:
            written.unchanged += 1
        elif not overwrite or _is_newer(row, by, not_after):
            written.kept.append(key)
        else:
            other.append(_changed(row, data, by))
    StringTranslation.objects.bulk_create(new)
    StringTranslation.objects.bulk_update(other, CHANGED)
    written.updated = len(other)
    return written


def _present(page: Page, locale: Locale) -> dict[tuple[int, int | None], StringTranslation]:
    """Return what is translated already, by the ids of string and context; the rows are locked."""
    rows = StringTranslation.objects.select_for_update().filter(
        locale=locale, context__object_id=page.translation_key
    )
    return {(row.translation_of_id, row.context_id): row for row in rows}


def _places(translation: Translation) -> dict[Key, tuple[int, int]]:
    """Return the ids of string and context of each text of the source."""
    segments = translation.source.stringsegment_set.values_list(
        "context__path", "string__data", "string_id", "context_id"
    )
    return {(path, data): (string, context) for path, data, string, context in segments}


def _changed(row: StringTranslation, data: str, by: AbstractUser | None) -> StringTranslation:
    row.data, row.last_translated_by, row.updated_at = data, by, timezone.now()
    row.translation_type, row.tool_name = StringTranslation.TRANSLATION_TYPE_MANUAL, ""
    row.has_error, row.field_error = False, ""
    return row


def _row(string: int, context: int, locale: Locale, data: str, by: AbstractUser | None) -> StringTranslation:
    return StringTranslation(
        translation_of_id=string,
        context_id=context,
        locale=locale,
        data=data,
        translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        last_translated_by=by,
    )


def _is_newer(row: StringTranslation, by: AbstractUser | None, not_after: Any) -> bool:
    mine = by is not None and row.last_translated_by_id == by.pk
    return bool(not_after and not mine and row.updated_at > not_after)


def keep_slug(page: Page, targets: dict[Key, str]) -> dict[Key, str]:
    """Return the targets with the page's slug as it is in the source, unless they say another."""
    return {(SLUG, page.slug): page.slug} | targets


def is_published(translation: Translation) -> bool:
    """Return whether the page in the target language shows the present source and all its translations."""
    page = translation.get_target_instance()
    made = TranslationLog.objects.filter(source=translation.source, locale=translation.target_locale)
    made_at = made.order_by("-created_at").values_list("created_at", flat=True).first()
    newest = (
        StringTranslation.objects.filter(
            locale=translation.target_locale, context__object_id=translation.source.object_id
        )
        .order_by("-updated_at")
        .values_list("updated_at", flat=True)
        .first()
    )
    whole = page.live and not page.alias_of_id and not page.has_unpublished_changes
    since = max(filter(None, (newest, translation.source.last_updated_at)))
    return bool(whole and made_at and since <= made_at)


def publish_translation(translation: Translation, *, by: AbstractUser | None = None) -> Page:
    """Make the page in the target language from the strings that are translated, and publish it.

    Untranslated strings keep the source's text. ValidationError when the page cannot take them.
    Gives the page.
    """
    # wagtail-localize publishes after the transaction has ended; both must be saved together here.
    translation.save_target(user=by, publish=False)
    page = translation.get_target_instance()
    page.get_latest_revision().publish(user=by)
    return page
