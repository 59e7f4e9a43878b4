"""Making two concepts one: tags, names and relations move to the one that stays."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Revision, RevisionMixin

from core.base.users import AbstractUser
from vocabularies.enums import LabelKind, Origin, RelationKind
from vocabularies.errors import CannotMerge
from vocabularies.models import Concept, Relation
from vocabularies.services.ancestry import closure, edges, lock_tree, refresh
from vocabularies.services.labels import set_label
from vocabularies.services.versions import record_change
from vocabularies.tagged_models import TAGGED_MODELS, TaggedModel


@transaction.atomic
def merge_concepts(loser: Concept, winner: Concept, *, by: AbstractUser | None = None) -> Concept:
    """Make two concepts of one scheme one, and give the one that stays.

    What was tagged with `loser` is tagged with `winner`, in drafts too. The names of `loser` become other
    names of `winner`. The concepts above, below and beside `loser` become those of `winner`, except where
    that would make a circle.
    `loser` is retired and says what took its place. Raises CannotMerge.
    """
    lock_tree()
    held = Concept.objects.select_for_update(no_key=True).in_bulk([loser.pk, winner.pk])
    if len(held) < 2 or loser.scheme_id != winner.scheme_id:
        raise CannotMerge
    lost, kept = held[loser.pk], held[winner.pk]
    if lost.is_retired or kept.is_retired:
        raise CannotMerge
    Concept.objects.filter(replaced_by=lost).update(replaced_by=kept)  # locked before the data's version
    tags = sum(_move_tags(tagged, lost, kept) for tagged in TAGGED_MODELS.values())
    names = _move_labels(lost, kept, by=by)
    relations = _move_relations(lost, kept)
    lost.retired_at, lost.retired_by, lost.replaced_by = timezone.now(), Origin.EDITOR, kept
    lost.save(update_fields=["retired_at", "retired_by", "replaced_by"])
    detail = {"into": kept.identifier, "tags": tags, "labels": names, "relations": relations}
    record_change("vocabularies.concepts_merged", by=by, subject=lost, detail=detail)
    return kept


def _move_tags(tagged: TaggedModel, lost: Concept, kept: Concept) -> int:
    """Put the winner where the loser was; what is tagged with both keeps the winner once."""
    field: Any = tagged.model._meta.get_field(tagged.field)
    rows = field.remote_field.through._base_manager
    thing, concept = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
    both = rows.filter(**{concept: kept.pk}).values(thing)
    rows.filter(**{concept: lost.pk, f"{thing}__in": both}).delete()
    moved: int = rows.filter(**{concept: lost.pk}).update(**{concept: kept.pk})
    if issubclass(tagged.model, RevisionMixin):
        _move_in_drafts(tagged.model, tagged.field, lost.pk, kept.pk)
    return moved


def _move_in_drafts(model: type[models.Model], field: str, lost: int, kept: int) -> None:
    """Change what would be published next: the latest revisions and those with a date."""
    latest = model._base_manager.filter(latest_revision__isnull=False).values("latest_revision")
    waiting = models.Q(pk__in=latest) | models.Q(approved_go_live_at__isnull=False)
    own = ContentType.objects.get_for_model(model)  # other models may call something else by this name
    revisions = Revision.objects.filter(waiting, content_type=own, content__has_key=field)
    for revision in revisions.iterator(chunk_size=100):
        tagged = revision.content[field]
        if not isinstance(tagged, list) or lost not in tagged:
            continue
        revision.content[field] = list(dict.fromkeys(kept if key == lost else key for key in tagged))
        revision.save(update_fields=["content"])


def _move_labels(lost: Concept, kept: Concept, *, by: AbstractUser | None) -> int:
    moved = 0
    for label in lost.labels.all():
        if kept.labels.filter(language=label.language, text=label.text).exists():
            continue
        kind = LabelKind.HIDDEN if label.kind == LabelKind.HIDDEN else LabelKind.ALTERNATIVE
        set_label(kept, label.language, label.text, kind=kind, is_official=label.is_official, by=by)
        moved += 1
    return moved


def _move_relations(lost: Concept, kept: Concept) -> int:
    """Tie the winner to what the loser was tied to, as the editors' own; return how many ties are new."""
    former = list(Relation.objects.filter(models.Q(subject=lost) | models.Q(object=lost)))
    Relation.objects.filter(pk__in=[relation.pk for relation in former]).delete()
    moved = 0
    for relation in former:
        subject, object_ = (
            kept.pk if key == lost.pk else key for key in (relation.subject_id, relation.object_id)
        )
        if relation.kind == RelationKind.RELATED:
            subject, object_ = sorted((subject, object_))
        elif subject in closure([object_], edges())[object_]:
            continue
        if subject == object_:
            continue
        moved += Relation.objects.get_or_create(
            kind=relation.kind, subject_id=subject, object_id=object_, defaults={"origin": Origin.EDITOR}
        )[1]
    refresh(Concept.objects.values_list("pk", flat=True))
    return moved
