"""Environment variables: read in one module, each documented for operators, malformed values refused."""

import ast
import re
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured

from config.env import VARIABLES, read, require_all
from tests.architecture.files import ROOT, name, python_files

ROW = re.compile(r"^\| `(\w+)` \| (.*?) \| (\w+) \| (.*?) \|$", re.M)
# Files that may use the environment beside config/env.py.
STARTERS = {"manage.py", "config/asgi.py", "config/wsgi.py"}  # they only choose a settings module
OUTSIDE = ("tests/", "tools/", "benchmarks/")  # not part of the site
PAGE = (ROOT / "docs/operators/settings.md").read_text("utf-8")


def touches_environment(source: str) -> bool:
    """Return whether Python source reads or writes the process environment."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "putenv"):
            return True
        names = (
            {a.name for a in node.names}
            if isinstance(node, ast.ImportFrom) and node.module == "os"
            else set()
        )
        if names & {"environ", "environb", "getenv"}:
            return True
    return False


def test_the_documentation_explains_each_variable() -> None:
    explained = {row[0]: (row[1], row[2]) for row in ROW.findall(PAGE)}
    assert explained == {v.name: (v.help, v.kind) for v in VARIABLES}


def test_the_documentation_marks_required_variables() -> None:
    assert {row[0] for row in ROW.findall(PAGE) if row[3] == "needed"} == {
        v.name for v in VARIABLES if v.required
    }


def test_the_environment_is_read_in_one_place() -> None:
    inside = [p for p in python_files() if not name(p).startswith(OUTSIDE)]
    found = {name(p) for p in inside if touches_environment(p.read_text("utf-8"))}
    assert found - STARTERS == {"config/env.py"}


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['A']",
        "import os as o\no.getenv('A')",
        "from os import environ",
        "from os import getenv as g",
    ],
)
def test_a_second_reader_is_caught(source: str) -> None:
    assert touches_environment(source)


@pytest.mark.parametrize(
    ("variable", "raw", "value"),
    [
        ("ALLOWED_HOSTS", " a.example , b.example,", ["a.example", "b.example"]),
        ("ALLOWED_HOSTS", "", []),
        ("MAINTENANCE", "YES", True),
        ("SECURE_SSL_REDIRECT", "0", False),
        ("SECURE_SSL_REDIRECT", "", True),
        ("TRUSTED_PROXY_COUNT", "2", 2),
        ("LOG_LEVEL", " ", "INFO"),
        ("SITE_URL", "https://a.example", "https://a.example"),
        ("ANYMAIL_SETTINGS", '{"API_KEY": "x"}', {"API_KEY": "x"}),
        ("OIDC_PROVIDERS", "", []),
    ],
)
def test_a_variable_is_converted_to_its_type(variable: str, raw: str, value: Any) -> None:
    assert read(variable, {variable: raw}) == value


@pytest.mark.parametrize(
    ("variable", "raw"),
    [
        ("MAINTENANCE", "perhaps"),
        ("TRUSTED_PROXY_COUNT", "-1"),
        ("PORT", "x"),
        ("OIDC_PROVIDERS", "[{'id': 'x'}]"),
        ("OIDC_PROVIDERS", "{}"),
        ("ANYMAIL_SETTINGS", "[]"),
    ],
)
def test_a_malformed_variable_is_named(variable: str, raw: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=variable):
        read(variable, {variable: raw})


def test_an_undeclared_variable_is_refused() -> None:
    with pytest.raises(KeyError):
        read("NEVER_HEARD_OF", {})


def test_a_short_secret_is_refused() -> None:
    environ = {v.name: "x" for v in VARIABLES if v.required}
    with pytest.raises(ImproperlyConfigured, match="SECRET_KEY must have at least 50"):
        require_all(environ)
    assert require_all(environ | {"SECRET_KEY": "x" * 50}) is None  # type: ignore[func-returns-value]
