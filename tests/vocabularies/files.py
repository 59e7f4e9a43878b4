"""Small vocabulary files for tests, loading them, and all that a load could change."""

from pathlib import Path
from typing import Any

from vocabularies.models import Ancestry, Concept, Definition, Label, LabelWord, Relation, Scheme
from vocabularies.services.loading import Changes, load_vocabularies

HEAD = "scheme: soils\ntitles: {en: Soils}\nofficial: [en]\nconcepts:\n"
SOILS = (
    HEAD
    + """\
  WET: {labels: {en: Wet soil, fr: Sol humide}}
  PEAT:
    notation: P
    labels: {en: Peat, fr: Tourbe, ar: خث}
    other: {en: [Turf, Bog soil]}
    hidden: {en: [Peet]}
    definition: {en: Half-rotten plants., fr: Plantes à demi décomposées.}
    broader: [WET]
    related: [plants/MOSS]
    facts: {wet: true, depth: 3, code: "07"}
    exact: ["https://example.org/peat"]
    url: https://example.org/about/peat
"""
)
PLANTS = "scheme: plants\ntitles: {en: Plants}\nconcepts:\n  MOSS: {labels: {en: Moss}}\n"


class Loader:
    """Writes texts as files into a folder and loads them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, dry_run: bool = False, **texts: str) -> Changes:
        paths = [self.folder / f"{name}.yaml" for name in texts]
        for path, text in zip(paths, texts.values(), strict=True):
            path.write_text(text, encoding="utf-8")
        return load_vocabularies(paths, dry_run=dry_run)


def state() -> list[Any]:
    """Return everything a load could change."""
    models = (Scheme, Concept, Label, LabelWord, Definition, Relation, Ancestry)
    return [sorted(model.objects.values_list(), key=str) for model in models]
