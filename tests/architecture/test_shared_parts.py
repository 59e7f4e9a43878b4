"""What all views need is written once, in core.web."""

import ast
from collections import Counter
from importlib import import_module

import pytest

from tests.architecture.test_names import sources

HOMES = {  # what only one module may import, and which
    "django.shortcuts.render": "core/web/responses.py",
    "django.core.paginator.Paginator": "core/web/pagination.py",
    "django.utils.http.url_has_allowed_host_and_scheme": "core/web/redirects.py",
    "core.base.ratelimit.by_member_or_address": "core/web/form_limits.py",
}


def imported(source: str) -> set[str]:
    """Return the dotted names that a module imports from others."""
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("name", HOMES)
def test_shared_functions_are_imported_from_one_module(name: str) -> None:
    users = {path for path, text in sources().items() if name in imported(text)}
    assert users == {HOMES[name]}


def test_control_an_import_is_found() -> None:
    assert "django.shortcuts.render" in imported("from django.shortcuts import redirect, render\n")


def tag_names() -> list[str]:
    """Return the names of all template filters and tags of the project's libraries."""
    modules = [
        import_module(path.removesuffix(".py").replace("/", "."))
        for path in sources()
        if "/templatetags/" in path and not path.endswith("__init__.py")
    ]
    assert len(modules) > 5
    return [name for each in modules for name in (*each.register.filters, *each.register.tags)]


def test_no_two_template_filters_or_tags_have_one_name() -> None:
    counted = Counter(tag_names())
    assert {"foreign", "component", "local_time"} <= counted.keys()
    assert [name for name, number in counted.items() if number > 1] == []
