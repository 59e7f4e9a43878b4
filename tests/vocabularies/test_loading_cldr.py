"""Names that come from CLDR."""

from vocabularies.services.loading.cldr import fill_names
from vocabularies.services.loading.records import ConceptEntry, Place, Problems, SchemeEntry


def test_a_hidden_name_that_cldr_prefers_is_kept_once() -> None:
    place = Place("countries.yaml", 1)
    kenya = ConceptEntry("countries", "ke", place, 1, hidden={"fr": ["Kenya", "Kénia"]})
    scheme, problems = SchemeEntry("countries", place, names="territories"), Problems()
    scheme.concepts.append(kenya)
    fill_names(scheme, problems)
    assert kenya.labels["fr"] == "Kenya"
    assert kenya.hidden == {"fr": ["Kénia"]}
