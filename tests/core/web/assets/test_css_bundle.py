"""A stylesheet is bundled with its parts, in their layers and order; missing files are named."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders

from core.web.assets.css_bundle import MissingPart, bundle_css
from core.web.assets.minify import minify
from core.web.assets.storage import STYLESHEETS

ROOT = Path(__file__).resolve().parents[4]
SITE = """@layer reset, components;
/* the parts */
@import url("reset.css") layer(reset);
@import url("components/card.css") layer(components);
"""
PARTS = {
    "css/site.css": SITE,
    "css/reset.css": "* { margin: 0; }\n",
    "css/components/card.css": """.card > h2:hover , .card::before {
  content: "a  /* b */ ; }";   background: url("../../drawings/leaf.svg") ; inline-size: calc(100% - 2px);
}
@media (width > 40em) { .card { color: red; } }""",
}


def read(name):
    if name not in PARTS:
        raise FileNotFoundError(name)
    return PARTS[name]


def test_imports_are_inlined_in_their_layers_and_order():
    assert minify("css/site.css", bundle_css("css/site.css", read)) == (
        "@layer reset,components;@layer reset{*{margin:0}}@layer components{.card>h2:hover,.card::before{"
        'content:"a  /* b */ ; }";background:url(../drawings/leaf.svg);inline-size:calc(100% - 2px)}'
        "@media(width > 40em){.card{color:red}}}"
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('@import url("gone.css") layer(x);', r'imports "gone\.css", and there is no css/gone\.css'),
        ('@import "reset.css";', "on a line of its own"),
        ('@import url("reset.css");', "on a line of its own"),
    ],
)
def test_an_import_that_cannot_be_joined_stops_the_build(line, words):
    with pytest.raises(MissingPart, match=words):
        bundle_css(
            "css/site.css",
            {**PARTS, "css/site.css": line}.__getitem__
            if "gone" not in line
            else lambda name: line if name == "css/site.css" else read(name),
        )


@pytest.mark.parametrize("name", STYLESHEETS)
def test_our_stylesheets_are_complete(name):
    bundle = bundle_css(name, lambda name: Path(finders.find(name) or name).read_text())
    assert "@import" not in bundle
    assert bundle.count("{") == bundle.count("}")


def test_each_component_is_in_one_stylesheet():
    sources = "".join((ROOT / "static" / name).read_text() for name in STYLESHEETS)
    parts = re.findall(r'url\("(components/.+?)"\) layer', sources)
    components = {f"components/{path.name}" for path in (ROOT / "static/css/components").glob("*.css")}
    assert sorted(parts) == sorted(components)
