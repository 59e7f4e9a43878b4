"""Choosing concepts in a form: works without scripts, and is found in while typing with them.

What is sent are public ids under the field's name, and names under NAME-find, written with semicolons
between them, those of Arabic and Chinese too: "Kenya; Côte d'Ivoire". A name may be any name, in any
language, or an identifier.
"""

import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.forms.widgets import Script
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from core.base.joined_names import join_names
from vocabularies.models import Concept
from vocabularies.search_terms import fold, without_apostrophes
from vocabularies.selectors.crosswalk import suggest
from vocabularies.selectors.names import Found, find_concepts

SHORT = 40  # the most concepts of a scheme that are shown as checkboxes
BETWEEN = re.compile("[;؛；]")  # the semicolons of all writing systems here
WRITTEN = "?"  # marks a written name among the ids
PICKED = "="  # marks an id that was picked from what a written name may mean
NEAR = 3  # names that the message suggests for one that is not known
OFFERED = 8  # concepts to choose from for one that is not known
LONGEST = 200  # characters of a written name
MOST = 50  # names written at once: each is looked up by itself


def _id(value: Any) -> UUID | None:
    try:
        return UUID(str(value))
    except ValueError:
        return None


class ConceptPicker(forms.Widget):
    """Boxes for what is chosen and for short schemes, names for long ones; around it the element."""

    template_name = "vocabularies/widgets/concept_picker.html"
    use_fieldset = True
    schemes: tuple[str, ...] = ()
    label: Any = ""
    single = False
    near: tuple[str, ...] = ()  # public ids of what a written name may have meant
    answered: frozenset[str] = frozenset()  # written names whose concept was picked

    class Media:
        js = [Script("js/concept-picker.js", type="module")]

    def id_for_label(self, id_: str | None, index: Any = None) -> str:
        """Return none: the label names the group."""
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return the ids; those picked for a typed name follow PICKED, each typed name follows WRITTEN."""
        read = data.getlist if hasattr(data, "getlist") else lambda key: data.get(key) or []
        written = data.get(f"{name}-find") or ""
        names = [part.strip() for part in BETWEEN.split(written) if part.strip()]
        picked = [f"{PICKED}{one}" for one in read(f"{name}-near")]
        return [*read(name), *picked, *(f"{WRITTEN}{part}" for part in names)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Return False: a form without a ticked box removes all concepts."""
        return False

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Add what is chosen, suggested by the crosswalk and offered, in a fixed number of queries."""
        context = super().get_context(name, value, attrs)
        values = [str(one).removeprefix(PICKED) for one in value or ()]
        ids = [found for one in values if (found := _id(one))]
        chosen = list(self._named(Concept.objects.filter(public_id__in=ids)))
        own = {concept.pk for concept in chosen}
        suggested = [one for one in suggest(chosen) if one.scheme.key in self.schemes and one.pk not in own]
        groups, long = self._groups(own)
        context["widget"] |= {
            "chosen": chosen,
            "suggested": suggested,
            "groups": groups,
            "long": long,
            "long_titles": join_names([scheme.title for scheme in long]),
            "invalid": context["widget"]["attrs"].get("aria-invalid"),
            "described": context["widget"]["attrs"].get("aria-describedby"),
            "written": "; ".join(self._written(values)),
            "single": self.single,
            "near_type": "radio" if self.single else "checkbox",
            "near": list(self._named(Concept.objects.filter(public_id__in=self.near))) if self.near else [],
            "schemes": ",".join(self.schemes),
            "label": self.label,
            "suggest_url": reverse("vocabularies:concepts_suggest"),
        }
        return context

    def _written(self, values: list[str]) -> list[str]:
        names = [one.removeprefix(WRITTEN) for one in values if one.startswith(WRITTEN)]
        return [name for name in names if name not in self.answered]

    def _named(self, rows: Any) -> Any:
        return (
            rows.named()
            .select_related("scheme")
            .order_by("scheme__position", "scheme__key", "position", "name_sort", "identifier")
        )

    def _groups(self, chosen: set[int]) -> tuple[list[tuple[Any, list[Any]]], list[Any]]:
        """Return the short schemes with the concepts to tick, and the long ones, in the field's order."""
        offered: dict[Any, list[Any]] = {}
        for concept in self._named(Concept.objects.current().in_schemes(*self.schemes)):
            offered.setdefault(concept.scheme, []).append(concept)
        schemes = sorted(offered, key=lambda scheme: self.schemes.index(scheme.key))
        short = [scheme for scheme in schemes if len(offered[scheme]) <= SHORT]
        groups = [(scheme, [one for one in offered[scheme] if one.pk not in chosen]) for scheme in short]
        return [(scheme, rest) for scheme, rest in groups if rest], [
            scheme for scheme in schemes if scheme not in short
        ]


class ConceptSearch(ConceptPicker):
    """One field to find concepts with, by name or identifier, in place of boxes for whole schemes."""

    def _groups(self, chosen: set[int]) -> tuple[list[tuple[Any, list[Any]]], list[Any]]:
        return [], []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Suggest nothing beside what is found."""
        context = super().get_context(name, value, attrs)
        context["widget"] |= {"suggested": [], "is_search": True}
        return context


class ConceptsFormField(forms.ModelMultipleChoiceField):
    """Concepts of some schemes, as a queryset. Refuses what is unknown, retired or of other schemes.

    A retired concept that was a tag before the form was opened may stay.
    """

    widget = ConceptPicker
    default_error_messages = {
        "list": _("Choose from the list."),
        "invalid_choice": _("Choose a concept from the list: this one is not offered."),
    }

    def __init__(self, queryset: Any = None, *, schemes: Iterable[str] = (), **options: Any) -> None:
        self.schemes = tuple(schemes)
        self.already_tagged: set[int] = set()
        options.setdefault("required", False)
        options.pop("to_field_name", None)
        super().__init__(queryset=Concept.objects.none(), to_field_name="public_id", **options)
        self.widget.schemes, self.widget.label = self.schemes, self.label

    def __deepcopy__(self, memo: Any) -> Any:
        result = super().__deepcopy__(memo)
        result.already_tagged = set(self.already_tagged)
        return result

    def get_bound_field(self, form: Any, field_name: str) -> Any:
        """Keep the present tags before anything is validated."""
        before = form.get_initial_for_field(self, field_name) or ()
        self.already_tagged = {one.pk if isinstance(one, Concept) else one for one in before}
        self.widget.label = self.label or ""
        return super().get_bound_field(form, field_name)

    def clean(self, value: Any) -> Any:
        """Return the concepts; ValidationError names each name that is not known, and what is near it."""
        if value and not isinstance(value, list | tuple):
            raise ValidationError(self.error_messages["list"], code="list")
        values = [str(getattr(one, "public_id", one)) for one in value or ()]
        names = list(dict.fromkeys(one[1:] for one in values if one.startswith(WRITTEN)))
        if len(names) > MOST:
            raise ValidationError(_("Name at most %(most)s concepts here."), params={"most": MOST})
        ids = [one.removeprefix(PICKED) for one in values if not one.startswith(WRITTEN)]
        picked = {one.removeprefix(PICKED) for one in values if one.startswith(PICKED)}
        if not all(_id(one) for one in ids):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        offered = Q(retired_at=None) & self._of_schemes()
        self.queryset = Concept.objects.filter(offered | Q(pk__in=self.already_tagged))
        return super().clean([*dict.fromkeys(ids), *self._read(names, picked)])

    def _read(self, names: list[str], picked: set[str]) -> list[str]:
        """Return the ids of written names; ValidationError names all that are not known.

        A name for which one of the concepts near it was picked needs no id of its own.
        """
        found, unclear = [], {}
        for name in names:
            near = self._near(name[:LONGEST])
            exact = [one for one in near if _is_called(one, name)] or self._by_identifier(name)
            if len(exact) == 1:
                found.append(str(exact[0].public_id))
            else:
                unclear[name] = list(exact or near)[:OFFERED]
        offered = {name: [str(one.public_id) for one in near] for name, near in unclear.items()}
        self.widget.answered = _answered(offered, picked)
        left = [name for name in unclear if name not in self.widget.answered]
        self.widget.near = tuple(one for name in left for one in offered[name])
        if left:
            raise ValidationError([_unknown(name, [one.name for one in unclear[name]]) for name in left])
        return found

    def _near(self, name: str) -> list[Found]:
        return find_concepts(name, schemes=self.schemes, limit=20) if self.schemes else []

    def _of_schemes(self) -> Q:
        return Q(scheme__key__in=self.schemes)

    def _by_identifier(self, name: str) -> list[Any]:
        """Return at most two concepts with this identifier, notation, or key of the scheme and identifier."""
        key, _slash, identifier = name.rpartition("/")
        called = Q(identifier__iexact=name) | Q(notation__iexact=name)
        called |= Q(scheme__key__iexact=key, identifier__iexact=identifier)
        rows = Concept.objects.current().filter(self._of_schemes()).named().select_related("scheme")
        return list(rows.filter(called)[:2])


class ConceptSearchField(ConceptsFormField):
    """Concepts of these schemes, or of all; `single` takes one at most and cleans to it, or to None."""

    widget = ConceptSearch

    def __init__(self, *, single: bool = False, **options: Any) -> None:
        options.setdefault(
            "help_text", _("Any name, in any language, or the identifier, as in countries/ke.")
        )
        super().__init__(**options)
        self.single = self.widget.single = single

    def clean(self, value: Any) -> Any:
        """Return the concepts, or the one; ValidationError also when one was asked and several are chosen."""
        found = super().clean(value)
        if not self.single:
            return found
        several = list(found.select_related("scheme")[:2])
        if len(several) > 1:
            raise ValidationError(_("Choose one concept only."), code="several")
        return several[0] if several else None

    def limit_to(self, scheme: str) -> None:
        """Offer the concepts of one scheme only."""
        self.schemes = self.widget.schemes = (scheme,)

    def _near(self, name: str) -> list[Found]:
        return find_concepts(name, schemes=self.schemes, limit=20)

    def _of_schemes(self) -> Q:
        return super()._of_schemes() if self.schemes else Q()


def _is_called(found: Found, name: str) -> bool:
    names = (found.name, found.matched, found.identifier)
    return without_apostrophes(fold(name)) in [without_apostrophes(fold(one)) for one in names]


def _answered(offered: dict[str, list[str]], picked: set[str]) -> frozenset[str]:
    """Return the names that the picked ids answer: each id one name, those with the fewest choices first."""
    choices = {name: [one for one in ids if one in picked] for name, ids in offered.items()}
    answers: dict[str, str] = {}
    for name in sorted(choices, key=lambda name: len(choices[name])):
        free = [one for one in choices[name] if one not in answers]
        if free:
            answers[free[0]] = name
    return frozenset(answers.values())


def _unknown(name: str, near: list[str]) -> ValidationError:
    if not near:
        text = gettext("“%(name)s” is not known here. Write a name as the lists show it.")
        return ValidationError(text, code="unknown", params={"name": name})
    offered = join_names([f"“{one}”" for one in near[:NEAR]])
    text = ngettext(
        "“%(name)s” is not clear. Did you mean %(near)s?",
        "“%(name)s” is not clear. Did you mean one of %(near)s?",
        len(near[:NEAR]),
    )
    return ValidationError(text, code="unclear", params={"name": name, "near": offered})
