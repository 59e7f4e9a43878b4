"""Compile every template of the project, to find syntax errors."""

from collections.abc import Iterable
from pathlib import Path

from django.template import TemplateSyntaxError, engines

ROOT = Path(__file__).resolve().parent.parent


def all_templates() -> list[Path]:
    """Return the project's templates, sorted."""
    folders = [ROOT / "templates", *ROOT.glob("*/templates")]
    return sorted(p for folder in folders for p in folder.rglob("*") if p.suffix in (".html", ".txt", ".xml"))


def broken(paths: Iterable[Path] | None = None) -> list[str]:
    """Return one sentence for each template that does not compile; Django must be set up."""
    wrong = []
    for path in all_templates() if paths is None else paths:
        try:
            engines["django"].from_string(path.read_text("utf-8"))
        except TemplateSyntaxError as error:
            wrong.append(f"{path}: {error}")
    return wrong
