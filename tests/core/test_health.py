"""What machines around the site may ask."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from core import health
from core.models import HubBeat, WorkerHeartbeat
from core.realtime.sweeps import note_figures


@pytest.fixture
def worker(db: None) -> WorkerHeartbeat:
    """A worker that has just been heard of."""
    return WorkerHeartbeat.objects.create(worker="one", started_at=timezone.now(), beat_at=timezone.now())


@pytest.fixture(autouse=True)
def checks() -> Iterator[None]:
    """Put the register back, and forget that migrations were seen."""
    before = dict(health.CHECKS)
    health._migrated = False
    yield
    health.CHECKS.clear()
    health.CHECKS.update(before)


def test_healthz_asks_no_database(client: Client) -> None:
    # Without the db fixture any question to the database is an error.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^healthz$", r"^readyz$"])
def test_probes_are_not_sent_to_tls(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


def test_readyz_is_ready_when_everything_answers(client: Client, worker: WorkerHeartbeat) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("ok") is True
    assert {name: part["ok"] for name, part in told.items()} == dict.fromkeys(
        ("database", "cache", "migrations", "worker", "realtime"), True
    )
    assert told["worker"]["seconds_since_heartbeat"] < 5


@pytest.mark.django_db
def test_readyz_says_that_nobody_works(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["ok"], answer.json()["worker"]["ok"]) == (False, False)
    assert answer.json()["database"]["ok"] is True


def test_readyz_says_that_the_worker_fell_silent(client: Client, worker: WorkerHeartbeat) -> None:
    WorkerHeartbeat.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz?only=database,cache,migrations").status_code == 200


def test_readyz_says_that_migrations_are_missing(client: Client, worker: WorkerHeartbeat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'core'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]["ok"]) == (503, False)


def beat(process: str, *, ago: float = 2, started: float = 300, **figures: object) -> HubBeat:
    """Write what a socket process said `ago` seconds ago; it began `started` seconds ago."""
    now = timezone.now()
    return HubBeat.objects.create(
        process=process,
        started_at=now - timedelta(seconds=started),
        beat_at=now - timedelta(seconds=ago),
        figures={"last_ring_seconds": 1.0} | figures,
    )


@pytest.mark.django_db
def test_no_socket_process_is_well_and_said_so(client: Client) -> None:
    answer = client.get("/readyz?only=realtime")
    assert answer.status_code == 200
    assert (answer.json()["realtime"]["processes"], answer.json()["realtime"]["open_sockets"]) == (0, 0)


@pytest.mark.django_db
def test_the_figures_of_all_live_processes_are_summed(client: Client) -> None:
    beat("one", open_sockets=3, deliveries=10, lag_ms=4.0, lag_ms_max=90.5)
    beat("two", open_sockets=4, deliveries=1, lag_ms=7.5, lag_ms_max=20)
    beat("gone", ago=31, open_sockets=500, last_ring_seconds=400.0)
    told = client.get("/readyz?only=realtime").json()["realtime"]
    assert told["ok"] is True
    names = ("processes", "open_sockets", "deliveries", "lag_ms", "lag_ms_max")
    assert {key: told[key] for key in names} == {
        "processes": 2, "open_sockets": 7, "deliveries": 11, "lag_ms": 7.5, "lag_ms_max": 90.5,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heard", "started", "status"),
    [(50.0, 300, 200), (59.0, 300, 503), (None, 40, 200), (None, 61, 503)],
    ids=["a while ago", "a minute ago, with the beat's age", "just started", "never"],
)
def test_a_process_that_hears_no_ring_is_unwell(
    client: Client, heard: float | None, started: float, status: int
) -> None:
    beat("well")
    beat("deaf", last_ring_seconds=heard, started=started)
    answer = client.get("/readyz?only=realtime")
    assert (answer.status_code, answer.json()["realtime"]["deaf"]) == (status, int(status == 503))


@pytest.mark.django_db
def test_a_process_of_a_used_name_is_not_taken_for_the_one_before(client: Client) -> None:
    beat("host:7", ago=20, started=9000)
    note_figures("host:7", timezone.now(), {"last_ring_seconds": None})
    assert client.get("/readyz?only=realtime").status_code == 200


def test_what_breaks_is_named_by_its_kind_only(client: Client, worker: WorkerHeartbeat) -> None:
    def broken() -> dict[str, bool]:
        raise ConnectionError("redis://user:secret@cache:6379")

    health.register("gauge", broken)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["gauge"]["error"] == "ConnectionError"
    assert "secret" not in answer.content.decode()


def test_an_unknown_check_is_a_bad_question(client: Client) -> None:
    assert client.get("/readyz?only=nonsense").status_code == 400


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="database"):
        health.register("database", lambda: {"ok": True})
