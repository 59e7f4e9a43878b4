"""A test replaces nothing in a module that is not ours: such a module is shared by the whole process.

A clock of the standard library that is stopped for one test is stopped for every thread of that worker.
Pass it in, or give it a name in our module (`clock = time.time`) and replace that name.
"""

import ast
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.files import PACKAGES, ROOT, name, nodes, parsed, python_files

REPLACING = {"setattr", "delattr", "setitem", "delitem"}  # of pytest's monkeypatch, or built in
ALLOWED = {"os.environ"}  # inherited by child processes only; monkeypatch.setenv is the same
OWN_PROCESS = {"tests/core/plain_site.py"}  # a module that a server process runs: no test imports it


@cache
def imported_names(path: Path, package: str) -> dict[str, str]:
    """Return the dotted name for each name imported in a file or in a part of it."""
    return dict(imports_of(nodes(path.read_text("utf-8")), package))


def imports_of(found: Iterable[ast.AST], package: str = "") -> Iterator[tuple[str, str]]:
    """Return the imported names among the nodes; `package` is the base of relative imports."""
    for node in found:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield (
                    alias.asname or alias.name.partition(".")[0],
                    (alias.name if alias.asname else alias.name.partition(".")[0]),
                )
        elif isinstance(node, ast.ImportFrom):
            base = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            for alias in node.names:
                yield alias.asname or alias.name, f"{module}.{alias.name}"


def module_file(parts: list[str]) -> Path | None:
    """Return the file of a module of this project."""
    place = ROOT.joinpath(*parts)
    files = (place.with_suffix(".py"), place / "__init__.py")
    return next((path for path in files if path.is_file()), None)


def owner(dotted: str) -> str:
    """Return where the object with this dotted name is defined, following the imports of our modules."""
    parts = dotted.split(".")
    if parts[0] not in PACKAGES:
        return dotted
    for length in range(len(parts) - 1, 0, -1):
        path = module_file(parts[:length])
        if path is None:
            continue
        package = parts[:length] if path.name == "__init__.py" else parts[: length - 1]
        stands_for = imported_names(path, ".".join(package)).get(parts[length])
        if stands_for and module_file(parts[: length + 1]) is None:
            return owner(".".join([stands_for, *parts[length + 1 :]]))
        return dotted
    return dotted


class Replacements(ast.NodeVisitor):
    """The things in which a file replaces something, by line."""

    def __init__(self, names: dict[str, str]) -> None:
        self.names, self.local, self.found = names, [set[str]()], list[tuple[int, str]]()

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> None:
        arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
        self.local.append({argument.arg for argument in arguments})
        self.generic_visit(node)
        self.local.pop()

    visit_AsyncFunctionDef = visit_Lambda = visit_FunctionDef  # type: ignore[assignment]

    def visit_Call(self, node: ast.Call) -> None:
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if called in REPLACING and node.args:
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                dotted = first.value if called.endswith("item") else first.value.rpartition(".")[0]
                self.note(node.lineno, dotted)
            else:
                self.note(node.lineno, self.dotted(first))
        elif called in ("patch", "object", "multiple", "dict") and self.is_mock(node.func):
            self.note(node.lineno, "unittest.mock")
        self.generic_visit(node)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.note(node.lineno, self.dotted(node.value))
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        if not isinstance(node.ctx, ast.Load):
            self.note(node.lineno, self.dotted(node.value))
        self.generic_visit(node)

    def is_mock(self, function: ast.expr) -> bool:
        return self.dotted(function).startswith(("unittest.mock.", "mock."))

    def dotted(self, node: ast.expr) -> str:
        """Return the dotted name of an expression, or an empty text when it is known only at run time."""
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before else ""
        if isinstance(node, ast.Name) and not any(node.id in names for names in self.local):
            return self.names.get(node.id, "")
        return ""

    def note(self, line: int, dotted: str) -> None:
        made_in = owner(dotted) if dotted else ""
        if made_in and made_in.partition(".")[0] not in PACKAGES and made_in not in ALLOWED:
            self.found.append((line, made_in))


def replaced(source: str) -> list[tuple[int, str]]:
    """Return the lines of a test file that replace something in another's module, and in which."""
    visitor = Replacements(dict(imports_of(nodes(source))))
    visitor.visit(parsed(source))
    return visitor.found


def test_no_test_replaces_something_in_anothers_module() -> None:
    files = [
        path for path in python_files() if name(path).startswith("tests/") and name(path) not in OWN_PROCESS
    ]
    wrong = [
        f"{name(path)}:{line} replaces something in {where}"
        for path in files
        for line, where in replaced(path.read_text("utf-8"))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "where"),
    [
        ("import time\ndef test(monkeypatch): monkeypatch.setattr(time, 'time', int)", "time"),
        ("def test(monkeypatch): monkeypatch.setattr('time.time', int)", "time"),
        ("def test(m): m.setattr('benchmarks.live.clients.time.monotonic', int)", "time"),
        ("def test(m): m.setattr('core.safe_fetch_missing.x', int)", None),
        ("from tools import services\ndef test(m): m.setattr(services.signal, 'signal', int)", "signal"),
        ("from benchmarks.live import clients as far\ndef test(m): m.delattr(far.httpx.Client, 'get')",
         "httpx.Client"),
        ("from django.utils import timezone\ndef test(m): m.setattr(timezone, 'now', int)",
         "django.utils.timezone"),
        ("def test(m):\n    from allauth.account import forms\n    setattr(forms.SignupForm, 'clean', int)",
         "allauth.account.forms.SignupForm"),
        ("from django.db import connection\nconnection.vendor = 'other'", "django.db.connection"),
        ("import mimetypes\nmimetypes.types_map['.x'] = 'y'", "mimetypes.types_map"),
        ("import sys\ndef test(m): m.setitem(sys.modules, 'x', None)", "sys.modules"),
        ("from unittest import mock\nwith mock.patch('core.x.y'): pass", "unittest.mock"),
        ("from unittest.mock import patch\n@patch.object(int, 'x')\ndef test(): pass", "unittest.mock"),
        ("from core import ratelimit\ndef test(m): m.setattr(ratelimit, 'clock', int)", None),
        ("def test(m): m.setattr('core.base.ratelimit.clock', int)", None),
        ("from cop.models import ReadMark\ndef test(m): m.setattr(ReadMark.objects, 'get', int)", None),
        ("from accounts.models import User\nUser.delete = None", None),
        ("from django.conf import settings\ndef test(settings): settings.DEBUG = True", None),
        ("from django.conf import settings\ndef test(): settings.DEBUG = True", "django.conf.settings"),
        ("import os\nos.environ['X'] = 'y'", None),
        ("import os\ndef test(m): m.setenv('X', 'y'); m.setitem(os.environ, 'X', 'y')", None),
    ],
)  # fmt: skip
def test_a_replacement_is_seen(source: str, where: str | None) -> None:
    assert [found for _line, found in replaced(source)] == ([where] if where else [])
