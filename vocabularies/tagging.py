"""Reading tags: the things of a concept, the concepts of a thing; one set of tags for all languages."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from core.web.caching.fragments import remember
from vocabularies.enums import VOCABULARIES
from vocabularies.models import Ancestry, Concept


def _through(model: Any, field: str) -> tuple[Any, str, str]:
    """Return the table between a model and its concepts, and the names of its two columns."""
    tags = model._meta.get_field(field)
    return tags.remote_field.through, f"{tags.m2m_field_name()}_id", f"{tags.m2m_reverse_field_name()}_id"


def tagged_with(queryset: QuerySet[Any], field: str, concepts: Iterable[Any]) -> QuerySet[Any]:
    """Keep what is tagged with any of `concepts` or a narrower one; each thing once, in the same query."""
    through, thing, concept = _through(queryset.model, field)
    wanted = Ancestry.objects.filter(ancestor__in=[one.pk for one in concepts]).values("concept")
    rows = through._base_manager.filter(**{thing: OuterRef("pk"), f"{concept}__in": wanted})
    return queryset.filter(Exists(rows))


def concepts_of(thing: Any, field: str) -> list[Any]:
    """Return the concepts of a thing (a draft's own), with names and schemes, in the field's order."""
    parts = [thing._meta.label, thing.pk, field]
    return remember("vocabularies.concepts_of", parts, lambda: _concepts_of(thing, field))


def _concepts_of(thing: Any, field: str) -> list[Any]:
    schemes = thing._meta.get_field(field).schemes
    keys = [concept.pk for concept in getattr(thing, field).all()]
    found = remember("vocabularies.named", sorted(keys), lambda: _named(keys), (VOCABULARIES,))
    places = {key: place for place, key in enumerate(schemes)}
    return sorted(found, key=lambda concept: places.get(concept.scheme.key, len(places)))


def _named(keys: list[int]) -> list[Any]:
    rows: Any = Concept.objects.filter(pk__in=keys).named().select_related("scheme")
    return list(rows.order_by("scheme__position", "scheme__key", "position", "name_sort", "identifier"))


def ancestors_of(concepts: Iterable[int]) -> dict[int, set[int]]:
    """Return, for concepts by primary key, those of the concept itself and of all above it, in one query."""
    above: dict[int, set[int]] = defaultdict(set)
    rows = Ancestry.objects.filter(concept__in=list(concepts))
    for concept, ancestor in rows.values_list("concept", "ancestor"):
        above[concept].add(ancestor)
    return above


@transaction.atomic
def sync_translations(page: Any, field: str) -> None:
    """Copy the tags of the version that was written first into all languages of a page, after publishing.

    wagtail-localize copies tags only when a translation is updated, and never an empty set.
    """
    through, thing, concept = _through(type(page), field)
    versions = type(page)._base_manager.filter(translation_key=page.translation_key)
    first = versions.filter(alias_of=None).order_by("pk").values_list("pk", flat=True).first()
    if first is None:
        return
    rows = through._base_manager
    wanted = set(rows.filter(**{thing: first}).values_list(concept, flat=True))
    others = versions.exclude(pk=first).values_list("pk", flat=True)
    rows.filter(**{f"{thing}__in": others}).exclude(**{f"{concept}__in": wanted}).delete()
    has = set(rows.filter(**{f"{thing}__in": others}).values_list(thing, concept))
    missing = [(key, one) for key in others for one in wanted if (key, one) not in has]
    rows.bulk_create([through(**{thing: key, concept: one}) for key, one in missing], ignore_conflicts=True)
