"""Restrict all languages of a page that is restricted in one; what has a restriction of its own keeps it."""

from typing import Any

from django.db import migrations
from django.db.models import Q


def family_of(Page: Any, page: Any) -> set[int]:
    """Return the keys of a page, its translations and the aliases of them all, also aliases of aliases."""
    found: set[int] = set()
    nearest = [(page.pk, page.translation_key, page.alias_of_id)]
    while nearest:
        pks, keys, sources = map(set, zip(*nearest, strict=True))
        found |= pks
        near = Q(translation_key__in=keys) | Q(alias_of__in=pks) | Q(pk__in=sources - {None})
        others = Page.objects.filter(near).exclude(pk__in=found)
        nearest = list(others.values_list("pk", "translation_key", "alias_of_id"))
    return found


def cover_translations(apps: Any, schema_editor: Any) -> None:
    """Give each page of a restricted family that has no restriction the one that was made first."""
    Page = apps.get_model("wagtailcore", "Page")
    Restriction = apps.get_model("wagtailcore", "PageViewRestriction")
    for first in Restriction.objects.select_related("page").order_by("pk"):
        family = Page.objects.filter(pk__in=family_of(Page, first.page))
        for page in family.exclude(pk__in=Restriction.objects.values("page")):
            row = Restriction.objects.create(
                page=page, restriction_type=first.restriction_type, password=first.password
            )
            row.groups.set(first.groups.all())


class Migration(migrations.Migration):
    dependencies = [("wagtailcore", "0098_apitoken")]

    operations = [migrations.RunPython(cover_translations, migrations.RunPython.noop)]
