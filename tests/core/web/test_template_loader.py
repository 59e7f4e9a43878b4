"""Templates lose white space that readers do not see."""

from pathlib import Path

import pytest
from django.template import Context, Engine
from django.template.loader import get_template

from core.web.template_loader import squeeze
from tests.html import normalise_html

TEMPLATES = Path(__file__).resolve().parents[3] / "templates"


@pytest.mark.parametrize(
    ("written", "sent"),
    [
        ("<ul>\n  <li>\n    A\n  </li>\n</ul>\n", "<ul><li>A</li></ul>\n"),
        (
            '<a\n  class="b"\n  href="{% url "c" %}"\n>\n  D\n</a>\n',
            '<a class="b" href="{% url "c" %}">\nD\n</a>\n',
        ),
        ("<i {% if a %}hidden{% endif %}>b</i>", "<i{% if a %} hidden{% endif %}>b</i>"),
        (
            '<i {% if a %}lang="{{ b }}"{% endif %} dir>c</i>',
            '<i{% if a %} lang="{{ b }}"{% endif %} dir>c</i>',
        ),
        ("<b>a</b>\n<b>c</b>", "<b>a</b>\n<b>c</b>"),
        ("A\n{% if a %}\n  B\n{% endif %}\nC", "A\n{% if a %}B\n{% endif %}C"),
        ("A\n{% if a %}B{% else %}\nC\n{% endif %}\nD", "A\n{% if a %}B{% else %}\nC\n{% endif %}\nD"),
        ("A{% if a %}\nB\n{% endif %}\nC", "A{% if a %}\nB\n{% endif %}\nC"),
        (
            "<p>\n  {% for a in b %}\n    {{ a }}\n  {% endfor %}\n</p>",
            "<p>{% for a in b %}{{ a }}\n{% endfor %}</p>",
        ),
        ("{# args: a #}\n{{ a }}", "{# args: a #}\n{{ a }}"),
        ("{% block a %}\n  {{ b }}\n{% endblock %}\n", "{% block a %}\n{{ b }}\n{% endblock %}\n"),
    ],
)
def test_white_space_that_means_nothing_is_left_out(written: str, sent: str) -> None:
    assert squeeze(written) == sent
    assert squeeze(sent) == sent


@pytest.mark.parametrize(
    "source",
    [
        "<pre>\n  a\n    b\n</pre>",
        "<textarea>\n  {{ a }}\n</textarea>",
        "<p>{% blocktranslate trimmed %}\n  A <b>c</b>\n  d\n{% endblocktranslate %}</p>",
        '<p title="{% blocktranslate %}A\n  b{% endblocktranslate %}">c</p>',
        "a > b\nc < d",
    ],
)
def test_significant_white_space_is_kept(source: str) -> None:
    assert squeeze(source) == source


def condition(**values: bool) -> Context:
    """Return a context of so many conditions."""
    return Context({**values, "items": ["x", "y"]})


@pytest.mark.parametrize("a", [True, False])
@pytest.mark.parametrize("b", [True, False])
@pytest.mark.parametrize(
    "source",
    [
        "<b>1</b>\n{% if a %}\n  <b>2</b>\n{% elif b %}\n  <b>3</b>\n{% endif %}\n<b>4</b>",
        "1\n{% if a %}2{% else %}\n  3\n{% endif %}\n4",
        "1\n{% if b %}\n  {% if a %}\n    2\n  {% endif %}\n{% endif %}\n3",
        "{% for x in items %}\n  {{ x }}\n  {% if a %}\n    <i>1</i>\n  {% endif %}\n{% endfor %}\n2",
        "{% for x in nothing %}\n  {{ x }}\n{% empty %}\n  1\n{% endfor %}\n2",
        "1{% with x=a %}\n  {% if x %}2{% endif %}\n{% endwith %}\n3",
    ],
)
def test_words_stay_separated_in_every_branch(source: str, a: bool, b: bool) -> None:
    written, sent = (
        Engine().from_string(text).render(condition(a=a, b=b)) for text in (source, squeeze(source))
    )
    assert " ".join(sent.split()) == " ".join(written.split())


def test_an_element_without_content_is_empty_to_a_stylesheet() -> None:
    source = "<div>\n  {% for x in nothing %}\n    <p>{{ x }}</p>\n  {% endfor %}\n</div>"
    assert Engine().from_string(squeeze(source)).render(condition()) == "<div></div>"


def test_every_template_reads_the_same() -> None:
    for path in TEMPLATES.rglob("*.html"):
        source = path.read_text("utf-8")
        sent = squeeze(source)
        assert squeeze(sent) == sent, path
        assert normalise_html(sent).replace(" ", "") == normalise_html(source).replace(" ", ""), path


def test_only_html_templates_lose_white_space() -> None:
    page = get_template("404.html").template.source  # type: ignore[attr-defined]
    assert page == squeeze((TEMPLATES / "404.html").read_text("utf-8"))
    mail = "account/email/base.txt"
    assert get_template(mail).template.source == (TEMPLATES / mail).read_text("utf-8")  # type: ignore[attr-defined]
