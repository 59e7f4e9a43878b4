"""Templates: translated, nothing inline; every component has a sample and states its arguments."""

import pytest

from core.web import components
from tests.architecture.files import ROOT, name, written
from tests.architecture.markup import bare_words, inline

TEMPLATES = ROOT / "templates"
# Templates that may have untranslated words or inline styles, and why.
BARE_WORDS = {
    "templates/components/samples/": "invented examples on the style guide, not said to readers",
    "templates/portal/styleguide_show.html": "the names of the colours in static/css/tokens.css",
}
INLINE = {
    "templates/layouts/mail.html": "mail programs know no style sheets of a site",
}


def templates(*suffixes: str) -> dict[str, str]:
    """Return the source of the templates by name."""
    return {name(p): p.read_text("utf-8") for p in written(*suffixes) if "templates" in p.parts}


def excused(path: str, reasons: dict[str, str]) -> bool:
    """Return whether a reason is stated for the template."""
    return any(path.startswith(prefix) for prefix in reasons)


def test_every_word_is_translated() -> None:
    wrong = {
        path: words
        for path, source in templates(".html", ".txt").items()
        if (words := bare_words(source, plain=path.endswith(".txt"))) and not excused(path, BARE_WORDS)
    }
    assert wrong == {}


def test_nothing_is_inline() -> None:
    wrong = {path: found for path, text in templates(".html").items() if (found := inline(text))}
    assert {path: found for path, found in wrong.items() if not excused(path, INLINE)} == {}
    assert sorted(INLINE.keys() - wrong.keys()) == [], "these exceptions are no longer needed"


def test_every_component_has_a_sample() -> None:
    samples = {path.stem for path in (TEMPLATES / "components" / "samples").glob("*.html")}
    assert samples == set(components.names())


def test_every_component_states_its_arguments() -> None:
    assert [components.signature(known).name for known in components.names()] == components.names()


@pytest.mark.parametrize(
    "source",
    [
        "<p>Hello</p>",
        "{% if a %}Hello{% endif %}",
        '<img alt="A river">',
        '<input type="submit" value="Send">',
        '{% component "card" title="A river" url=x %}{% endcomponent %}',
        "{% blocktranslate %}Yes{% endblocktranslate %} no",
        "<p>{{ name }} says</p>",
    ],
)
def test_a_bare_word_is_caught(source: str) -> None:
    assert len(bare_words(source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        '<p class="Hello">{% translate "Hello" %}</p>',
        "{% blocktranslate trimmed with a=b %}Hello {{ a }}{% endblocktranslate %}",
        "{# Hello #}{% comment %}Hello{% endcomment %}",
        '{% component "card" title=_("A river") kind="note" %}{% endcomponent %}',
        "<p>1 · 2 &nbsp; — {{ x }}</p><script type=module src=x></script>",
        "<title>KM4B Commons</title>",
    ],
)
def test_a_translated_word_passes(source: str) -> None:
    assert bare_words(source) == []


@pytest.mark.parametrize(
    "source",
    [
        '<p style="color:red">',
        "<a\n onclick='x()'>",
        '<a hx-on:click="x()">',
        "<script>alert(1)</script>",
        "<style>a{}</style>",
        '<a href="javascript:x()">',
    ],
)
def test_an_inline_script_or_style_is_caught(source: str) -> None:
    assert len(inline(source)) == 1


def test_a_linked_script_passes() -> None:
    assert inline('<script type="module" src="{% static "js/site.js" %}"></script><p data-on="x">') == []
