"""What every page carries stays light."""

import gzip
from pathlib import Path

import pytest
from django.conf import settings

from core.scripts import Join
from core.static import bare_script, join_stylesheet
from tests.weights import KIB, check_weight

STATIC = Path(settings.BASE_DIR) / "static"
FRAME_SCRIPTS = ["site.js", "copy-text.js", "show-password.js"]  # as sent: site.js holds menu-fold.js
DRAWINGS = sorted((STATIC / "drawings").glob("*.svg"))


def _read(name: str) -> str:
    return (STATIC / name).read_text("utf-8")


def test_the_joined_stylesheet_is_light() -> None:
    joined = join_stylesheet("css/site.css", _read)
    check_weight("the joined stylesheet", len(gzip.compress(joined.encode(), 9)), 8 * KIB)


def test_every_component_style_is_joined() -> None:
    listed = _read("css/site.css")
    files = [path.relative_to(STATIC / "css").as_posix() for path in (STATIC / "css").rglob("*.css")]
    apart = ("site.css", "-admin.css")  # the whole, and what only the editors' admin loads
    assert [name for name in files if not name.endswith(apart) and f'url("{name}")' not in listed] == []


def test_the_scripts_of_the_frame_are_light() -> None:
    sent = [bare_script(Join(f"js/{name}", _read).written()) for name in FRAME_SCRIPTS]
    check_weight("the frame's scripts", sum(len(gzip.compress(text.encode(), 9)) for text in sent), 2 * KIB)


@pytest.mark.parametrize("drawing", DRAWINGS, ids=lambda path: path.stem)
def test_a_drawing_is_light_alone_and_ready_for_the_dark(drawing: Path) -> None:
    text = drawing.read_text("utf-8")
    assert len(text.encode()) <= 10 * 1024
    assert "prefers-color-scheme:dark" in text.replace(" ", "")
    assert "<script" not in text
    assert "http" not in text.replace("http://www.w3.org/2000/svg", "")
    assert 'width="' in text
    assert 'height="' in text
    assert "<text" not in text
