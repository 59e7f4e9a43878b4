"""Components: only declared arguments, and no variables of the page."""

import pytest
from django.template import Context, Template, TemplateSyntaxError, engines
from django.template.loader import render_to_string
from django.utils import timezone

from core.web.components import Signature, names, samples, signature


@pytest.fixture
def folder(settings, tmp_path):
    """A folder of components for the test."""
    (tmp_path / "components").mkdir()
    changed = [{**settings.TEMPLATES[0], "DIRS": [tmp_path]}]
    settings.TEMPLATES = changed
    signature.cache_clear()
    yield tmp_path / "components"
    signature.cache_clear()


def render(source, **context):
    template = engines["django"].from_string(source)
    return template.render(context)


def test_a_component_gets_what_was_given_and_its_content(folder):
    (folder / "card.html").write_text(
        "{# args: title; optional: kind; content #}\n{{ kind }}|{{ title }}|{{ content }}"
    )
    shown = render('{% component "card" title=t %}<b>{{ t }}</b>{% endcomponent %}', t="<Leaf>")
    assert shown.strip() == "None|&lt;Leaf&gt;|<b>&lt;Leaf&gt;</b>"


def test_a_component_has_no_variables_of_the_page(folder):
    (folder / "card.html").write_text("{# args: title #}\n[{{ secret }}]")
    assert render('{% component "card" title="a" %}{% endcomponent %}', secret="x").strip() == "[]"


@pytest.mark.parametrize(
    ("first", "call", "words"),
    [
        ("{# args: title url #}", 'title="a"', "card needs url"),
        ("{# args: title #}", 'title="a" colour="red" size=1', "card does not know colour, size"),
        ("{# args: #}", 'title="a"', "does not know title"),
        ("<p>", "", "must state its arguments"),
        ("{# takes title #}", "", "must state its arguments"),
    ],
)
def test_wrong_arguments_are_refused(folder, first, call, words):
    (folder / "card.html").write_text(f"{first}\n")
    with pytest.raises(TemplateSyntaxError, match=words):
        render('{% component "card" ' + call + " %}{% endcomponent %}")


def test_a_component_without_content_refuses_it(folder):
    (folder / "dot.html").write_text("{# args: #}\n.")
    assert render('{% component "dot" %}\n{% endcomponent %}').strip() == "."
    with pytest.raises(TemplateSyntaxError, match="takes no content"):
        render('{% component "dot" %}words{% endcomponent %}')


def test_a_component_has_an_end(folder):
    with pytest.raises(TemplateSyntaxError, match="endcomponent"):
        render('{% component "dot" %}')


def test_signatures_are_read_from_the_first_line(folder):
    (folder / "a.html").write_text("{# args: one two; optional: three; content #}\n{# args: four #}")
    (folder / "b.html").write_text("{# args: #}")
    assert signature("a") == Signature("a", frozenset({"one", "two"}), frozenset({"three"}), True)
    assert signature("b") == Signature("b", frozenset(), frozenset(), False)


@pytest.mark.parametrize("name", names())
def test_each_component_states_its_arguments_and_its_sample_renders(name):
    signature(name)
    sample = next(sample for sample in samples() if sample.name == name)
    assert render_to_string(sample.template, {"moment": timezone.now()}).strip()


def test_control_a_sample_with_a_wrong_argument_fails():
    with pytest.raises(TemplateSyntaxError):
        Template('{% component "card" colour="red" %}{% endcomponent %}').render(Context())
