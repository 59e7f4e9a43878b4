"""Something a visitor can do here, as the home page offers it."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import CharBlock, PageChooserBlock, StructBlock, TextBlock


class CallToActionBlock(StructBlock):  # type: ignore[misc]
    """A call to action: a verb phrase, one or two sentences, and a page to link to (if there is one yet)."""

    title = CharBlock(max_length=80, label=_("What one can do"))
    text = TextBlock(max_length=300, label=_("In one or two sentences"))
    page = PageChooserBlock(required=False, label=_("Page where it begins"))

    def clean(self, value: dict[str, object]) -> dict[str, object]:
        """Refuse a page that is not published: the home page must not lead nowhere."""
        cleaned = super().clean(value)
        page = cleaned.get("page")
        if page is not None and not page.live:
            raise ValidationError(
                _("Publish the page %(title)s first, then link to it."), params={"title": page}
            )
        return cleaned

    class Meta:
        icon = "pick"
        label = _("Action")
