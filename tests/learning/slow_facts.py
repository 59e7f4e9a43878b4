"""The slow way to what `core.web.page_facts` and `learning` store: counted from the pages."""

from uuid import UUID

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from wagtail_localize.models import StringSegment, StringTranslation, Translation


def incomplete_translations() -> dict[tuple[UUID, int], int]:
    """Return the translations with fewer than half of their strings done, with the locale of their source."""
    done = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef(OuterRef("target_locale_id")),
        has_error=False,
    )
    strings = StringSegment.objects.filter(source_id=OuterRef("source_id")).order_by().values("source_id")
    every = strings.annotate(number=Count("pk")).values("number")
    translated = strings.annotate(number=Count("pk", filter=Q(Exists(done)))).values("number")
    begun = Translation.objects.filter(enabled=True).annotate(
        strings=Coalesce(Subquery(every, output_field=IntegerField()), 0),
        translated=Coalesce(Subquery(translated, output_field=IntegerField()), 0),
    )
    rows = begun.filter(strings__gt=F("translated") * 2).order_by("pk")
    found = rows.values_list("source__object_id", "target_locale_id", "source__locale_id")
    return {(key, locale): source for key, locale, source in found}
