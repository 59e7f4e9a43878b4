"""Components keep to their declared arguments, and each sample of the style guide renders."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.template.loader import render_to_string
from django.utils import timezone

from core.web.components import samples, signature


def _render(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_each_sample_renders(sample) -> None:  # type: ignore[no-untyped-def]
    assert render_to_string(sample.template, {"moment": timezone.now()}).strip()


def test_a_missing_argument_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="card needs url"):
        _render('{% component "card" title="A course" %}{% endcomponent %}')


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TemplateSyntaxError, match="chip does not know colour"):
        _render('{% component "chip" text="A" colour="red" %}{% endcomponent %}')


def test_a_component_without_content_refuses_content() -> None:
    assert not signature("chip").content
    with pytest.raises(TemplateSyntaxError, match="takes no content"):
        _render('{% component "chip" text="A" %}words{% endcomponent %}')


def test_members_text_is_escaped_and_isolated() -> None:
    html = _render('{% component "card" title=title url="/x/" %}{% endcomponent %}', title="<b>\u202eevil")
    assert "<bdi>&lt;b&gt;\u202eevil</bdi>" in html


@pytest.mark.parametrize(
    ("state", "words"), [("done", "(done)"), ("current", "(now)"), ("todo", "(to come)")]
)
def test_a_timeline_has_its_states_as_text(state: str, words: str) -> None:
    html = _render('{% component "timeline-item" title="Read" state=state %}{% endcomponent %}', state=state)
    assert f'<li class="{state}"' in html
    assert words in html


def test_an_external_film_is_a_link_and_never_an_iframe() -> None:
    html = _render(
        '{% component "video" title="A film" url="https://example.org/" %}<p>Said.</p>{% endcomponent %}'
    )
    assert 'href="https://example.org/"' in html
    assert "<iframe" not in html
    assert "<details" in html


def test_pages_of_a_list_keep_its_query() -> None:
    shown = '{% component "pagination" number=1 total=2 query=query %}{% endcomponent %}'
    assert 'href="?page=2"' in _render(shown)
    assert 'href="?page=2"' in _render(shown, query="?")
    assert 'href="?place=ke&amp;text=fr&amp;page=2"' in _render(shown, query="?place=ke&text=fr")
