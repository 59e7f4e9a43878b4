"""What concepts are called and what they mean: every write keeps sort keys and words right."""

from collections import defaultdict
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from core.base.collation import sort_key
from core.base.text_cleaning import clean_name, clean_text
from core.base.users import AbstractUser
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import KeptByFile, LabelTaken, PreferredMissing, UnknownLanguage, UnusableText
from vocabularies.models import Concept, Definition, Label, LabelWord
from vocabularies.search_terms import words_of
from vocabularies.services.versions import record_change

DEFINITION_LIMIT = 4000  # characters
_CHUNK = 500


@transaction.atomic
def set_label(
    concept: Concept,
    language: str,
    text: str,
    *,
    kind: str = LabelKind.PREFERRED,
    is_official: bool = False,
    by: AbstractUser | None = None,
    origin: str = Origin.EDITOR,
) -> Label:
    """Return a concept a name. A preferred one takes the place of the former in its language.

    The same name of another kind becomes of this kind, but the preferred name is not made another kind: that
    raises LabelTaken. Also raises UnknownLanguage and UnusableText. What an editor set, files leave alone.
    """
    text = check_label(language, text)
    _hold(concept)
    same = concept.labels.filter(language=language, text=text).first()
    former = concept.labels.filter(language=language, kind=LabelKind.PREFERRED).first()
    if same is not None and same == former and kind != LabelKind.PREFERRED:
        raise LabelTaken
    if same is not None and (same.kind, same.is_official) == (kind, is_official):
        return same
    label = former if kind == LabelKind.PREFERRED and former is not None else same
    label = label or Label(concept=concept, language=language)
    if same is not None and same != label:
        same.delete()
    before = label.text
    label.text, label.kind, label.is_official, label.origin = text, kind, is_official, origin
    label.sort_key = sort_key(text, language)
    label.save()
    index_labels([label])
    _audit("vocabularies.label_set", label, by=by, before=before)
    return label


def check_label(language: str, text: str) -> str:
    """Return the name as it is kept; raises UnknownLanguage and UnusableText."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    try:
        cleaned: str = Label._meta.get_field("text").clean(clean_name(text), None)
    except ValidationError as refusal:
        raise UnusableText(" ".join(refusal.messages)) from refusal
    return cleaned


@transaction.atomic
def remove_label(label: Label, *, by: AbstractUser | None = None) -> None:
    """Take a name away. One from the vocabulary files becomes hidden and the editors': so it stays away.

    Raises PreferredMissing for the preferred name in English.
    """
    _hold(label.concept)
    if label.kind == LabelKind.PREFERRED and label.language == settings.LANGUAGE_CODE:
        raise PreferredMissing
    _audit("vocabularies.label_removed", label, by=by, before=label.text)
    if label.origin == Origin.FILE:
        label.kind, label.origin = LabelKind.HIDDEN, Origin.EDITOR
        label.save()
    else:
        label.delete()


@transaction.atomic
def set_definition(
    concept: Concept,
    language: str,
    text: str,
    *,
    is_official: bool = False,
    by: AbstractUser | None = None,
    origin: str = Origin.EDITOR,
) -> Definition | None:
    """Set the definition of a concept; an empty text removes it.

    Raises UnknownLanguage, UnusableText, and KeptByFile when a definition of the files would be taken away:
    the next load would add it again.
    """
    text = check_definition(language, text)
    _hold(concept)
    definition = concept.definitions.filter(language=language).first()
    if not text:
        if definition is not None and definition.origin == Origin.FILE:
            raise KeptByFile
        if definition is not None:
            definition.delete()
            record_change(
                "vocabularies.definition_removed", by=by, subject=concept, detail={"language": language}
            )
        return None
    definition = definition or Definition(concept=concept, language=language)
    if (definition.text, definition.is_official) == (text, is_official):
        return definition
    definition.text, definition.is_official, definition.origin = text, is_official, origin
    definition.save()
    record_change("vocabularies.definition_set", by=by, subject=concept, detail={"language": language})
    return definition


def check_definition(language: str, text: str) -> str:
    """Return the definition as it is kept; raises UnknownLanguage and UnusableText."""
    if language not in dict(settings.LANGUAGES):
        raise UnknownLanguage
    text = text.strip()
    if len(text) > DEFINITION_LIMIT:
        raise UnusableText(_("Use %(limit)d characters at most.") % {"limit": DEFINITION_LIMIT})
    try:
        return Definition._meta.get_field("text").clean(clean_text(text), None) if text else ""
    except ValidationError as refusal:
        raise UnusableText(" ".join(refusal.messages)) from refusal


def index_labels(labels: Iterable[Label]) -> None:
    """Store the words by which these saved labels are found, and no others."""
    labels = list(labels)
    for start in range(0, len(labels), _CHUNK):
        part = labels[start : start + _CHUNK]
        LabelWord.objects.filter(label__in=part).delete()
        LabelWord.objects.bulk_create(
            [
                LabelWord(label=label, word=word)
                for label in part
                for word in sorted(words_of(label.text, label.language))
            ],
            batch_size=_CHUNK,
        )


def reindex() -> int:
    """Rebuild sort keys and search words whose rules have changed; return for how many names."""
    words: dict[int, set[str]] = defaultdict(set)
    for key, word in LabelWord.objects.values_list("label", "word"):
        words[key].add(word)
    wrong: list[Label] = []
    for label in Label.objects.all():
        fresh = sort_key(label.text, label.language)
        if label.sort_key != fresh or words[label.pk] != words_of(label.text, label.language):
            label.sort_key = fresh
            wrong.append(label)
    Label.objects.bulk_update(wrong, ["sort_key"], batch_size=_CHUNK)
    index_labels(wrong)
    return len(wrong)


def _hold(concept: Concept) -> None:
    """Let one transaction at a time change the names of a concept."""
    Concept.objects.select_for_update(no_key=True).filter(pk=concept.pk).first()


def _audit(action: str, label: Label, *, by: AbstractUser | None, before: str) -> None:
    detail = {"language": label.language, "kind": str(label.kind), "text": label.text, "before": before}
    record_change(
        action,
        by=by,
        subject=label.concept,
        detail={key: value for key, value in detail.items() if "@" not in value},
    )
