"""Shared by the tests of the source code."""

from collections.abc import Iterator

import pytest

from tests.architecture.files import nodes, parsed


@pytest.fixture(autouse=True, scope="package")
def syntax_trees() -> Iterator[None]:
    """Keep the syntax trees until the last of these tests: they take much memory."""
    yield
    nodes.cache_clear()
    parsed.cache_clear()
