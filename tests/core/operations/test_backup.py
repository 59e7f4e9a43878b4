"""Backup and restore: everything is restored, and nothing is replaced by mistake."""

import io
import json
import tarfile
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.utils import ConnectionHandler
from django.utils import timezone

from core.operations.backup import BackupError, back_up, read_manifest, restore
from core.operations.backup.database import outdate_cursors
from core.realtime import event_reader
from core.realtime.cleanup import prune
from core.realtime.log import open_space, sequenced
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


def open_site(settings, folder: Path):
    """Use the settings of a separate site in `folder`; yield its SQLite database."""
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = folder / "media", folder / "private"
    folder.mkdir(exist_ok=True)
    made = {"ENGINE": "django.db.backends.sqlite3", "NAME": folder / "commons.sqlite3"}
    return ConnectionHandler({"default": made})["default"]


def fill(settings, folder, members, files):
    """Fill a small site: the members' table with these names, and these files."""
    database = open_site(settings, folder)
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE accounts_user (display_name text)")
        cursor.executemany("INSERT INTO accounts_user VALUES (%s)", [[name] for name in members])
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return database


def names(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT display_name FROM accounts_user ORDER BY 1")
        return [row[0] for row in cursor.fetchall()]


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_text()
        for root in ("media", "private")
        for path in (folder / root).rglob("*")
        if path.is_file()
    }


@pytest.fixture
def archive(settings, tmp_path):
    """An archive of a site with one member, a picture and an export."""
    kept = {"media/images/leaf.jpg": "leaf", "private/exports/ada.zip": "zip"}
    database = fill(settings, tmp_path / "old", ["Ada"], kept)
    back_up(tmp_path / "site.tar", database)
    database.close()
    return tmp_path / "site.tar"


def test_everything_is_restored_to_an_empty_site(settings, tmp_path, archive):
    database = open_site(settings, tmp_path / "new")
    restore(archive, database=database)
    assert names(database) == ["Ada"]
    assert files(tmp_path / "new") == {"media/images/leaf.jpg": "leaf", "private/exports/ada.zip": "zip"}
    assert sorted(path.name for path in (tmp_path / "new").iterdir() if path.name[0] == ".") == []
    database.close()


def test_a_site_with_members_is_replaced_only_on_request(settings, tmp_path, archive):
    database = fill(settings, tmp_path / "new", ["Bo"], {"media/images/mine.jpg": "mine"})
    with pytest.raises(BackupError, match="--replace"):
        restore(archive, database=database)
    assert names(database) == ["Bo"]
    assert files(tmp_path / "new") == {"media/images/mine.jpg": "mine"}
    restore(archive, replace=True, database=database)
    assert names(database) == ["Ada"]
    assert set(files(tmp_path / "new")) == {"media/images/leaf.jpg", "private/exports/ada.zip"}
    database.close()


def test_the_archive_is_for_its_owner_only_and_never_overwritten(settings, tmp_path, archive):
    assert archive.stat().st_mode & 0o777 == 0o600
    with pytest.raises(BackupError, match="exists already"):
        back_up(archive)
    assert [path.name for path in tmp_path.iterdir() if path.name[0] == "."] == []


def forge(path, manifest, *entries):
    with tarfile.open(path, "w") as archive:
        for name, text in [("manifest.json", json.dumps(manifest)), *entries]:
            entry = tarfile.TarInfo(name)
            entry.size = len(text)
            archive.addfile(entry, io.BytesIO(text.encode()))
    return path


FINE = {"format": 1, "database": connection.vendor, "migrations": []}


@pytest.mark.parametrize(
    ("manifest", "entries", "words"),
    [
        ({**FINE, "format": 2}, [], "another format"),
        ([], [], "another format"),
        ({**FINE, "database": "oracle"}, [], "but the site runs on"),
        ({**FINE, "migrations": ["core.9999_future"]}, [], "newer version"),
        (FINE, [("../escaped", "x")], "unexpected"),
        (FINE, [("media/../../escaped", "x")], "unexpected"),
        (FINE, [("etc/passwd", "x")], "unexpected"),
    ],
)
def test_a_forged_or_foreign_archive_changes_nothing(settings, tmp_path, manifest, entries, words):
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "var" / "media", tmp_path / "var" / "private"
    UserFactory(display_name="Ada")
    with pytest.raises(BackupError, match=words):
        restore(forge(tmp_path / "forged.tar", manifest, *entries), replace=True)
    assert names(connection) == ["Ada"]
    assert not (tmp_path / "escaped").exists()
    assert not files(tmp_path / "var")


def test_a_backup_inside_a_transaction_is_refused(tmp_path):
    with pytest.raises(BackupError, match="inside a transaction"):
        back_up(tmp_path / "site.tar")
    assert list(tmp_path.iterdir()) == []


def make_spaces(database, *rows):
    """Make the table of spaces with these (last, pruned)."""
    with database.cursor() as cursor:
        cursor.execute("CREATE TABLE realtime_space (last bigint, pruned bigint, CHECK (pruned <= last))")
        cursor.executemany("INSERT INTO realtime_space VALUES (%s, %s)", rows)


def spaces(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT last, pruned FROM realtime_space ORDER BY last")
        return cursor.fetchall()


def test_cursors_from_before_a_restore_are_out_of_date(settings, tmp_path):
    """Else a reader who saw event 13 of the replaced site would never get the new event 13."""
    database = fill(settings, tmp_path / "old", ["Ada"], {})
    make_spaces(database, (12, 3), (0, 0))
    back_up(tmp_path / "site.tar", database)
    restore(tmp_path / "site.tar", replace=True, database=database)
    assert spaces(database) == [(1_000_000, 1_000_000), (1_000_012, 1_000_012)]
    database.close()


def test_a_reader_of_the_replaced_site_gets_a_reset():
    space = open_space("test.room", uuid4())
    with sequenced() as log:
        log.add(space, "said", subject=1)
    outdate_cursors(connection)
    assert event_reader.read(space.pk, 0).reset
    assert event_reader.read(space.pk, 1).reset
    assert event_reader.read(space.pk, 5000).reset  # seen after the backup was made
    through = event_reader.read(space.pk, 1).through
    with sequenced() as log:
        log.add(space, "said", subject=2)
    after = event_reader.read(space.pk, through)
    assert ([event.subject for event in after.events], after.reset) == ([2], False)
    assert prune(timezone.now() + timedelta(days=31)) == 2
    assert event_reader.read(space.pk, through + 1).reset is False


@pytest.mark.parametrize("text", [b"", b"no archive at all", b"\0" * 2000])
def test_a_file_that_is_no_archive_is_reported(tmp_path, text):
    (tmp_path / "x").write_bytes(text)
    with pytest.raises(BackupError):
        read_manifest(tmp_path / "x")


def test_the_commands_print_what_to_do(tmp_path):
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("restore_site", tmp_path / "missing.tar")
    (tmp_path / "there").touch()
    with pytest.raises(CommandError, match="choose another name"):
        call_command("backup_site", tmp_path / "there")


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_the_round_trip_on_postgresql(settings, tmp_path):
    """A separate database is dumped, changed and restored; a failed restore keeps the tables."""
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    name = f"{connection.settings_dict['NAME']}_backup"
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {name}")
        cursor.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    settings.MEDIA_ROOT, settings.PRIVATE_ROOT = tmp_path / "media", tmp_path / "private"
    database = ConnectionHandler({"default": {**connection.settings_dict, "NAME": name}})["default"]
    try:
        with database.cursor() as cursor:
            cursor.execute("CREATE TABLE specimen (name text)")
            cursor.execute("INSERT INTO specimen VALUES ('oak')")
        make_spaces(database, (12, 3))
        back_up(tmp_path / "site.tar", database)
        with database.cursor() as cursor:
            cursor.execute("UPDATE specimen SET name = 'ash'")
            cursor.execute("CREATE TABLE later (name text)")
        damaged = forge(tmp_path / "damaged.tar", FINE, ("database.dump", "nonsense"))
        with pytest.raises(BackupError, match="pg_restore failed"):
            restore(damaged, database=database)
        assert tables(database) == {"specimen": ["ash"], "later": []}
        assert spaces(database) == [(12, 3)]
        restore(tmp_path / "site.tar", database=database)
        assert tables(database) == {"specimen": ["oak"]}
        assert spaces(database) == [(1_000_012, 1_000_012)]
    finally:
        database.close()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def tables(database):
    with database.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        found = [row[0] for row in cursor.fetchall() if row[0] != "realtime_space"]
        kept = {}
        for table in found:
            cursor.execute(psycopg.sql.SQL("SELECT name FROM {}").format(psycopg.sql.Identifier(table)))
            kept[table] = [row[0] for row in cursor.fetchall()]
    return kept


def test_an_archive_without_its_database_replaces_nothing(settings, tmp_path, archive):
    broken = tmp_path / "broken.tar"
    with tarfile.open(archive) as whole, tarfile.open(broken, "w") as part:
        manifest = whole.getmember("manifest.json")
        part.addfile(manifest, whole.extractfile(manifest))
    database = fill(settings, tmp_path / "new", ["Grace"], {"media/a.txt": "a"})
    with pytest.raises(BackupError, match="no database"):
        restore(broken, replace=True, database=database)
    assert names(database) == ["Grace"]
    assert files(tmp_path / "new") == {"media/a.txt": "a"}
