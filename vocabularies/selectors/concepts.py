"""One concept: its names, definitions, relations and what is tagged with it."""

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.http import HttpRequest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from core.web.caching.fragments import remember
from vocabularies.enums import VOCABULARIES, LabelKind, RelationKind
from vocabularies.models import Concept, Definition, Label, Relation
from vocabularies.tagged_models import TAGGED_MODELS, TaggedItem

SHOWN = 6  # tagged things of one kind on the page of a concept
# What the facts of a concept are called; others are for machines.
FACTS: dict[str, Promise] = {
    "party": _("Party to the Convention on Biological Diversity"),
    "iso2": _("Code of two letters (ISO 3166-1)"),
    "iso3": _("Code of three letters (ISO 3166-1)"),
    "m49": _("Code of the United Nations (M49)"),
}


@dataclass
class Names:
    """What a concept is called in one language; `language` is its name in the reader's."""

    code: str
    language: str
    direction: str
    preferred: Label | None = None
    others: list[Label] = field(default_factory=list)


@dataclass(frozen=True)
class ConceptDetail:
    """What the page of a concept says of it, in the reader's language."""

    names: list[Names]
    definition: Definition | None
    broader: list[Any]
    narrower: list[Any]
    related: list[Any]
    replaces: list[Concept]


@dataclass(frozen=True)
class TaggedGroup:
    """Things of one kind that are tagged with a concept: how many the reader may see, and the first."""

    title: Any
    count: int
    items: list[TaggedItem]
    url: str


def concept_named(scheme: str, identifier: str) -> Any:
    """Return the concept with its name in the reader's language, whatever the letter case; or None."""
    rows: Any = Concept.objects.named().select_related("scheme", "replaced_by__scheme")
    exact = rows.filter(scheme__key=scheme, identifier=identifier).first()  # found through an index
    return exact or rows.filter(scheme__key__iexact=scheme, identifier__iexact=identifier).first()


def detail_of(concept: Concept) -> ConceptDetail:
    """Return what the page of a concept says of it: five queries, kept until vocabularies change."""
    return remember("vocabularies.concept", [concept.pk], lambda: _detail(concept), (VOCABULARIES,))


def _detail(concept: Concept) -> ConceptDetail:
    rows = Relation.objects.filter(Q(subject=concept) | Q(object=concept))
    sides: dict[str, set[int]] = {"broader": set(), "narrower": set(), "related": set()}
    for kind, subject, other in rows.values_list("kind", "subject", "object"):
        is_subject = subject == concept.pk
        side = "related" if kind == RelationKind.RELATED else "broader" if is_subject else "narrower"
        sides[side].add(other if is_subject else subject)
    around = list(_around(concept, Q(pk__in=set().union(*sides.values()))))
    return ConceptDetail(
        names=names_of(concept),
        definition=definition_of(concept),
        replaces=list(concept.replaces.all()),
        **{side: [one for one in around if one.pk in keys] for side, keys in sides.items()},
    )


def names_of(concept: Concept) -> list[Names]:
    """Return the names in each language that has one, the reader's first; without hidden names."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: code != here)
    found: dict[str, Names] = {}
    labels = concept.labels.exclude(kind=LabelKind.HIDDEN).order_by("sort_key", "pk")
    for label in labels:
        info = get_language_info(label.language)
        title, direction = str(capfirst(info["name_translated"])), "rtl" if info["bidi"] else "ltr"
        names = found.setdefault(label.language, Names(label.language, title, direction))
        if label.kind == LabelKind.PREFERRED:
            names.preferred = label
        else:
            names.others.append(label)
    return [found[code] for code in codes if code in found]


def definition_of(concept: Concept) -> Definition | None:
    """Return the definition in the reader's language, else in English, else in any; None without one."""
    here = translation.get_language() or settings.LANGUAGE_CODE
    near = Case(
        When(language=here, then=Value(0)),
        When(language="en", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return concept.definitions.order_by(near, "language").first()


def broader_than(concept: Concept) -> QuerySet[Any]:
    """Return the concepts right above, those of its own scheme first."""
    above = Relation.objects.filter(kind=RelationKind.BROADER, subject=concept).values("object")
    return _around(concept, Q(pk__in=above))


def related_to(concept: Concept) -> QuerySet[Any]:
    """Return what has to do with the concept."""
    out = Relation.objects.filter(kind=RelationKind.RELATED, subject=concept).values("object")
    back = Relation.objects.filter(kind=RelationKind.RELATED, object=concept).values("subject")
    return _around(concept, Q(pk__in=out) | Q(pk__in=back))


def _around(concept: Concept, which: Q) -> QuerySet[Any]:
    """Return concepts in use: first those of the concept's own scheme in that order, then others by name."""
    rows: Any = Concept.objects.filter(which).current().named().select_related("scheme")
    own = Case(When(scheme=concept.scheme_id, then=F("position")), default=Value(0))
    foreign = Case(
        When(scheme=concept.scheme_id, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    order = (foreign, "scheme__position", "scheme__key", own, "name_sort", "identifier")
    return rows.order_by(*order)  # type: ignore[no-any-return]


def facts_of(concept: Concept) -> list[tuple[Promise, Any]]:
    """Return the facts that have words: what they are called, and the value (yes and no in words)."""
    said = {True: _("yes"), False: _("no")}
    return [
        (words, said.get(concept.facts[key], concept.facts[key]))
        for key, words in FACTS.items()
        if concept.facts.get(key) not in (None, "")
    ]


def tagged_groups(concept: Concept, request: HttpRequest) -> list[TaggedGroup]:
    """Return what is tagged with the concept or a narrower one, by kind, without empty kinds."""
    found = []
    for tagged in TAGGED_MODELS.values():
        count, items = tagged.find(concept, request, SHOWN)
        if count:
            found.append(TaggedGroup(tagged.title, count, items, tagged.url(concept, request)))
    return found
