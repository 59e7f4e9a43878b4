"""What courses are found by in the catalogue."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from learning.enums import Duration, Level
from vocabularies.facets import (
    PLACE_SCHEMES,
    ChoiceFacet,
    ConceptFacet,
    FacetSet,
    FilterTexts,
    LanguageFacet,
)

TAGS = "course__tags"
# Over the entries of `learning.selectors.catalogue`.
COURSE_FACETS = FacetSet(
    LanguageFacet("language", _("Language"), field="codes"),
    ConceptFacet("target", _("Global target"), schemes=("gbf-targets",), field=TAGS, in_scheme_order=True),
    ConceptFacet("subject", _("Subject"), schemes=("cbd-subjects",), field=TAGS),
    ConceptFacet("place", _("Country or region"), schemes=PLACE_SCHEMES, field=TAGS),
    ChoiceFacet("time", _("Time it takes"), Duration, field="duration"),
    ChoiceFacet("level", _("Level"), Level, field="course__level"),
    ConceptFacet("audience", _("For whom"), schemes=("audiences",), field=TAGS),
    texts=FilterTexts(
        label=_("Choose courses"),
        submit=_("Show these courses"),
        found=ngettext_lazy("%(number)s course found", "%(number)s courses found", "number"),
        none_found=_("No course matches all of these choices"),
        without=ngettext_lazy(
            "Without “%(name)s” there is %(number)s course",
            "Without “%(name)s” there are %(number)s courses",
            "number",
        ),
        show_all=ngettext_lazy("Show %(number)s course", "Show all %(number)s courses", "number"),
    ),
)
