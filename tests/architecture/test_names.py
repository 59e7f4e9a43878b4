"""Names given as text (jobs, routes, settings, views) refer to something that exists."""

import ast
import re
from collections.abc import Iterable, Iterator
from importlib.util import find_spec

from django.conf import settings
from django.utils.module_loading import import_string

from core.jobs import registry
from tests.architecture.files import name, nodes, python_files, written
from tests.routes import own_pages, project_apps, routes

URL_TAG = re.compile(r"""\{%-?\s*url\s+["']([\w:.-]+)["']""")


def first_texts(source: str, functions: set[str]) -> Iterator[str]:
    """Return the text each call of one of the functions has as its first argument."""
    for node in nodes(source):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in functions and isinstance(node.args[0].value, str):
                yield node.args[0].value


def sources() -> dict[str, str]:
    """Return the source of the site's Python files by name; tests and tools are not checked."""
    inside = tuple(f"{app.replace('.', '/')}/" for app in project_apps())
    return {name(p): p.read_text("utf-8") for p in python_files() if name(p).startswith(inside)}


def missing_addresses(names: Iterable[str]) -> list[str]:
    """Return the names of routes that do not exist."""
    known = {route.name for route in routes()}
    return sorted({n for n in names if n not in known})


def unresolved(dotted: Iterable[str]) -> list[str]:
    """Return the dotted names that cannot be imported."""
    wrong = []
    for path in dotted:
        if find_spec_of(path):
            continue
        try:
            import_string(path)
        except ImportError:
            wrong.append(path)
    return wrong


def find_spec_of(path: str) -> bool:
    """Return whether the dotted name is a module."""
    try:
        return find_spec(path) is not None
    except ModuleNotFoundError:
        return False


def setting_paths() -> list[str]:
    """Return every text in the settings that looks like a dotted name of ours."""
    ours = re.compile(rf"({'|'.join(map(re.escape, project_apps()))})(\.\w+)+")
    found: list[str] = []

    def look(value: object) -> None:
        if isinstance(value, str) and ours.fullmatch(value):
            found.append(value)
        elif isinstance(value, dict):
            [look(part) for part in (*value, *value.values())]
        elif isinstance(value, (list, tuple, set)):
            [look(part) for part in value]

    for key in dir(settings):
        if key.isupper() and key not in ("AUTH_USER_MODEL", "ALLOWED_HOSTS"):
            look(getattr(settings, key))
    return found


def test_every_page_names_a_view() -> None:
    assert unresolved(page.view for page in own_pages()) == []


def test_every_job_asked_for_is_declared() -> None:
    registry.discover()
    asked = {job for text in sources().values() for job in first_texts(text, {"enqueue"})}
    assert sorted(asked - registry.HANDLERS.keys()) == []


def test_every_address_named_in_python_exists() -> None:
    asked = [n for text in sources().values() for n in first_texts(text, {"reverse", "reverse_lazy"})]
    assert missing_addresses(asked) == []


def test_every_address_named_in_a_template_exists() -> None:
    asked = [
        n for p in written(".html", ".txt", under="templates/") for n in URL_TAG.findall(p.read_text("utf-8"))
    ]
    assert missing_addresses(asked) == []


def test_every_dotted_setting_resolves() -> None:
    paths = setting_paths()
    assert len(paths) > 10
    assert unresolved(paths) == []


def test_wrong_names_are_caught() -> None:
    assert missing_addresses(["account_login", "portal:nowhere"]) == ["portal:nowhere"]
    assert unresolved(["core.base.rules.rule", "core.base.rules.ruel"]) == ["core.base.rules.ruel"]
    assert list(first_texts("jobs.enqueue('a.b', 1); enqueue(name); other('c')", {"enqueue"})) == ["a.b"]
    assert URL_TAG.findall("{% url 'x:y' 1 %}{% url name %}") == ["x:y"]
