"""The component of filters: a form, chosen values, unknown values, choices to remove."""

from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation

from tests.html import normalise_html
from vocabularies.facets.sample import FACETS, ROWS

SOURCE = '{% component "filters" filters=filters title="Things" %}<p>Here they are.</p>{% endcomponent %}'


def shown(query="", rows=ROWS):
    filters = FACETS.filter(rows, QueryDict(query))
    return normalise_html(Template(SOURCE).render(Context({"filters": filters})))


def test_each_option_shows_its_count():
    page = shown("length=short&from=mail")
    assert '<input type="hidden" name="from" value="mail">' in page
    assert 'name="length" value="short" checked' in page
    assert '<bdi lang="fr">français</bdi>&nbsp;<small>1</small>' in page
    assert "3 results found" in page
    assert "Here they are." in page


def test_chosen_values_can_be_removed():
    page = shown("language=fr&length=short")
    assert 'href="?length=short"' in page
    assert 'href="?language=fr"' in page
    assert 'href="?"' in page


def test_when_nothing_is_found_it_proposes_choices_to_remove():
    page = shown("language=ar&length=long&length=endless")
    assert "Nothing matches all of these choices" in page
    assert "Here they are." not in page
    assert "“endless” is not known here and was ignored." in page
    assert "Without “العربيّة” there is 1 result" in page
    assert "Show all 4 results" in page


def test_an_empty_list_shows_the_pages_text():
    page = shown(rows=[])
    assert "<form" not in page
    assert "Here they are." in page


def test_it_is_in_the_readers_language():
    with translation.override("fr"):
        assert "3 résultats trouvés" in shown("length=short")
