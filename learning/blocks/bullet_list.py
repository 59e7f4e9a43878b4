"""A list of short sentences, for outcomes and for whom a course is."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks


class BulletListBlock(blocks.StreamBlock):  # type: ignore[misc]
    """Sentences, one per line."""

    item = blocks.CharBlock(max_length=200, label=_("Line"), icon="list-ul")

    class Meta:
        required = False
