"""What machines around the site may ask."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client, override_settings
from django.utils import timezone

from core.jobs.models import WorkerHeartbeat
from core.operations import health, monitoring
from core.realtime.models import ProcessHeartbeat
from core.realtime.watchdog import store_heartbeat


@pytest.fixture
def worker(db: None) -> WorkerHeartbeat:
    """A worker that has just been heard of."""
    return WorkerHeartbeat.objects.create(worker="one", started_at=timezone.now(), beat_at=timezone.now())


@pytest.fixture(autouse=True)
def checks() -> Iterator[None]:
    """Put the registry back, and forget that migrations were seen."""
    before = dict(health.HEALTH_CHECKS)
    health._migrated = False
    yield
    health.HEALTH_CHECKS.clear()
    health.HEALTH_CHECKS.update(before)


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
    assert told.pop("status") == "ready"
    assert {name: part["ok"] for name, part in told.items()} == dict.fromkeys(
        ("database", "cache", "migrations", "worker", "realtime"), True
    )
    assert told["worker"]["seconds_since_heartbeat"] < 5


@pytest.mark.django_db
def test_readyz_says_that_nobody_works(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["worker"]["ok"]) == ("not ready", False)
    assert answer.json()["database"]["ok"] is True


def test_readyz_says_that_the_worker_fell_silent(client: Client, worker: WorkerHeartbeat) -> None:
    WorkerHeartbeat.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz?only=database,cache,migrations").status_code == 200


def test_readyz_says_that_migrations_are_missing(client: Client, worker: WorkerHeartbeat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'base'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]["ok"]) == (503, False)


def beat(process: str, *, ago: float = 2, started: float = 300, **stats: object) -> ProcessHeartbeat:
    """Write what a socket process said `ago` seconds ago; it began `started` seconds ago."""
    now = timezone.now()
    return ProcessHeartbeat.objects.create(
        process=process,
        started_at=now - timedelta(seconds=started),
        beat_at=now - timedelta(seconds=ago),
        stats={"last_notification_seconds": 1.0} | stats,
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
    beat("gone", ago=31, open_sockets=500, last_notification_seconds=400.0)
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
    beat("silent", last_notification_seconds=heard, started=started)
    answer = client.get("/readyz?only=realtime")
    assert (answer.status_code, answer.json()["realtime"]["missing_notifications"]) == (
        status,
        int(status == 503),
    )


@pytest.mark.django_db
def test_a_process_of_a_used_name_is_not_taken_for_the_one_before(client: Client) -> None:
    beat("host:7", ago=20, started=9000)
    store_heartbeat("host:7", timezone.now(), {"last_notification_seconds": None})
    assert client.get("/readyz?only=realtime").status_code == 200


def test_what_breaks_is_named_by_its_kind_only(client: Client, worker: WorkerHeartbeat) -> None:
    def broken() -> dict[str, bool]:
        raise ConnectionError("redis://user:secret@cache:6379")

    health.HEALTH_CHECKS.register(health.HealthCheck("gauge", broken))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["gauge"]["error"] == "ConnectionError"
    assert "secret" not in answer.content.decode()


def test_an_unknown_check_is_a_bad_question(client: Client) -> None:
    answer = client.get("/readyz?only=nonsense")
    assert answer.status_code == 400
    assert answer.json()["error"] == (
        "No such check: nonsense. There are database, cache, migrations, worker, realtime."
    )
    elsewhere = client.get("/readyz?only=nonsense", REMOTE_ADDR="203.0.113.9")
    assert elsewhere.status_code == 400
    assert elsewhere.json() == {"status": "not ready", "error": "No such check."}


TOKEN = "a-token-of-the-monitoring-system"


def asked(client: Client, peer: str = "203.0.113.9", **headers: str) -> set[str]:
    """Return what /readyz tells a peer who sends these headers, by its names."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return set(client.get("/readyz?only=database", REMOTE_ADDR=peer, headers=sent).json())


@pytest.mark.django_db
def test_everybody_hears_whether_the_site_is_ready_and_nothing_else(client: Client) -> None:
    answer = client.get("/readyz?only=database", REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    answer = client.get("/readyz", REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself_sees_figures_unless_a_proxy_speaks(client: Client, peer: str) -> None:
    assert asked(client, peer) == {"status", "database"}
    for name in monitoring.FORWARDED:
        for value in ("127.0.0.1", "https", ""):
            assert asked(client, peer, **{name: value}) == {"status"}


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["", "203.0.113.9", "10.0.0.1", "::2", "localhost"])
def test_no_other_peer_does(client: Client, peer: str) -> None:
    assert asked(client, peer) == {"status"}
    assert asked(client, peer, X_Forwarded_For="127.0.0.1") == {"status"}


@pytest.mark.django_db
def test_the_token_opens_them_from_anywhere(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    assert asked(client, Authorization=f"Bearer {TOKEN}", X_Forwarded_For="203.0.113.9") == {
        "status",
        "database",
    }
    for wrong in ("", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \u00fc"):
        assert asked(client, Authorization=wrong) == {"status"}
    settings.METRICS_TOKEN = ""
    assert asked(client, Authorization="Bearer ") == {"status"}


@pytest.mark.django_db
def test_guessing_the_token_is_slow_and_asking_without_is_not(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = TOKEN
    for _try in range(60):  # one limit for both addresses
        asked(client, Authorization="Bearer guess")
        client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": "Bearer guess"})
    headers = {"Authorization": f"Bearer {TOKEN}"}
    assert client.get("/readyz", REMOTE_ADDR="203.0.113.9", headers=headers).status_code == 429
    assert asked(client) == {"status"}


def test_a_name_is_registered_once() -> None:
    with pytest.raises(ValueError, match="database"):
        health.HEALTH_CHECKS.register(health.HealthCheck("database", lambda: {"ok": True}))
