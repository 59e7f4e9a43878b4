"""No two apps import each other, and there are no import cycles."""

import ast

from tools.structure import ROOT, Source, circles, imports, parameters, read_sources, repeats, two_way


def source(name: str, text: str) -> Source:
    """Return a source file of the controls."""
    return Source(f"{name.replace('.', '/')}.py", name, text, ast.parse(text))


def test_no_import_cycle_and_no_two_way_import() -> None:
    graph = imports(read_sources(ROOT))
    assert circles(graph) == []
    assert two_way(graph) == []


def test_a_cycle_is_found_also_for_type_checking() -> None:
    sources = [
        source("cop.a", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from cop.b import B"),
        source("cop.b", "from cop import c"),
        source("cop.c", "def f():\n    import cop.a"),
        source("cop.d", "from cop.a import x"),
    ]
    assert circles(imports(sources)) == [["cop.a", "cop.b", "cop.c"]]


def test_a_two_way_import_is_found_also_inside_core() -> None:
    sources = [
        source("core.jobs.a", "from core.web import b"),
        source("core.web.b", ""),
        source("core.web.c", "import core.jobs.a"),
        source("cop.d", "from core.web import b"),
    ]
    assert two_way(imports(sources)) == [("core.jobs", "core.web")]


def test_parameters_are_counted() -> None:
    text = "class A:\n    def f(self, a, b: int, *, c: Any, d: Any | None, e: dict[str, Any]) -> None: ..."
    assert parameters([source("cop.a", text)]) == (5, 4, 2)


def test_repeated_places_are_found_once_with_their_length() -> None:
    same = "\n\n".join(f"x{n} = {n}" for n in range(8))
    other = "import x\n" + same.replace("\n\n", "\n")
    found = repeats([source("cop.a", same), source("cop.b", other), source("cop.c", "y = 1\n" * 4)])
    assert found == [(8, [("cop/a.py", 1), ("cop/b.py", 2)])]
