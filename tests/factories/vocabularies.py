"""Schemes and concepts for tests, made through the services that editors use."""

from collections.abc import Iterable, Mapping
from itertools import count
from typing import Any

from vocabularies import services
from vocabularies.enums import LabelKind
from vocabularies.models import Concept, Scheme

_numbers = count(1)


def make_scheme(key: str = "", **fields: Any) -> Scheme:
    """Return the scheme with this key, created if needed; without a key a new one."""
    key = key or f"scheme-{next(_numbers)}"
    values = {"titles": {"en": fields.pop("title", key.replace("-", " ").capitalize())}, **fields}
    return Scheme.objects.get_or_create(key=key, defaults=values)[0]


def make_concept(
    scheme: Scheme | str = "",
    identifier: str = "",
    *,
    labels: Mapping[str, str] | None = None,
    alternatives: Mapping[str, Iterable[str]] | None = None,
    definitions: Mapping[str, str] | None = None,
    broader: Iterable[Concept] = (),
    related: Iterable[Concept] = (),
    **fields: Any,
) -> Concept:
    """Return a new concept; `labels` are its preferred names by language (the identifier when left out)."""
    scheme = scheme if isinstance(scheme, Scheme) else make_scheme(scheme)
    identifier = identifier or f"CONCEPT-{next(_numbers)}"
    names = {"en": identifier, **(labels or {})}
    concept = services.add_concept(scheme, identifier, labels=names, **fields)
    for language, texts in (alternatives or {}).items():
        for text in texts:
            services.set_label(concept, language, text, kind=LabelKind.ALTERNATIVE)
    for language, text in (definitions or {}).items():
        services.set_definition(concept, language, text)
    for wider in broader:
        services.add_broader(concept, wider)
    for other in related:
        services.add_related(concept, other)
    return concept
