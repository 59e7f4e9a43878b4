"""Each registry handles a second entry in the same way, and only integrations.py fills one."""

import ast
from operator import itemgetter
from pathlib import Path

import pytest

from core.base.registry import Registry

ROOT = Path(__file__).parents[3]
DECORATORS = {
    "core/jobs/registry.py",
    "core/base/rules.py",
}  # jobs and rules register themselves where they are defined


@pytest.fixture
def birds() -> Registry[str, tuple[str, int]]:
    """A registry of pairs by their first value, with two entries."""
    registry: Registry[str, tuple[str, int]] = Registry("Birds", itemgetter(0))
    registry.register(("wren", 1))
    registry.register(("crane", 2))
    return registry


def test_entries_are_found_by_their_keys_in_the_order_of_registration(
    birds: Registry[str, tuple[str, int]],
) -> None:
    assert list(birds) == ["wren", "crane"]
    assert birds["crane"] == ("crane", 2)


def test_an_equal_entry_again_changes_nothing(birds: Registry[str, tuple[str, int]]) -> None:
    assert birds.register(("wren", 1)) == ("wren", 1)
    assert len(birds) == 2


def test_another_entry_of_a_key_is_refused_and_both_are_named(birds: Registry[str, tuple[str, int]]) -> None:
    with pytest.raises(ValueError, match=r"wren is registered twice, as \('wren', 1\) and as \('wren', 3\)"):
        birds.register(("wren", 3))
    assert birds["wren"] == ("wren", 1)


def registries_of(source: str) -> set[str]:
    """Return the names of the registries a module makes."""
    made = {
        target
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Call)
        for target in [ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0])]
        if ast.unparse(node.value.func) == "Registry"
    }
    return made


def filled_by(source: str) -> set[str]:
    """Return the names in capitals whose `.register` a module calls."""
    calls = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    return {
        ast.unparse(call.func.value).rpartition(".")[2]
        for call in calls
        if isinstance(call.func, ast.Attribute) and call.func.attr == "register"
        if ast.unparse(call.func.value).rpartition(".")[2].isupper()
    }


def sources() -> dict[str, str]:
    """Return the product's modules by their path."""
    apps = ("accounts", "cop", "core", "learning", "portal", "translations", "vocabularies")
    paths = [path for app in apps for path in (ROOT / app).rglob("*.py")]
    return {path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in paths}


def test_registries_are_filled_in_integrations_only() -> None:
    everything = sources()
    known = set().union(*map(registries_of, everything.values()))
    assert {"PERSONAL_DATA", "SPACE_KINDS", "TAGGED_MODELS", "MAIL_SAMPLES", "HANDLERS"} <= known
    filled = {path: names & known for path, text in everything.items() if (names := filled_by(text))}
    assert set().union(*filled.values()) == known, "every registry is filled"
    elsewhere = {path for path, names in filled.items() if names and not path.endswith("/integrations.py")}
    assert elsewhere == DECORATORS
