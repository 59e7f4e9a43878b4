"""The weight of what every page loads."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from core.web.assets.css_bundle import bundle_css
from core.web.assets.js_bundle import Join
from core.web.assets.minify import minify
from core.web.assets.storage import STYLESHEETS
from tests.weights import KIB, check_weight

STATIC = Path(settings.BASE_DIR) / "static"
FRAME_SCRIPTS = ["site.js", "copy-text.js", "show-password.js"]  # as sent: site.js holds menu-toggle.js
DRAWINGS = sorted((STATIC / "drawings").glob("*.svg"))


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


@pytest.mark.parametrize("name", STYLESHEETS)
def test_a_stylesheet_is_small(name: str) -> None:
    bundle = minify(name, bundle_css(name, _read))
    check_weight(name, len(gzip.compress(bundle.encode(), 9)), 8 * KIB)


def test_every_stylesheet_is_bundled() -> None:
    listed = "".join(_read(name) for name in STYLESHEETS)
    files = [path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")]
    apart = (
        *(name.removeprefix("css/") for name in STYLESHEETS),
        "concepts-admin.css",
        "translations-admin.css",
    )
    assert [name for name in files if name not in apart and f'url("{name}")' not in listed] == []


def test_the_scripts_of_every_page_are_small() -> None:
    sent = [minify(name, Join(f"js/{name}", _read).written()) for name in FRAME_SCRIPTS]
    check_weight("the frame's scripts", sum(len(gzip.compress(text.encode(), 9)) for text in sent), 2 * KIB)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_small_self_contained_and_has_dark_colours(drawing: Path) -> None:
    text = drawing.read_text("utf-8")
    assert len(text.encode()) <= 10 * 1024
    assert "prefers-color-scheme:dark" in text.replace(" ", "")
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert 'width="' in text
    assert 'height="' in text
    assert "<text" not in text
