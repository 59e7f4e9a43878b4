"""The line drawings of courses and lessons: SVG files under static/drawings/lessons/."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import brotli
from django.conf import settings
from django.templatetags.static import static

FOLDER = "drawings/lessons"


@dataclass(frozen=True)
class Drawing:
    """A drawing by its name, with its natural size in CSS pixels."""

    name: str
    width: int
    height: int
    weight: int  # bytes as they are sent, compressed

    @property
    def url(self) -> str:
        """Its (hashed) static address."""
        return static(f"{FOLDER}/{self.name}.svg")


def _folder() -> Path:
    return Path(settings.BASE_DIR) / "static" / FOLDER


def choices() -> list[tuple[str, str]]:
    """Return the drawings an editor may choose from, as (name, words)."""
    names = sorted(path.stem for path in _folder().glob("*.svg"))
    return [(name, name.replace("-", " ").capitalize()) for name in names]


@cache
def find(name: str) -> Drawing | None:
    """Return the drawing of that name, or None when no such file exists."""
    path = _folder() / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        return None
    text = path.read_bytes()
    head = text.decode()[:2000]
    tag = head[head.find("<svg") : head.find(">", head.find("<svg")) + 1]
    size = {key: int(value) for key, value in re.findall(r'\b(width|height)="(\d+)', tag)}
    weight = len(brotli.compress(text, mode=brotli.MODE_TEXT))
    return Drawing(name, size.get("width", 720), size.get("height", 400), weight)
