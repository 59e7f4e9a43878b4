"""What may be done with wagtail-localize's own forms, which write to pages that readers see at once."""

from wagtail.models import Locale, Page
from wagtail_localize.models import SegmentOverride, StringTranslation, Translation, TranslationSource

from core.base.users import AnyUser
from translations.rules import may_publish, may_translate


def may_begin(user: AnyUser, page: Page, locale: Locale) -> bool:
    """Return whether the user may make the page's copy in a language a translation of it.

    Readers see at once what waits there for publication: where something does, it takes the right to publish.
    """
    if not page.live and not may_translate(user, page):
        return False
    target = Page.objects.filter(translation_key=page.translation_key, locale=locale).first()
    if target is None:
        return _may_add(user, page, locale)
    return may_publish(user, target) if _is_waiting(page, locale) else may_translate(user, target)


def closed_to_sync(user: AnyUser, source: TranslationSource) -> list[Locale]:
    """Return the languages in which the user may not publish what is translated of the source."""
    targets = Page.objects.filter(translation_key=source.object_id)
    rows = Translation.objects.filter(source=source, enabled=True).select_related("target_locale")
    locales = [row.target_locale for row in rows]
    return [each for each in locales if not may_publish(user, targets.filter(locale=each).first())]


def _is_waiting(page: Page, locale: Locale) -> bool:
    here = {"locale": locale, "context__object_id": page.translation_key}
    return any(kind.objects.filter(**here).exists() for kind in (StringTranslation, SegmentOverride))


def _may_add(user: AnyUser, page: Page, locale: Locale) -> bool:
    """Return whether the user may publish new pages where the missing translation would be made."""
    for above in page.get_ancestors().order_by("-depth"):
        there = above if above.is_root() else above.get_translation_or_none(locale)
        if there is not None:
            rights = there.permissions_for_user(user)
            return bool(rights.can_add_subpage() and rights.can_publish_subpage())
    return False
