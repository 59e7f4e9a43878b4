"""Styles follow the writing direction: they have only logical properties."""

import re

import pytest

from tests.architecture.files import name, written

SIDES = "left|right|top|bottom"
PHYSICAL = re.compile(
    rf"(?:^|[;{{])\s*("
    rf"(?:scroll-)?(?:margin|padding)-(?:{SIDES})|border-(?:{SIDES})(?:-\w+)*|(?:{SIDES})"
    rf"|(?:text-align|float|clear|justify-\w+)\s*:\s*(?:left|right)"
    rf")\s*(?=[:;}}]|$)"
)
FOUR = re.compile(
    r"(?:^|[;{])\s*((?:scroll-)?(?:margin|padding)|inset|border-(?:width|color|style|radius))\s*:([^;}]+)"
)


def physical(css: str) -> list[str]:
    """Return the declarations that use a physical side instead of a logical one."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    found = [match.strip() for match in PHYSICAL.findall(css)]
    for prop, value in FOUR.findall(css):
        parts = re.findall(r"[^\s(]+(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?", value.strip())
        corners = prop == "border-radius"
        if len(parts) == 4 and (parts[1] != parts[3] or (corners and parts[0] != parts[2])):
            found.append(f"{prop}:{value.rstrip()}")
    return found


def test_styles_name_no_side_of_the_screen() -> None:
    found = {name(p): physical(p.read_text("utf-8")) for p in written(".css", under="static/css/")}
    assert found
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


@pytest.mark.parametrize(
    "css",
    [
        "a{margin-left:1px}",
        "a { color: red; padding-right : 2px }",
        "a{ left: 0 }",
        "a{bottom:0;}",
        "a{border-top-left-radius:3px}",
        "a{border-left:1px solid}",
        "a{text-align: left}",
        "a{float:right}",
        "a{margin: 0 1px 0 2px}",
        "a{inset:0 auto 0 0}",
    ],
)
def test_a_physical_side_is_caught(css: str) -> None:
    assert len(physical(css)) == 1


@pytest.mark.parametrize(
    "css",
    [
        "a{margin-inline-start:1px}",
        "a{/* left: 0 */inset-inline-start:0}",
        "a{margin: 1px 2px 3px 2px}",
        "a{padding: 1px calc(1px + 2px) 0 calc(1px + 2px)}",
        "a{text-align:start;float:inline-end}",
        "a{border-block-end:1px}",
        ".left{color:red}",
    ],
)
def test_a_logical_side_passes(css: str) -> None:
    assert physical(css) == []
