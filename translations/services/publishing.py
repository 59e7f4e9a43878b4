"""Publishing what is translated of a page."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from core.base import audit
from core.base.users import AbstractUser
from translations.rules import may_publish
from translations.selectors.withdrawn import is_withdrawn
from translations.services.sources import source_of
from translations.services.writing import is_published, publish_translation


class CannotPublish(Exception):
    """A page that cannot be published, with the translated reason."""


@transaction.atomic
def publish_page(key: UUID, locale: Locale, *, by: AbstractUser, again: bool = False) -> Page | None:
    """Publish all that is translated of a page in a language; return the page.

    None when readers see all of it already. A withdrawn page is published only with `again`.
    CannotPublish says why it cannot be published.
    """
    # Whoever comes second waits here, and then finds it published.
    list(Page.objects.select_for_update().filter(translation_key=key).order_by("pk").values("pk"))
    target = Page.objects.filter(translation_key=key, locale=locale).first()
    begun = Translation.objects.filter(source__object_id=key, target_locale=locale, enabled=True)
    translation = begun.select_related("source").first()
    if target is None or translation is None:
        raise CannotPublish(_("Nothing is translated yet."))
    if not may_publish(by, target):
        raise CannotPublish(_("You may not publish it, or somebody has locked it. Ask who edits the page."))
    if is_withdrawn(target) and not again:
        reason = _(
            "Somebody unpublished it, or it expired. To publish it again, open its page on the "
            "translation dashboard."
        )
        raise CannotPublish(reason)
    source = Page.objects.filter(translation_key=key, locale=translation.source.locale_id, live=True).first()
    if source is None:
        raise CannotPublish(_("Its source is no longer published."))
    translation.source = source_of(source.specific)
    if is_published(translation):
        return None
    try:
        page = publish_translation(translation, by=by)
    except ValidationError as error:
        reason = _("The page cannot take these texts: %(reason)s") % {"reason": " ".join(error.messages)}
        raise CannotPublish(reason) from error
    audit.record("translations.published", by=by, subject=page, detail={"language": locale.language_code})
    return page
