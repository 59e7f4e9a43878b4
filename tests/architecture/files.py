"""The project's own files, however it was unpacked (git may not be there)."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
# What is made, not written.
MADE = {"var", "node_modules", "__pycache__", ".git"}  # .git is a file in a linked worktree
PACKAGES = (
    "config",
    "portal",
    "learning",
    "cop",
    "accounts",
    "translations",
    "vocabularies",
    "core",
    "tools",
    "tests",
    "benchmarks",
)


@cache
def project_files() -> tuple[Path, ...]:
    """Return every file that was written for the project, sorted."""
    return tuple(sorted(_walk(ROOT)))


def _walk(folder: Path) -> Iterator[Path]:
    for entry in folder.iterdir():
        hidden = entry.is_dir() and entry.name.startswith(".") and entry.name != ".ci"
        if hidden or entry.name in MADE or entry.suffix == ".mo" or entry.is_symlink():
            continue
        if entry.is_dir():
            yield from _walk(entry)
        elif entry.is_file():
            yield entry


def written(*suffixes: str, under: str = "") -> list[Path]:
    """Return the project's files with one of the suffixes, below a folder of the project."""
    return [p for p in project_files() if p.suffix in suffixes and name(p).startswith(under)]


def python_files() -> list[Path]:
    """Return the project's Python files, without generated migrations."""
    return [p for p in written(".py") if "migrations" not in p.parts]


def name(path: Path) -> str:
    """Return the path as written in tests and reports: from the project's root."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(source: str) -> ast.Module:
    """Return the syntax tree of a source. Many checks read every file: each is parsed once."""
    return ast.parse(source)


@cache
def nodes(source: str) -> tuple[ast.AST, ...]:
    """Return every node of a source, as `ast.walk` finds them."""
    return tuple(ast.walk(parsed(source)))
