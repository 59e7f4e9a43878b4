"""Members' Markdown in many scripts: the source and the expected HTML (markdown_corpus.yaml)."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from core.base.markup import REL, to_html

CORPUS = yaml.safe_load(Path(__file__).with_name("markdown_corpus.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CORPUS, ids=[case["script"] for case in CORPUS])
def test_each_script_is_rendered_as_expected(case: dict[str, Any]) -> None:
    assert to_html(case["source"]).replace(f' rel="{REL}"', "").strip() == case["html"]


def test_at_least_twelve_scripts_are_tried() -> None:
    assert len({case["script"].split(",")[0] for case in CORPUS}) >= 12
