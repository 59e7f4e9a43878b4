"""Adding and changing concepts in the editors' admin."""

import hashlib
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from core.base.fields import NameFormField, TextFormField
from vocabularies.enums import LabelKind, Origin
from vocabularies.errors import CannotMerge
from vocabularies.form_fields import ConceptSearchField
from vocabularies.models import Concept, Label
from vocabularies.selectors.concepts import broader_than, related_to
from vocabularies.services.editing import Naming

OTHERS = {LabelKind.ALTERNATIVE: "other", LabelKind.HIDDEN: "hidden"}


def languages() -> list[tuple[str, str]]:
    """Return the site's languages by their own names, English first: its name is the one that must be."""
    codes = sorted(dict(settings.LANGUAGES), key=lambda code: (code != settings.LANGUAGE_CODE, code))
    return [(code, get_language_info(code)["name_local"]) for code in codes]


def lines_of(text: str) -> list[str]:
    """Return the lines that say something, each once."""
    return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))


class ConceptForm(forms.Form):
    """A concept's names and definitions in every language, and its relations.

    `version` shows whether somebody else changed the concept meanwhile.
    """

    version = forms.CharField(widget=forms.HiddenInput, required=False)
    notation = NameFormField(label=_("Notation"), max_length=40, required=False)
    source_url = forms.URLField(
        label=_("Address of the source"), max_length=500, required=False, assume_scheme="https"
    )
    broader = ConceptSearchField(label=_("Narrower than"))
    related = ConceptSearchField(label=_("Related to"))

    def __init__(self, data: Any = None, *, concept: Concept) -> None:
        self.concept = concept
        self.labels = list(concept.labels.order_by("pk"))
        self.definitions = list(concept.definitions.all())
        self.broader_now, self.related_now = list(broader_than(concept)), list(related_to(concept))
        super().__init__(data, initial=self._present())
        if concept.origin == Origin.FILE:  # the next load would put them back
            del self.fields["notation"], self.fields["source_url"]
        for code, name in languages():
            self._add_language(code, name)

    def _add_language(self, code: str, name: str) -> None:
        speech = {"lang": code, "dir": "rtl" if get_language_info(code)["bidi"] else "ltr"}
        needed = code == settings.LANGUAGE_CODE
        preferred = self._preferred(code)
        definition = next((row for row in self.definitions if row.language == code), None)
        self.fields |= {
            f"name_{code}": NameFormField(
                label=_("Preferred name (%(language)s)") % {"language": name},
                max_length=300,
                required=needed,
                initial=preferred.text if preferred else "",
                widget=forms.TextInput(attrs=speech),
            ),
            f"official_{code}": forms.BooleanField(
                label=_("Official: given by the body that owns the vocabulary"),
                required=False,
                initial=bool(preferred and preferred.is_official),
            ),
            f"other_{code}": self._list_field(
                code, LabelKind.ALTERNATIVE, _("Other names, one per line"), speech
            ),
            f"hidden_{code}": self._list_field(
                code, LabelKind.HIDDEN, _("Search terms that are not shown, one per line"), speech
            ),
            f"definition_{code}": TextFormField(
                label=_("Definition"),
                max_length=4000,
                required=False,
                initial=definition.text if definition else "",
                widget=forms.Textarea(attrs={"rows": 3, **speech}),
            ),
            f"definition_official_{code}": forms.BooleanField(
                label=_("The definition is official"),
                required=False,
                initial=bool(definition and definition.is_official),
            ),
        }

    def _list_field(self, code: str, kind: LabelKind, label: Any, speech: dict[str, str]) -> forms.Field:
        texts = [row.text for row in self.labels if (row.language, row.kind) == (code, kind)]
        return TextFormField(
            label=label,
            max_length=6000,
            required=False,
            initial="\n".join(texts),
            widget=forms.Textarea(attrs={"rows": 2, **speech}),
        )

    def _preferred(self, code: str) -> Label | None:
        wanted = (code, LabelKind.PREFERRED)
        return next((row for row in self.labels if (row.language, row.kind) == wanted), None)

    def _present(self) -> dict[str, Any]:
        return {
            "version": self.present_version(),
            "notation": self.concept.notation,
            "source_url": self.concept.source_url,
            "broader": self.broader_now,
            "related": self.related_now,
        }

    def present_version(self) -> str:
        """Return a word that changes whenever anything this form shows changes."""
        around = [[one.public_id for one in some] for some in (self.broader_now, self.related_now)]
        names = [(row.language, row.kind, row.text, row.is_official) for row in self.labels]
        meanings = [(row.language, row.text, row.is_official) for row in self.definitions]
        facts = (self.concept.notation, self.concept.source_url, self.concept.retired_at)
        shown = repr((facts, sorted(names), sorted(meanings), around))
        return hashlib.sha256(shown.encode()).hexdigest()[:16]

    def namings(self) -> dict[str, Naming]:
        """Return what was written about names and meanings, by language."""
        written = self.cleaned_data
        return {
            code: Naming(
                preferred=written[f"name_{code}"],
                is_official=written[f"official_{code}"],
                others=lines_of(written[f"other_{code}"]),
                hidden=lines_of(written[f"hidden_{code}"]),
                definition=written[f"definition_{code}"],
                definition_is_official=written[f"definition_official_{code}"],
            )
            for code, _name in languages()
        }

    def parts(self) -> list[dict[str, Any]]:
        """Return the fields language by language: code, name, what the concept is called, bound fields.

        A language is `open` when it is the first, or when it has errors.
        """
        names = ("name", "official", "other", "hidden", "definition", "definition_official")
        parts = []
        for code, name in languages():
            fields = [self[f"{part}_{code}"] for part in names]
            opened = code == settings.LANGUAGE_CODE or any(field.errors for field in fields)
            called = fields[0].value() or ""
            parts.append({"code": code, "name": name, "called": called, "fields": fields, "open": opened})
        return parts

    def clean(self) -> dict[str, Any]:
        """Refuse names said twice, and a form that was filled while somebody else saved."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("version") != self.present_version():
            raise ValidationError(
                _(
                    "Somebody changed this concept while you were writing. Your text is below; open the "
                    "concept in another window, compare, and send again."
                ),
                code="stale",
            )
        for code, _name in languages():
            self._refuse_doubles(cleaned, code)
        return cleaned

    def _refuse_doubles(self, cleaned: dict[str, Any], code: str) -> None:
        said: set[str] = {cleaned.get(f"name_{code}") or ""} - {""}
        for part in OTHERS.values():
            lines = lines_of(cleaned.get(f"{part}_{code}", ""))
            if twice := said & set(lines):
                error = _("“%(name)s” is here twice in this language.") % {"name": min(twice)}
                self.add_error(f"{part}_{code}", error)
            if any(len(line) > 300 for line in lines):
                self.add_error(f"{part}_{code}", _("A name has at most 300 characters."))
            if lines and part == "other" and not cleaned.get(f"name_{code}"):
                self.add_error(f"name_{code}", _("Give the preferred name before other names."))
            said |= set(lines)

    def renewed(self) -> "ConceptForm":
        """Return this form as it was filled, with the version of now, so that it can be sent again."""
        data: Any = self.data.copy()  # type: ignore[attr-defined]  # a QueryDict
        data["version"] = self.present_version()
        form = ConceptForm(data, concept=self.concept)
        form.full_clean()
        form.add_error(None, self.non_field_errors().as_data())
        return form


class NewConceptForm(forms.Form):
    """The least a concept needs; the rest is written on its page."""

    identifier = forms.CharField(
        label=_("Identifier"),
        max_length=80,
        help_text=_(
            "The identifier of the CBD or ISO where there is one. It cannot be changed later, because it is "
            "part of the address."
        ),
        widget=forms.TextInput(attrs={"dir": "ltr", "spellcheck": "false"}),
    )
    name = NameFormField(label=_("Name in English"), max_length=300)
    broader = ConceptSearchField(label=_("Narrower than"))


class _OtherConceptForm(forms.Form):
    """Another concept is chosen first, shown by its name, and then confirmed."""

    other: str
    confirmed = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, concept: Concept) -> None:
        super().__init__(data)
        self.concept = concept

    def clean(self) -> dict[str, Any]:
        """Refuse the concept itself."""
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get(self.other) == self.concept:
            self.add_error(self.other, str(CannotMerge()))
        return cleaned

    def chosen_label(self) -> Any:
        """Return what the chosen concept is here."""
        return self.fields[self.other].label

    def to_confirm(self) -> Concept | None:
        """Return the concept that was chosen and not confirmed yet."""
        if not self.is_bound or not self.is_valid() or self.cleaned_data["confirmed"]:
            return None
        return self.cleaned_data[self.other]  # type: ignore[no-any-return]


class RetireForm(_OtherConceptForm):
    """Which concept to use instead, if there is one."""

    other = "replaced_by"
    replaced_by = ConceptSearchField(label=_("Use instead"), single=True)


class MergeForm(_OtherConceptForm):
    """The concept that stays, of the same vocabulary."""

    other = "into"
    into = ConceptSearchField(label=_("The concept that stays"), single=True, required=True)

    def __init__(self, data: Any = None, *, concept: Concept) -> None:
        super().__init__(data, concept=concept)
        field: Any = self.fields["into"]
        field.limit_to(concept.scheme.key)
