"""Files and functions stay short enough to be read in one go."""

import ast
from pathlib import Path

from tests.architecture.files import name, nodes, python_files, written

LIMITS = {".py": 300, ".html": 160, ".css": 250, ".js": 250}
FUNCTION = 40
# Path (for a function, path::name) and the reason; an entry that is no longer needed fails.
EXCEPTIONS: dict[str, str] = {}


def long_functions(source: str, where: str = "x.py") -> set[str]:
    """Return `where::function` for each function of more than FUNCTION lines, without its decorators."""
    return {
        f"{where}::{node.name}"
        for node in nodes(source)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (node.end_lineno or 0) - node.lineno + 1 > FUNCTION
    }


def is_long(path: str, lines: int) -> bool:
    """Return whether a file of that name is too long."""
    return lines > LIMITS.get(Path(path).suffix, lines)


def too_long() -> set[str]:
    """Return every file and function of the project that is longer than allowed."""
    files = [*python_files(), *written(".html", ".css", ".js")]
    found = {name(p) for p in files if is_long(name(p), len(p.read_text("utf-8").splitlines()))}
    for path in python_files():
        found |= long_functions(path.read_text("utf-8"), name(path))
    return found


def test_files_and_functions_are_short() -> None:
    assert sorted(too_long() ^ EXCEPTIONS.keys()) == []


def test_a_long_function_is_caught() -> None:
    body = "\n".join(f"    a{n} = {n}" for n in range(40))
    assert long_functions(f"def long():\n{body}\n") == {"x.py::long"}
    assert long_functions("def short():\n" + body.rsplit("\n", 1)[0]) == set()


def test_a_long_file_is_caught() -> None:
    lengths = [("a.py", 301), ("a.py", 300), ("a.html", 161), ("a.css", 251), ("a.js", 250), ("a.md", 999)]
    assert [is_long(*pair) for pair in lengths] == [True, False, True, True, False, False]
