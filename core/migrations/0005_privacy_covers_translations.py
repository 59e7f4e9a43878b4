"""Restrict all languages of a page that is restricted in one; what has a restriction of its own keeps it."""

from typing import Any

from django.db import migrations
from django.db.models import Q


def cover_translations(apps: Any, schema_editor: Any) -> None:
    """Give each page of a restricted family that has no restriction the one that was made first."""
    Page = apps.get_model("wagtailcore", "Page")
    Restriction = apps.get_model("wagtailcore", "PageViewRestriction")
    for first in Restriction.objects.select_related("page__alias_of").order_by("pk"):
        keys = {first.page.translation_key}
        if first.page.alias_of_id:
            keys.add(first.page.alias_of.translation_key)
        family = Page.objects.filter(Q(translation_key__in=keys) | Q(alias_of__translation_key__in=keys))
        for page in family.exclude(pk__in=Restriction.objects.values("page")):
            row = Restriction.objects.create(
                page=page, restriction_type=first.restriction_type, password=first.password
            )
            row.groups.set(first.groups.all())


class Migration(migrations.Migration):
    dependencies = [("core", "0004_realtime"), ("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(cover_translations, migrations.RunPython.noop)]
