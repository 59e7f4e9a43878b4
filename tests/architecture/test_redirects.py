"""Redirects named by a request are decided in one module, `core.web.redirects`."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.architecture.files import nodes
from tests.architecture.test_names import sources

HOME = "core/web/redirects.py"
CHECKED = {"safe_next_url", "own_path"}
REDIRECTS = {"redirect", "HttpResponseRedirect", "HttpResponsePermanentRedirect", "redirect_to_login"}
REQUEST_PARTS = {"GET", "POST", "META", "COOKIES", "headers", "body"}
READS_NEXT = re.compile(r"""(GET|POST)(\.get\(|\[)["'](next|return_url)["']|url_has_allowed_host""")


def called(node: ast.AST) -> str:
    """Return the last name of the function that a call calls."""
    function = node.func if isinstance(node, ast.Call) else None
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def comes_from_request(value: ast.AST, names: set[str]) -> bool:
    """Return whether a URL begins with a value of the request, which decides its target."""
    if called(value) in CHECKED:
        return False
    match value:
        case ast.JoinedStr(values=[begin, *_rest]):
            return comes_from_request(begin, names)
        case ast.BinOp(left=begin) | ast.FormattedValue(value=begin):
            return comes_from_request(begin, names)
        case ast.Name(id=name):
            return name in names
        case ast.Attribute(attr=attribute) if attribute in REQUEST_PARTS:
            return True
        case ast.Call(func=ast.Attribute(value=owner)):  # request.POST.get("next").strip()
            return comes_from_request(owner, names)
        case ast.BoolOp() | ast.IfExp() | ast.Subscript() | ast.Attribute() | ast.NamedExpr():
            return any(comes_from_request(part, names) for part in ast.iter_child_nodes(value))
    return False


def unchecked_redirects(source: str) -> Iterator[int]:
    """Return the lines that redirect to an address taken from the request unchecked."""
    for function in nodes(source):
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        names: set[str] = set()
        for node in sorted(ast.walk(function), key=lambda node: getattr(node, "lineno", 0)):
            if isinstance(node, ast.Assign) and comes_from_request(node.value, names):
                names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        for node in ast.walk(function):
            if called(node) in REDIRECTS and any(comes_from_request(arg, names) for arg in node.args):  # type: ignore[attr-defined]
                yield node.lineno  # type: ignore[attr-defined]


def test_no_redirect_to_an_unchecked_address_of_the_request() -> None:
    found = {file: [*unchecked_redirects(source)] for file, source in sources().items() if file != HOME}
    assert {file: lines for file, lines in found.items() if lines} == {}


def test_next_is_read_in_one_place() -> None:
    assert [file for file, text in sources().items() if READS_NEXT.search(text)] == [HOME]


@pytest.mark.parametrize(
    "body",
    [
        'redirect(request.GET.get("to"))',
        'redirect(request.POST["to"] or "/")',
        'HttpResponseRedirect(request.headers.get("Referer", "/"))',
        'to = request.GET.get("to", "").strip(); redirect(to)',
        'to = request.GET["to"]; redirect(f"{to}?done=1")',
        'redirect(request.META["HTTP_REFERER"] + "#done")',
        'return_to = safe(to) if (to := 1) else request.GET["to"]; redirect(return_to)',
    ],
)
def test_an_unchecked_redirect_is_caught(body: str) -> None:
    assert [*unchecked_redirects(f"def view(request): {body}")] == [1]


@pytest.mark.parametrize(
    "body",
    [
        'redirect(safe_next_url(request, "/"))',
        'to = own_path(request, request.GET["to"]) or "/"; redirect(to)',
        'page = request.GET.get("page"); redirect(f"/en/?page={page}")',
    ],
)
def test_a_checked_redirect_passes(body: str) -> None:
    assert [*unchecked_redirects(f"def view(request): {body}")] == []
