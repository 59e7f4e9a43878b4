"""Members' Markdown: what is allowed, and what is never allowed."""

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.base.markup import ATTRIBUTES, CELLS, SCHEMES, TAGS, clean_html, is_visible, to_html
from tests.limited_process import run_limited
from tests.nightly import examples


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


def elements(html):
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.found


def assert_harmless(html):
    for tag, attributes in elements(html):
        assert tag in TAGS, html
        allowed = ATTRIBUTES.get(tag, set()) | {"dir", "scope"} | ({"rel"} if tag == "a" else set())
        assert set(attributes) <= allowed, html
        if address := attributes.get("href"):
            scheme = re.match(r"\s*([a-z][a-z0-9+.-]*):", address, re.IGNORECASE)
            assert scheme is None or scheme[1].lower() in SCHEMES, html
            assert attributes["rel"] == "nofollow ugc noopener"


_PIECES = st.sampled_from(
    [
        "<script>",
        "</script>",
        "<img src=x onerror=alert(1)>",
        "<style>*{}</style>",
        "<svg/onload=x>",
        "javascript:x",
        "[a](javascript:x)",
        "[a](JaVaScRiPt:x)",
        "[a](data:text/html,x)",
        "![a](x)",
        "<a href='vbscript:x'>",
        "<!--",
        "-->",
        "<div style='x'>",
        "<b onclick=x>",
        "```",
        "`",
        "&#106;avascript:",
        "\x00",
        "&lt;script&gt;",
        "<math><mtext>",
        "<iframe src=x>",
        "|a|b|\n|-|:-:|\n|1|2|",
        "\n\n",
        "# ",
        "- ",
        "> ",
        "<https://x.y>",
        "https://",
        "http://a.b/(c",
        "**",
        "«",
        "。",
        "\u3000",
        "\u202e",
        "\u2067",
        "\u2069",
        "&#x202e;",
        "\x0b",
        "\x1b",
        "    ",
        "]]>",
        "<noscript><p title='</noscript>",
    ]
)


@settings(max_examples=examples(50, 600), deadline=None)
@given(st.lists(st.one_of(_PIECES, st.text(max_size=12)), max_size=12).map("".join))
def test_nothing_executable_is_kept(text):
    html = to_html(text)
    assert_harmless(html)
    assert_harmless(clean_html(text))
    assert clean_html(html) == html
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202d\u202e\u206a-\u206f]", html)


def test_only_the_listed_attributes_are_kept():
    assert clean_html('<p title="x" lang="fr">a <abbr title="b">c</abbr></p>') == (
        '<p>a <abbr title="b">c</abbr></p>'
    )


def test_control_the_check_finds_harmful_html():
    with pytest.raises(AssertionError):
        assert_harmless("<p onclick='x'>a</p>")


def test_the_usual_markup():
    assert to_html("**a** *b* ~~c~~ `d`") == (
        '<p dir="auto"><strong>a</strong> <em>b</em> <s>c</s> <code dir="ltr">d</code></p>\n'
    )


def test_links_are_marked_as_written_by_members():
    assert to_html("[a](https://x.org/?a=1&b=2)") == (
        '<p dir="auto"><a href="https://x.org/?a=1&amp;b=2" rel="nofollow ugc noopener">a</a></p>\n'
    )


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"]
)
def test_executable_urls_are_no_links(address):
    assert "href" not in to_html(f"[a]({address})")
    assert "href" not in clean_html(f'<a href="{address}">a</a>')


def test_raw_html_is_shown_as_it_was_written():
    assert to_html("<b>x</b>") == '<p dir="auto">&lt;b&gt;x&lt;/b&gt;</p>\n'


def test_pictures_become_links_so_that_no_foreign_server_is_requested():
    html = to_html("![leaf](https://x.org/leaf.png)")
    assert [tag for tag, _attributes in elements(html)] == ["p", "a"]


@pytest.mark.parametrize(
    ("offset", "tags"), [(0, ["h2", "h6"]), (1, ["h2", "h6"]), (2, ["h3", "h6"]), (9, ["h6", "h6"])]
)
def test_headings_are_below_those_of_the_page(offset, tags):
    assert [tag for tag, _ in elements(to_html("# a\n\n##### b", heading_offset=offset))] == tags


def test_each_block_has_its_own_direction_and_code_is_left_to_right():
    html = to_html("مرحبا\n\nhello\n\n- a\n- b\n\n> c\n\n```\nx\n```\n")
    directions = [(tag, attributes["dir"]) for tag, attributes in elements(html) if "dir" in attributes]
    assert directions == [
        ("p", "auto"),
        ("p", "auto"),
        ("ul", "auto"),
        ("blockquote", "auto"),
        ("pre", "ltr"),
        ("code", "ltr"),
    ]


def links(html):
    return [attributes["href"] for tag, attributes in elements(html) if tag == "a"]


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("see https://a.org/x, http://b.org.", ["https://a.org/x", "http://b.org"]),
        ("(https://a.org/x_(y)) [https://a.org/z]", ["https://a.org/x_(y)", "https://a.org/z"]),
        ("https://a.org:8000/?q=1&r=%20#s!", ["https://a.org:8000/?q=1&r=%20#s"]),
        ("HTTPS://A.org/x*y* https://a.org/~me", ["HTTPS://A.org/x*y", "https://a.org/~me"]),
        ("**https://a.org/x**", ["https://a.org/x"]),
        ("«https://a.org/x» “https://b.org/”", ["https://a.org/x", "https://b.org/"]),
        (
            "https://fr.wikipedia.org/wiki/Côte_d’Ivoire’",
            ["https://fr.wikipedia.org/wiki/C%C3%B4te_d%E2%80%99Ivoire"],
        ),
        (
            "https://bücher.example https://例え.テスト",
            ["https://xn--bcher-kva.example", "https://xn--r8jz45g.xn--zckzah"],
        ),
        ("https://a.org/x\u200fنعم", ["https://a.org/x"]),
        ("[https://a.org](https://b.org) <https://c.org>", ["https://b.org", "https://c.org"]),
        ("`https://a.org`\n\n    https://b.org\n\n```\nhttps://c.org\n```", []),
        ("a.org www.a.org //a.org ftp://a.org a@b.org mailto:a@b.org", []),
        ("https:// https://. https://- xhttps://a.org https\\://a.org javascript://a.org", []),
        ("http://a.org:99999/ http://a.org:80a/ http://a.org:123456 http://a.org:80_ http://a.org:٨٠/", []),
        ("http://a.org:65535/ http://a.org:8000を開く", ["http://a.org:65535/", "http://a.org:8000"]),
        ("https://cbd.int@evil.org https://user:word@evil.org", []),
    ],
)
def test_bare_urls_are_links_without_what_follows(text, addresses):
    assert links(to_html(text)) == addresses


@pytest.mark.parametrize(
    "address",
    [
        *("http://a.b:99999/", "HTTP://a.b:8x/", "//a.b:99999/", "http://user@a.b:99999/", "http://[::1/"),
        *("http://", "http://256.1.1.1/", "https://xn--a/", "ftp://a.b/", "javascript:a"),
    ],
)
@pytest.mark.parametrize("text", ["<{}>", "[x]({})", "[x]\n\n[x]: {}", "{} x"])
def test_a_url_that_cannot_be_opened_is_plain_text(text, address):
    text = text.format(address)
    html = to_html(text)
    assert "<a" not in html
    assert unescape(re.sub("<[^>]*>", "", html)).strip() == text.replace("\n\n", "\n")


def test_code_and_urls_have_no_hidden_controls_not_even_from_entities():
    html = to_html("`a\u2067b\u2069` &#x202e;c &#x2067;*d*&#x2069; &#x2067;e\n\n    f\u2067g\u2069")
    assert html == (
        '<p dir="auto"><code dir="ltr">ab</code> c \u2067<em>d</em>\u2069 e</p>\n'
        '<pre dir="ltr"><code dir="ltr">fg\n</code></pre>\n'
    )


@pytest.mark.parametrize(
    "text", ["&nbsp;", "[](x)", "---", "# ", "| |\n|-|", "**\u200b**", "\u3164", "> ", "- \n- "]
)
def test_a_text_of_markup_only_shows_nothing(text):
    assert not is_visible(to_html(text))


@pytest.mark.parametrize("text", ["a", "🌱", "`x`", "<!-- -->", "[a](x)", "?"])
def test_everything_else_is_visible(text):
    assert is_visible(to_html(text))


def test_tables_have_no_styles():
    html = to_html("|a|b|\n|-|:-:|\n|1|2|")
    assert "style" not in html
    assert [tag for tag, _ in elements(html)].count("td") == 2


def test_foreign_html_keeps_only_the_allow_list():
    assert clean_html(
        '<h1>t</h1><p class="x" style="y" dir="rtl">a<script>b</script></p><form><input></form>'
    ) == ('t<p dir="rtl">a</p>')


def test_deep_and_long_texts_are_rendered_in_time():
    addresses = ("https://" * 2500, "https://a.b/(" * 1500, "https://a" * 2000, "https://" + "a." * 9000)
    for text in (
        *addresses,
        ">" * 3000 + "a",
        "[" * 5000,
        "*a " * 5000,
        "`" * 5000,
        "- " * 2000 + "x",
        "<" * 5000,
    ):
        assert_harmless(to_html(text))


def test_a_short_text_never_becomes_thousands_of_cells():
    wide = "|" + "a|" * 3_000 + "\n|" + "-|" * 3_000
    for text in (wide + "\nx" * 3_000, "\n\n".join(["|a|b|\n|-|-|\n" + "x\n" * 100] * 60)):
        drawn = to_html(text)
        assert drawn.count("<td") + drawn.count("<th") <= CELLS
        assert len(drawn) < 10 * len(text)
        assert "x" in drawn


def test_a_normal_table_is_rendered_completely():
    drawn = to_html("| a | b | c |\n|---|---|---|\n" + "| 1 | 2 | 3 |\n" * 200 + "\nAfter\n\n|d|\n|-|\n|e|")
    assert (drawn.count("<table"), drawn.count("<td"), drawn.count("<p")) == (2, 601, 1)


@pytest.mark.parametrize(
    "text",
    ["\u3000" * 200_000 + " x", "\u202a" * 100_000 + "\u2069" * 100_000, "http://" * 20_000],
    ids=["indent", "embeddings", "addresses"],
)
def test_a_long_text_of_one_character_is_rendered_in_time(text):
    """A regular expression searched from each space; each end of an isolate searched all embeddings."""
    assert run_limited("from core.base.markup import to_html\nprint(bool(to_html(text)))", text) in (
        "True",
        "False",
    )
