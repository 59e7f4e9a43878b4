"""What editors change about a concept or a vocabulary in one go."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction

from core.base.users import AbstractUser
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import KeptByFile, KeyTaken
from vocabularies.models import Concept, Scheme
from vocabularies.selectors.concepts import broader_than, related_to
from vocabularies.services.ancestry import add_broader, lock_tree, remove_broader
from vocabularies.services.concepts import add_related, remove_related
from vocabularies.services.labels import remove_label, set_definition, set_label
from vocabularies.services.versions import record_change


@dataclass(frozen=True)
class Naming:
    """All that a concept is called and means in one language; what is not here is taken away."""

    preferred: str = ""
    is_official: bool = False
    others: list[str] = field(default_factory=list)
    hidden: list[str] = field(default_factory=list)
    definition: str = ""
    definition_is_official: bool = False


@transaction.atomic
def edit_concept(
    concept: Concept,
    *,
    by: AbstractUser,
    namings: Mapping[str, Naming],
    broader: Iterable[Concept],
    related: Iterable[Concept],
    **facts: str,
) -> Concept:
    """Save a concept as the editor wrote it: names and definitions by language, relations, `facts`
    (notation, source_url; only of a concept the vocabulary files do not keep).

    All or nothing. Raises what the services of names, trees and relations raise, and KeptByFile.
    """
    lock_tree()  # before any concept, as everywhere: else two wait for each other
    held = Concept.objects.select_for_update(no_key=True).get(pk=concept.pk)
    changed = {name: value for name, value in facts.items() if getattr(held, name) != value}
    if changed and held.origin == Origin.FILE:
        raise KeptByFile
    if changed:
        Concept.objects.filter(pk=held.pk).update(**changed)
        record_change("vocabularies.facts_changed", by=by, subject=held, detail={"facts": sorted(changed)})
    for language, naming in namings.items():
        _name(held, language, naming, by=by)
    _tie(held, set(broader), set(broader_than(held)), add_broader, remove_broader, by=by)
    _tie(held, set(related), set(related_to(held)), add_related, remove_related, by=by)
    return held


def _name(concept: Concept, language: str, naming: Naming, *, by: AbstractUser) -> None:
    """Take away the names that are gone, then set those that are there."""
    if naming.preferred:
        set_label(concept, language, naming.preferred, is_official=naming.is_official, by=by)
    kept = {naming.preferred, *naming.others, *naming.hidden}
    for label in concept.labels.filter(language=language).exclude(text__in=kept):
        remove_label(label, by=by)
    official = set(concept.labels.filter(language=language, is_official=True).values_list("text", flat=True))
    for kind, texts in ((LabelKind.ALTERNATIVE, naming.others), (LabelKind.HIDDEN, naming.hidden)):
        for text in texts:
            set_label(concept, language, text, kind=kind, is_official=text in official, by=by)
    set_definition(concept, language, naming.definition, is_official=naming.definition_is_official, by=by)


def _tie(
    concept: Concept, wanted: set[Any], now: set[Any], add: Any, remove: Any, *, by: AbstractUser
) -> None:
    """Untie first: a concept may move from one branch to another."""
    for other in now - wanted:
        remove(concept, other, by=by)
    for other in wanted - now:
        add(concept, other, by=by)


@transaction.atomic
def add_scheme(key: str, *, by: AbstractUser, titles: dict[str, str], **facts: Any) -> Scheme:
    """Add a vocabulary of this site's own; `facts` are notes, source and source_url. Raises KeyTaken."""
    last = Scheme.objects.order_by("-position").values_list("position", flat=True).first()
    try:
        with transaction.atomic():
            scheme = Scheme.objects.create(key=key, titles=titles, position=(last or 0) + 1, **facts)
    except IntegrityError as error:
        raise KeyTaken from error
    record_change("vocabularies.scheme_added", by=by, subject=scheme, detail={"key": key})
    return scheme


@transaction.atomic
def edit_scheme(scheme: Scheme, *, by: AbstractUser, **facts: Any) -> Scheme:
    """Change titles, notes, source and source_url of a vocabulary. Raises KeptByFile."""
    held = Scheme.objects.select_for_update(no_key=True).get(pk=scheme.pk)
    if held.origin == Origin.FILE:
        raise KeptByFile
    for name, value in facts.items():
        setattr(held, name, value)
    held.save(update_fields=list(facts))
    record_change("vocabularies.scheme_changed", by=by, subject=held, detail={"key": held.key})
    return held
