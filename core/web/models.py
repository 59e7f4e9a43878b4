"""What core.web stores: that something which visitors read has changed, and facts that follow from pages."""

from django.db import models
from wagtail.models import Locale


class ContentChange(models.Model):
    """Changes of one kind. The sum of the amounts of a kind is its version: see `core.web.caching`."""

    kind = models.CharField(max_length=20)
    amount = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.kind} +{self.amount}"


class IncompleteTranslation(models.Model):
    """A translation with fewer than half of its strings done, and the locale whose text it still shows.

    `core.web.page_facts` writes them.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    source_locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="web_incomplete_translation_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key} in {self.locale_id}"
