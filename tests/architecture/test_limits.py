"""The rate limit of a view counts the methods that the view accepts."""

import ast

from tests.architecture.files import nodes
from tests.architecture.test_names import sources


def uncounted(source: str) -> list[str]:
    """Return the views that only read, and whose limit counts only forms that are sent."""
    return [
        node.name
        for node in nodes(source)
        if isinstance(node, ast.FunctionDef)
        and any(ast.unparse(one) == "require_safe" for one in node.decorator_list)
        for one in node.decorator_list
        if ast.unparse(one).startswith("ratelimit(") and "methods=READING" not in ast.unparse(one)
    ]


def test_the_limits_of_views_that_only_read_count() -> None:
    found = {name: uncounted(source) for name, source in sources().items()}
    assert {name: views for name, views in found.items() if views} == {}


def test_a_limit_that_never_counts_is_caught() -> None:
    view = "@require_safe\n@ratelimit({})\ndef show(request): ..."
    assert uncounted(view.format("'a', rate='1/m'")) == ["show"]
    assert uncounted(view.format("'a', rate='1/m', methods=('GET',)")) == ["show"], "HEAD costs as much"
    assert uncounted(view.format("'a', rate='1/m', methods=READING")) == []
