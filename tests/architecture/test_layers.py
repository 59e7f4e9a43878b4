"""Nothing points upward: not imports (import-linter), not model relations, not migrations."""

import re
import tomllib
from collections.abc import Iterable
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple

from tests.architecture.files import ROOT
from tests.routes import project_apps

# DESIGN section 3: apps on one line never import each other.
ORDER = (
    ("config",),
    ("portal",),
    ("learning", "challenges", "events", "interop"),
    ("cop",),
    ("directory",),
    ("knowledge",),
    ("credentials",),
    ("moderation",),
    ("notifications",),
    ("accounts",),
    ("questionnaires", "search", "translations"),
    ("vocabularies",),
    ("core",),
)
CORE = (("operations",), ("realtime", "mail", "media"), ("jobs",), ("web",), ("base",))
INSIDE = (
    ("urls", "routing", "wagtail_hooks", "integrations"),
    ("views", "api", "consumers", "admin", "tasks"),
    ("forms",),
    ("services",),
    ("selectors",),
    ("models",),
    ("querysets", "blocks", "rules"),
    ("enums", "errors"),
)
Arrow = tuple[str, str, str]  # (from app, to app, words)


def contracts() -> list[dict[str, object]]:
    """Return import-linter's contracts."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def layer_names(layers: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    """Return the names on each line of a contract."""
    return tuple(tuple(re.findall(r"\w+", line)) for line in layers)


def upward(arrows: Iterable[Arrow]) -> list[str]:
    """Return the relations that do not point to a lower app or their own."""
    level = {app: n for n, line in enumerate((*ORDER, *CORE)) for app in line}
    return sorted({w for a, b, w in arrows if a != b and a in level and b in level and level[b] <= level[a]})


def relations() -> list[Arrow]:
    """Return every relation between models, save those to the user model."""
    user = apps.get_model("accounts.User")
    return [
        (model._meta.app_label, field.related_model._meta.app_label, f"{model._meta.label}.{field.name}")
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created and isinstance(field.related_model, type)
        if field.related_model is not user
    ]


def migration_dependencies() -> list[Arrow]:
    """Return every dependency between migrations, save the one on the user model's setting."""
    loader = MigrationLoader(connection)
    return [
        (app, other, f"{app}.{name} -> {other}.{step}")
        for (app, name), migration in loader.disk_migrations.items()
        for dependency in migration.dependencies
        if not isinstance(dependency, SwappableTuple)
        for other, step in [dependency]
    ]


def layers_of(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the lines of the contract with this name."""
    return next(layer_names(c["layers"]) for c in contracts() if c["name"] == name)  # type: ignore[arg-type]


def test_the_contracts_name_all_apps_in_order() -> None:
    assert layers_of("Apps import downward only") == ORDER
    assert layers_of("Inside core, apps import downward only") == CORE


def test_inside_an_app_the_parts_of_the_design_are_in_order() -> None:
    lines = layers_of("Inside an app, modules import downward only")
    rank = {part: n for n, line in enumerate(lines) for part in line}
    for above, below in pairwise(INSIDE):
        assert max(rank[part] for part in above) < min(rank[part] for part in below)


def test_every_module_of_every_app_is_in_a_contract() -> None:
    inside = [c for c in contracts() if str(c["name"]).startswith("Inside")]
    containers = {name for c in inside for name in c["containers"]}  # type: ignore[attr-defined]
    assert containers == {app for app in project_apps() if app != "config"} | {"core"}
    assert all(c["exhaustive"] for c in inside)


def test_every_app_is_in_both_contracts() -> None:
    configured = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    apps_here = {app.partition(".")[0] for app in project_apps()}
    inside = next(c["containers"] for c in contracts() if c["name"].startswith("Inside an app"))  # type: ignore[attr-defined]
    assert apps_here <= {app for line in ORDER for app in line}
    assert (set(configured["root_packages"]), set(inside)) == (apps_here, apps_here - {"config", "core"})  # type: ignore[call-overload]


def test_no_model_points_upward() -> None:
    assert upward(relations()) == []


@pytest.mark.django_db  # some libraries' migrations look at the connection while they are read
def test_no_migration_depends_upward() -> None:
    assert upward(migration_dependencies()) == []


def test_an_upward_relation_is_caught() -> None:
    arrows = [
        ("jobs", "accounts", "jobs.Thing.owner"),
        ("web", "jobs", "web.Thing.job"),
        ("learning", "events", "learning.Lesson.event"),
        ("learning", "jobs", "learning.Lesson.job"),
        ("accounts", "auth", "accounts.User.groups"),
    ]
    assert upward(arrows) == ["jobs.Thing.owner", "learning.Lesson.event", "web.Thing.job"]
