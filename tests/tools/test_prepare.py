"""Databases made by other migrations are recognised, and matching ones are accepted."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from tools import prepare

pytestmark = pytest.mark.django_db


def test_the_present_data_fit(capsys: pytest.CaptureFixture[str]) -> None:
    assert prepare.migrate_database()
    assert capsys.readouterr().out == "@step\tMigrations\t0\t0\n"


def test_removed_migrations_do_not_fit() -> None:
    recorder = MigrationRecorder(connection)
    recorder.record_applied("wagtailcore", "0000_of_an_older_wagtail")
    assert not prepare.has_unknown_migrations(MigrationExecutor(connection))
    recorder.record_applied("accounts", "0099_rewritten")
    assert not prepare.migrate_database()


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE accounts_consent RENAME COLUMN version TO edition",
        "ALTER TABLE accounts_consent RENAME TO accounts_agreement",
        "ALTER TABLE accounts_consent ADD COLUMN place varchar(9) NOT NULL DEFAULT ''",
    ],
)
def test_tables_with_other_columns_do_not_fit(change: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(change)
    assert prepare.tables_fit() == ("DEFAULT" in change)  # a column with a default does no harm


@pytest.mark.parametrize(
    ("words", "fits"),
    [("no such column: x", False), ("table x already exists", False), ("disk I/O error", None)],
)
def test_a_migration_that_fails_on_other_tables_does_not_fit(
    words: str, fits: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **options: object) -> None:
        raise OperationalError(words)

    monkeypatch.setattr(prepare, "call_command", fail)
    if fits is None:
        with pytest.raises(OperationalError):
            prepare.migrate_database()
    else:
        assert not prepare.migrate_database()
