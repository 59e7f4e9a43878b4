"""Templates, stylesheets and scripts: no long lines, and one declaration, selector or statement a line."""

import re

import pytest

from tests.architecture.files import name, written

WIDTH = 120
CODE = "static/"
# Templates that may have long lines, and why.
LONG_LINES = {"templates/layouts/mail.html": "mail programs want the styles inside the elements"}
_ONE_TAG = re.compile(r"\s*\{%(?:(?!%\}).)*%\}(?:\{% endcomponent %\})?")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TEXT = re.compile(r'"(?:\\.|[^"\\\n])*"|' r"'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`")
_PATTERN = re.compile(
    r"(?:(?<=[(,=:!&|])|(?<=[(,=:!&|] ))/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/"
)
_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")


def long_lines(source: str) -> list[str]:
    """Return the lines of more than WIDTH characters."""
    return [line for line in source.splitlines() if len(line) > WIDTH]


def long_template_lines(source: str) -> list[str]:
    """Return the long lines that are not one tag of Django's, which cannot be broken."""
    return [line for line in long_lines(source) if not _ONE_TAG.fullmatch(line)]


def _bare(source: str, text: str = "0") -> list[str]:
    """Return the lines of the source without comments, strings, and the content of brackets."""
    source = _TEXT.sub(text, _COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source))
    while (shorter := _BRACKETS.sub(lambda match: "\n" * match[0].count("\n"), source)) != source:
        source = shorter
    return [line.strip() for line in source.splitlines()]


def crammed_css(source: str) -> list[str]:
    """Return the lines with two declarations, two selectors, or a rule and its declaration."""
    return [
        line
        for line in _bare(source)
        if re.search(r";\s*\S|\{\s*\S|[^\s}]\s*\}|\}\s*\S", line)
        or (not line.startswith("@") and re.search(r",\s*\S.*\{$|^(?!.*: ).*,\s*\S.*,$", line))
    ]


def crammed_js(source: str) -> list[str]:
    """Return the lines with two statements, or with two variables in one statement."""
    code = re.sub(r"//.*", "", _PATTERN.sub("0", _TEXT.sub("0", source)))
    return [
        line
        for line in _bare(code)
        if re.search(r";\s*[^\s})\]]", line)
        or re.match(r"(?:const|let) [\w$]+ =[^{]*?,\s*[\w$]+ =(?!>)", line)
    ]


def test_styles_have_one_declaration_and_one_selector_a_line() -> None:
    found = {name(p): crammed_css(p.read_text("utf-8")) for p in written(".css", under=CODE)}
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_scripts_have_one_statement_a_line() -> None:
    found = {name(p): crammed_js(p.read_text("utf-8")) for p in written(".js", under=CODE)}
    assert found
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_styles_and_scripts_have_no_long_lines() -> None:
    found = {name(p): long_lines(p.read_text("utf-8")) for p in written(".css", ".js", under=CODE)}
    assert {path: lines for path, lines in found.items() if lines} == {}


def test_templates_have_no_long_lines() -> None:
    found = {name(p): long_template_lines(p.read_text("utf-8")) for p in written(".html", under="templates/")}
    long = {path: lines for path, lines in found.items() if lines}
    assert {path: lines for path, lines in long.items() if path not in LONG_LINES} == {}
    assert sorted(LONG_LINES.keys() - long.keys()) == [], "these exceptions are no longer needed"


@pytest.mark.parametrize(
    "css",
    [
        "a { color: red; }",
        "a {\n  color: red; margin: 0;\n}",
        "a, b {\n  margin: 0;\n}",
        "a:hover, b {\n  margin: 0;\n}",
        "a {\n  margin: 0; }",
        "@media print { a {\n  margin: 0;\n} }",
        "a {\n  margin: 0;\n} b {\n  margin: 0;\n}",
    ],
)
def test_crammed_styles_are_caught(css: str) -> None:
    assert crammed_css(css)


@pytest.mark.parametrize(
    "css",
    [
        "a,\nb {\n  margin: 0;\n}",
        ":is(a, b):not(c, d) > e {\n  margin: 0;\n}",
        'a {\n  font: 1rem/1.2 "A, b", c; /* d; e */\n  transition:\n    color .1s,\n    margin .1s;\n}',
        "@layer a, b;\n@media (min-width: 1rem) {\n  a {\n    --a: b, c;\n  }\n}",
        '@import url("a.css") layer(b);',
    ],
)
def test_one_declaration_a_line_passes(css: str) -> None:
    assert crammed_css(css) == []


@pytest.mark.parametrize(
    "js", ["a(); b();", "const a = 1, b = 2;", "if (a) { b(); c(); }", "let a = f(1), b = 2;"]
)
def test_crammed_scripts_are_caught(js: str) -> None:
    assert len(crammed_js(js)) == 1


@pytest.mark.parametrize(
    "js",
    [
        "for (let n = 0; n < 3; n++) a();",
        'const text = "a; b, c = d"; // e; f',
        "const { a, b = 1 } = c;",
        "const found = list.find((a, b = 1) => a);",
        "const bare = words.replace(/[;=] x/, one);",
    ],
)
def test_one_statement_a_line_passes(js: str) -> None:
    assert crammed_js(js) == []


def test_a_long_line_is_caught() -> None:
    assert long_lines("a" * 121 + "\n" + "b" * 120) == ["a" * 121]


def test_a_long_line_of_a_template_is_caught() -> None:
    words = "w" * 120
    tag = f'  {{% component "card" title="{words}" %}}'
    assert long_template_lines(f"<p>{words}</p>") == [f"<p>{words}</p>"]
    assert long_template_lines(f"<p>{tag}</p>") == [f"<p>{tag}</p>"]
    assert long_template_lines(f"{tag}\n{tag}{{% endcomponent %}}") == []
