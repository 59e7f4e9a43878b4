"""Measure the structure of the code: `python -m tools.structure [--repeats] [FOLDER]`.

Prints sizes of files and functions, how many parameters are typed and how many of them `Any`, imports in both
directions between two apps, circles of modules, and repeated places. docs/developers/structure.md keeps the
figures. `tests/architecture/test_structure.py` holds those that must be zero.
"""

import argparse
import ast
import re
import statistics
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
APPS = ("config", "portal", "learning", "cop", "accounts", "translations", "vocabularies", "core")
OTHERS = ("tests", "tools", "benchmarks")
MINIMUM = 6  # lines of a repeated place
IGNORED = re.compile(r"(from|import|#|@|\"\"\"|[\])}]|return$|else:|try:|pass$)")
Place = tuple[str, int]  # file and line


@dataclass
class Source:
    """A Python file: its dotted name, text and parsed tree."""

    path: str
    name: str
    text: str
    tree: ast.Module = field(repr=False)

    @property
    def functions(self) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
        """Return the functions and methods, nested ones too."""
        return [n for n in ast.walk(self.tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]


def read_sources(root: Path, folders: Iterable[str] = APPS) -> list[Source]:
    """Return the Python files of the folders, sorted by path, without migrations."""
    sources = []
    for folder in folders:
        for file in sorted((root / folder).rglob("*.py")):
            if "migrations" not in file.parts:
                path = file.relative_to(root).as_posix()
                name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
                text = file.read_text("utf-8")
                sources.append(Source(path, name, text, ast.parse(text)))
    return sources


def imports(sources: list[Source]) -> dict[str, set[str]]:
    """Return which modules each module imports, anywhere in the file, also for type checking only."""
    names = {source.name for source in sources}
    return {
        source.name: {n for n in _imported(source, names) if n in names - {source.name}} for source in sources
    }


def _imported(source: Source, names: set[str]) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            for alias in node.names:
                full = f"{node.module}.{alias.name}"
                yield full if full in names else node.module
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def circles(graph: dict[str, set[str]]) -> list[list[str]]:
    """Return the groups of modules that import each other in a circle (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph[node]):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = stack[stack.index(node) :]
            del stack[stack.index(node) :]
            if len(group) > 1:
                found.append(sorted(group))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def two_way(graph: dict[str, set[str]]) -> list[tuple[str, str]]:
    """Return the pairs of apps (those inside core as "core.jobs") that import each other."""
    arrows = {(_app(a), _app(b)) for a, targets in graph.items() for b in targets if _app(a) != _app(b)}
    return sorted((a, b) for a, b in arrows if a < b and (b, a) in arrows)


def _app(module: str) -> str:
    parts = module.split(".")
    return ".".join(parts[:2]) if parts[0] == "core" else parts[0]


def parameters(sources: list[Source]) -> tuple[int, int, int]:
    """Return how many parameters there are (without self and cls), how many are typed, and how many `Any`."""
    total = typed = anything = 0
    for source in sources:
        for function in source.functions:
            arguments = function.args
            every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
            for argument in (each for each in every if each.arg not in ("self", "cls")):
                total += 1
                typed += argument.annotation is not None
                anything += argument.annotation is not None and "Any" in _names(argument.annotation)
    return total, typed, anything


def _names(annotation: ast.expr) -> set[str]:
    """Return the names of `Any` and `Any | None`, not those inside of brackets."""
    if isinstance(annotation, ast.BinOp):
        return _names(annotation.left) | _names(annotation.right)
    return {annotation.id} if isinstance(annotation, ast.Name) else set()


def repeats(sources: list[Source]) -> list[tuple[int, list[Place]]]:
    """Return (lines, places) of each run of MINIMUM or more equal lines of code, longest first.

    Blank lines, imports, decorators, comments and closing brackets are not counted.
    """
    lines = {source.path: _code_lines(source.text) for source in sources}
    places: dict[tuple[str, ...], list[Place]] = defaultdict(list)
    for path, code in lines.items():
        for start in range(len(code) - MINIMUM + 1):
            places[tuple(text for _number, text in code[start : start + MINIMUM])].append((path, start))
    found: list[tuple[int, list[Place]]] = []
    taken: set[Place] = set()
    for window in [each for each in places.values() if len(each) > 1]:
        if set(window) & taken:
            continue
        length = MINIMUM
        while len({_at(lines, path, start + length) for path, start in window} - {None}) == 1 and all(
            _at(lines, path, start + length) for path, start in window
        ):
            length += 1
        taken |= {(path, start + n) for path, start in window for n in range(length - MINIMUM + 1)}
        found.append((length, [(path, lines[path][start][0]) for path, start in window]))
    return sorted(found, reverse=True)


def _at(lines: dict[str, list[tuple[int, str]]], path: str, index: int) -> str | None:
    return lines[path][index][1] if index < len(lines[path]) else None


def _code_lines(text: str) -> list[tuple[int, str]]:
    stripped = ((number, line.strip()) for number, line in enumerate(text.splitlines(), start=1))
    return [(number, line) for number, line in stripped if line and not IGNORED.match(line)]


def report(root: Path) -> str:
    """Return the figures as a Markdown table."""
    product, others = read_sources(root), read_sources(root, OTHERS)
    sizes = [len(source.text.splitlines()) for source in product]
    functions = [
        (node.end_lineno or node.lineno) - node.lineno + 1 for source in product for node in source.functions
    ]
    total, typed, anything = parameters(product)
    graph, repeated = imports(product), repeats(product)
    rows = [
        (
            "Python files; lines (tests, tools, benchmarks)",
            f"{len(sizes)}; {sum(sizes):,} ({_lines(others):,})",
        ),
        ("lines of a file: median, longest", f"{statistics.median(sizes):.0f}, {max(sizes)}"),
        ("functions; lines: median, longest", _spread(functions)),
        ("parameters that are typed", f"{typed:,} of {total:,} ({typed / total:.1%})"),
        ("parameters that are Any", f"{anything} ({anything / total:.1%})"),
        ("pairs of apps that import each other", str(len(two_way(graph)))),
        ("circles of modules", str(len(circles(graph)))),
        (
            f"repeated places of {MINIMUM} lines or more",
            f"{len(repeated)} ({sum(n for n, _ in repeated)} lines)",
        ),
    ]
    return "\n".join(["| | |", "|---|---|", *(f"| {name} | {value} |" for name, value in rows)])


def _lines(sources: list[Source]) -> int:
    return sum(len(source.text.splitlines()) for source in sources)


def _spread(lengths: list[int]) -> str:
    return f"{len(lengths):,}; {statistics.median(lengths):.0f}, {max(lengths)}"


def main() -> None:
    """Print the figures; with --repeats, the repeated places too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT, help="another checkout to measure")
    parser.add_argument("--repeats", action="store_true", help="print each repeated place")
    options = parser.parse_args()
    print(report(options.folder))
    if options.repeats:
        for length, places in repeats(read_sources(options.folder)):
            print(f"{length} lines: {', '.join(f'{path}:{line}' for path, line in places)}")


if __name__ == "__main__":
    main()
