"""From which migrated file the tests' database is made."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.db import connection
from wagtail.models import Locale, Page

from tests import database


def keep(place: Path, name: str, base: str, migrations: dict[str, str]) -> Path:
    """Write a migrated file with the record of its migrations."""
    (place / f"{name}.json").write_text(json.dumps({"base": base, "migrations": migrations}))
    file = place / f"{name}.sqlite3"
    file.touch()
    return file


@pytest.fixture
def present() -> dict[str, str]:
    """The hashes of the project's migrations."""
    migrations = database.migrations()
    assert len(migrations) > 3
    return migrations


def test_a_new_state_starts_from_the_file_that_needs_the_fewest_migrations(
    tmp_path: Path, present: dict[str, str]
) -> None:
    base, names = database.base(), sorted(present)
    keep(tmp_path, "a", base, {name: present[name] for name in names[:1]})
    most = keep(tmp_path, "b", base, {name: present[name] for name in names[:3]})
    assert database.earlier(tmp_path) == most


def test_a_file_of_a_changed_or_removed_migration_or_of_other_packages_is_no_start(
    tmp_path: Path, present: dict[str, str]
) -> None:
    name = min(present)
    keep(tmp_path, "changed", database.base(), {name: "another content"})
    keep(tmp_path, "removed", database.base(), {name: present[name], "cop/migrations/0999_gone.py": "x"})
    keep(tmp_path, "packages", "other packages", {name: present[name]})
    keep(tmp_path, "lost", database.base(), {name: present[name]}).unlink()
    assert database.earlier(tmp_path) is None


@pytest.mark.django_db(transaction=True)
def test_a_test_with_real_transactions_leaves_what_the_migrations_wrote() -> None:
    def written() -> list[Any]:
        return [list(model.objects.order_by("pk").values()) for model in (Group, Permission, Page, Locale)]

    before = written()
    assert all(before)
    Group.objects.create(name="Left behind")
    Permission.objects.all().delete()
    Page.objects.all().delete()
    call_command("flush", interactive=False, verbosity=0)
    assert written() == before
    assert Group.objects.create(name="Next").pk == before[0][-1]["id"] + 1


@pytest.mark.services
@pytest.mark.django_db
def test_a_database_of_postgresql_is_copied_from_the_template_of_the_present_state() -> None:
    template = connection.settings_dict["TEST"]["TEMPLATE"]
    assert template.endswith(database.digest())
    assert database.migrated_template(os.environ["DATABASE_URL"]) == template
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_database WHERE starts_with(datname, 'commons_tests_')")
        assert cursor.fetchone() == (1,)
