"""Adding, relating, retiring and restoring concepts; `merging` makes two of them one."""

import re
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from core.base.users import AbstractUser
from vocabularies.enums import Origin, RelationKind
from vocabularies.errors import (
    AlreadyRetired,
    CannotMerge,
    IdentifierTaken,
    KeptByFile,
    NotRetired,
    PreferredMissing,
    RelatedToItself,
    UnusableIdentifier,
)
from vocabularies.models import Concept, Relation, Scheme
from vocabularies.services.ancestry import lock_tree, refresh
from vocabularies.services.labels import set_label
from vocabularies.services.versions import record_change

IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,79}")
SUFFIXES = (".ttl", ".jsonld")  # of a file's address, so no identifier may end like this


def check_identifier(identifier: str) -> None:
    """Raise UnusableIdentifier unless the identifier may be part of an address."""
    if not IDENTIFIER.fullmatch(identifier) or identifier.lower().endswith(SUFFIXES):
        raise UnusableIdentifier


@transaction.atomic
def add_concept(
    scheme: Scheme,
    identifier: str,
    *,
    labels: Mapping[str, str],
    by: AbstractUser | None = None,
    origin: str = Origin.EDITOR,
    **fields: Any,
) -> Concept:
    """Add a concept with its preferred names by language; `fields` are notation, position, facts and so on.

    Raises UnusableIdentifier, IdentifierTaken, PreferredMissing (no English name), and what `set_label` does.
    """
    check_identifier(identifier)
    if not labels.get(settings.LANGUAGE_CODE, "").strip():
        raise PreferredMissing
    lock_tree()
    if scheme.concepts.filter(identifier__iexact=identifier).exists():
        raise IdentifierTaken
    concept = Concept.objects.create(scheme=scheme, identifier=identifier, origin=origin, **fields)
    refresh([concept.pk])
    for language, text in labels.items():
        set_label(concept, language, text, by=by, origin=origin)
    detail = {"scheme": scheme.key, "identifier": identifier}
    record_change("vocabularies.concept_added", by=by, subject=concept, detail=detail)
    return concept


@transaction.atomic
def add_related(
    one: Concept, other: Concept, *, by: AbstractUser | None = None, origin: str = Origin.EDITOR
) -> Relation:
    """Relate two concepts; nothing changes when they are related already."""
    if one.pk == other.pk:
        raise RelatedToItself
    lock_tree()  # of all relations
    first, second = sorted((one, other), key=lambda concept: concept.pk)
    relation, made = Relation.objects.get_or_create(
        kind=RelationKind.RELATED, subject=first, object=second, defaults={"origin": origin}
    )
    if made:
        _trace_related("vocabularies.related_added", one, other, by)
    return relation


@transaction.atomic
def remove_related(one: Concept, other: Concept, *, by: AbstractUser | None = None) -> None:
    """Take back that two concepts have to do with each other. Raises KeptByFile when the files say so."""
    lock_tree()
    first, second = sorted((one, other), key=lambda concept: concept.pk)
    said = Relation.objects.filter(kind=RelationKind.RELATED, subject=first, object=second).first()
    if said is None:
        return
    if said.origin == Origin.FILE:
        raise KeptByFile
    said.delete()
    _trace_related("vocabularies.related_removed", one, other, by)


@transaction.atomic
def retire_concept(
    concept: Concept,
    *,
    by: AbstractUser | None = None,
    replaced_by: Concept | None = None,
    origin: str = Origin.EDITOR,
) -> Concept:
    """Retire a concept. What is tagged with it stays tagged; `replaced_by` is what to use instead.

    Raises AlreadyRetired, and CannotMerge when the replacement is retired or is the concept itself.
    """
    lock_tree()  # two concepts are locked below, and merging locks two as well
    held = _held(concept)
    if held.is_retired:
        raise AlreadyRetired
    if replaced_by is not None and (replaced_by.pk == held.pk or _held(replaced_by).is_retired):
        raise CannotMerge
    held.retired_at, held.retired_by, held.replaced_by = timezone.now(), origin, replaced_by
    held.save(update_fields=["retired_at", "retired_by", "replaced_by"])
    if replaced_by is not None:
        Concept.objects.filter(replaced_by=held).update(replaced_by=replaced_by)
    detail = {"scheme": held.scheme.key, "replaced_by": replaced_by.identifier if replaced_by else ""}
    record_change("vocabularies.concept_retired", by=by, subject=held, detail=detail)
    return held


@transaction.atomic
def restore_concept(concept: Concept, *, by: AbstractUser | None = None) -> Concept:
    """Offer a retired concept again. Tags that a merger moved stay where they are. Raises NotRetired."""
    held = _held(concept)
    if not held.is_retired:
        raise NotRetired
    held.retired_at, held.retired_by, held.replaced_by = None, "", None
    held.save(update_fields=["retired_at", "retired_by", "replaced_by"])
    record_change("vocabularies.concept_restored", by=by, subject=held, detail={"scheme": held.scheme.key})
    return held


def _held(concept: Concept) -> Concept:
    return (
        Concept.objects.select_for_update(of=("self",), no_key=True)
        .select_related("scheme")
        .get(pk=concept.pk)
    )


def _trace_related(action: str, one: Concept, other: Concept, by: AbstractUser | None) -> None:
    detail = {"scheme": other.scheme.key, "related": other.identifier}
    record_change(action, by=by, subject=one, detail=detail)
