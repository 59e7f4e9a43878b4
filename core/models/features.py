"""Switches for features, and daily sums of how much the site is used."""

from typing import Any

from django.core.cache import cache
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class FeatureSwitch(models.Model):
    """A feature that can be turned on and off without a new release. No row means off."""

    name = models.SlugField(
        _("name"), max_length=60, unique=True, help_text=_("As it is written in the code.")
    )
    on = models.BooleanField(_("on"), default=False)
    note = models.CharField(_("what it does"), max_length=200, blank=True)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("feature switch")
        verbose_name_plural = _("feature switches")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and let this process see it at once."""
        super().save(*args, **kwargs)
        transaction.on_commit(lambda: cache.delete(self.cache_key(self.name)))

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Remove, and let this process see it at once."""
        transaction.on_commit(lambda name=self.name: cache.delete(self.cache_key(name)))  # type: ignore[misc]
        return super().delete(*args, **kwargs)

    @staticmethod
    def cache_key(name: str) -> str:
        """Give the cache key of a feature's position."""
        return f"feature:{name}"


class UsageDay(models.Model):
    """How often something happened on one day (UTC). Sums only: nothing in it leads to a person."""

    day = models.DateField(_("day"))
    name = models.CharField(_("what happened"), max_length=80)
    count = models.PositiveBigIntegerField(_("how often"), default=0)

    class Meta:
        verbose_name = _("use on one day")
        verbose_name_plural = _("use by day")
        ordering = ["-day", "name"]
        constraints = [models.UniqueConstraint(fields=["day", "name"], name="core_usageday_once")]

    def __str__(self) -> str:
        return f"{self.day} {self.name}: {self.count}"
