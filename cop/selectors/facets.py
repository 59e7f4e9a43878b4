"""What communities are found by in their list."""

from django.utils.translation import gettext_lazy as _

from vocabularies.facets import PLACE_SCHEMES, ConceptFacet, FacetSet, LanguageFacet

# Over the rows of `cop.selectors.communities.communities_for`; fewer than seven communities need no filters.
COMMUNITY_FACETS = FacetSet(
    ConceptFacet("subject", _("Subject"), schemes=("cbd-subjects",), field="readable_community__tags"),
    ConceptFacet("place", _("Country or region"), schemes=PLACE_SCHEMES, field="readable_community__tags"),
    LanguageFacet("language", _("Language"), field="community__language"),
    min_items=7,
)
