"""What core.web stores: that something which visitors read has changed."""

from django.db import models


class ContentChange(models.Model):
    """Changes of one kind. The sum of the amounts of a kind is its version: see `core.web.caching`."""

    kind = models.CharField(max_length=20)
    amount = models.PositiveBigIntegerField(default=1)

    def __str__(self) -> str:
        return f"{self.kind} +{self.amount}"
