"""Links of header and footer, with their texts in every language they are offered in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import (
    CharBlock,
    ChoiceBlock,
    ListBlock,
    PageChooserBlock,
    StructBlock,
    StructBlockValidationError,
)

# Where a link of header, footer or announcement may lead: another site, a mailbox, a place on this site.
ADDRESS = RegexValidator(r"^(https?://|mailto:|/(?!/))", _("Begin with https://, mailto: or /."))


def language_choices() -> list[tuple[str, Any]]:
    """Return the languages of the interface as (code, name)."""
    from django.conf import settings

    return list(settings.LANGUAGES)


class WordsBlock(StructBlock):  # type: ignore[misc]
    """A few words in one language."""

    language = ChoiceBlock(choices=language_choices, default="en", label=_("Language"))
    text = CharBlock(max_length=60, label=_("Words"))

    class Meta:
        icon = "globe"
        label = _("Words")


def words_list(**options: Any) -> ListBlock:
    """Make a list of words, at most one entry per language."""
    return ListBlock(WordsBlock(), **options)


class LinkBlock(StructBlock):  # type: ignore[misc]
    """A link to a page of the site, or to an address. A page has its own title in each language."""

    page = PageChooserBlock(required=False, label=_("Page"))
    address = CharBlock(
        required=False,
        max_length=400,
        label=_("or an address"),
        help_text=_(
            "https://… for another site, mailto:… for an e-mail address, /… for a place on this site."
        ),
        validators=[ADDRESS],
    )
    words = words_list(
        min_num=0, label=_("Words"), help_text=_("Leave empty to use the page's own title in each language.")
    )

    def clean(self, value: dict[str, Any]) -> dict[str, Any]:
        """Refuse a link without a target, with two targets, or an address without words."""
        cleaned = super().clean(value)
        errors = {}
        if bool(cleaned["page"]) == bool(cleaned["address"]):
            errors["page"] = ValidationError(_("Choose either a page or an address."))
        elif cleaned["address"] and not cleaned["words"]:
            errors["address"] = ValidationError(_("Write a text for this link."))
        if errors:
            raise StructBlockValidationError(block_errors=errors)
        return cleaned

    class Meta:
        icon = "link"
        label = _("Link")


class ColumnBlock(StructBlock):  # type: ignore[misc]
    """A column of the footer: its heading and its links."""

    title = words_list(min_num=1, label=_("Heading"))
    links = ListBlock(LinkBlock(), min_num=1, max_num=8, label=_("Links"))

    class Meta:
        icon = "list-ul"
        label = _("Column")
