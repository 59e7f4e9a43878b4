"""Migrations have meaningful names and can be reversed, on both databases."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from psycopg.sql import SQL, Identifier

from tools.migrations import own_apps, unnamed, untaken


def test_migrations_are_named() -> None:
    assert unnamed() == []


def test_a_meaningless_name_is_reported() -> None:
    names = ("0002_auto_20261120_1200", "0001_initial", "0003_alter_a_and_more", "0004_add_reading_place")
    assert len(unnamed(Path(f"{name}.py") for name in names)) == 3


def test_the_highest_app_comes_first() -> None:
    apps = own_apps()
    assert apps.index("portal") < apps.index("learning") < apps.index("accounts") < apps.index("realtime")
    assert apps.index("realtime") < apps.index("jobs") < apps.index("base")


@pytest.fixture
def migrated_database(db: None) -> Iterator[str]:
    """Copy the migrated database beside the tests' own PostgreSQL database; yield its URL."""
    now = connection.settings_dict
    login = {"host": now["HOST"], "port": now["PORT"], "user": now["USER"], "password": now["PASSWORD"]}
    with psycopg.connect(dbname="postgres", autocommit=True, **login) as server:
        template = Identifier(now["TEST"]["TEMPLATE"])
        server.execute(SQL("CREATE DATABASE there_and_back TEMPLATE {}").format(template))
        host = str(now["HOST"]).replace("/", "%2F")
        yield f"postgres://{now['USER']}:{now['PASSWORD']}@{host}:{now['PORT']}/there_and_back"
        server.execute("DROP DATABASE there_and_back WITH (FORCE)")


@pytest.mark.services
def test_migrations_can_be_reversed_on_postgresql(migrated_database: str) -> None:
    assert untaken(DATABASE_URL=migrated_database) == []


def test_an_error_is_reported() -> None:
    assert "No installed app" in untaken(["no_such_app"])[0]
