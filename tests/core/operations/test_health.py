"""Health checks and what they reveal."""

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
    """A worker with a recent heartbeat."""
    return WorkerHeartbeat.objects.create(worker="one", started_at=timezone.now(), beat_at=timezone.now())


@pytest.fixture(autouse=True)
def checks() -> Iterator[None]:
    """Restore the registry, and clear the cached state of migrations."""
    before = dict(health.HEALTH_CHECKS)
    health._migrated = False
    yield
    health.HEALTH_CHECKS.clear()
    health.HEALTH_CHECKS.update(before)


def test_healthz_has_no_queries(client: Client) -> None:
    # Without the db fixture any query is an error.
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok")


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_REDIRECT_EXEMPT=[r"^healthz$", r"^readyz$"])
def test_health_checks_are_not_redirected_to_https(client: Client) -> None:
    assert client.get("/healthz").status_code == 200


def test_readyz_is_ready_when_every_check_passes(client: Client, worker: WorkerHeartbeat) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    notified = answer.json()
    assert notified.pop("status") == "ready"
    assert {name: part["ok"] for name, part in notified.items()} == dict.fromkeys(
        ("database", "cache", "migrations", "worker", "realtime"), True
    )
    assert notified["worker"]["seconds_since_heartbeat"] < 5


@pytest.mark.django_db
def test_readyz_reports_a_missing_worker(client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert (answer.json()["status"], answer.json()["worker"]["ok"]) == ("not ready", False)
    assert answer.json()["database"]["ok"] is True


def test_readyz_reports_a_worker_without_heartbeat(client: Client, worker: WorkerHeartbeat) -> None:
    WorkerHeartbeat.objects.update(beat_at=timezone.now() - timedelta(seconds=31))
    assert client.get("/readyz").status_code == 503
    assert client.get("/readyz?only=database,cache,migrations").status_code == 200


def test_readyz_reports_missing_migrations(client: Client, worker: WorkerHeartbeat) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'base'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]["ok"]) == (503, False)


def beat(process: str, *, ago: float = 2, started: float = 300, **stats: object) -> ProcessHeartbeat:
    """Save the heartbeat of a socket process of `ago` seconds ago; it started `started` seconds ago."""
    now = timezone.now()
    return ProcessHeartbeat.objects.create(
        process=process,
        started_at=now - timedelta(seconds=started),
        beat_at=now - timedelta(seconds=ago),
        stats={"last_notification_seconds": 1.0} | stats,
    )


@pytest.mark.django_db
def test_no_socket_process_is_reported_as_healthy(client: Client) -> None:
    answer = client.get("/readyz?only=realtime")
    assert answer.status_code == 200
    assert (answer.json()["realtime"]["processes"], answer.json()["realtime"]["open_sockets"]) == (0, 0)


@pytest.mark.django_db
def test_the_stats_of_all_running_processes_are_added(client: Client) -> None:
    beat("one", open_sockets=3, deliveries=10, lag_ms=4.0, lag_ms_max=90.5)
    beat("two", open_sockets=4, deliveries=1, lag_ms=7.5, lag_ms_max=20)
    beat("gone", ago=31, open_sockets=500, last_notification_seconds=400.0)
    notified = client.get("/readyz?only=realtime").json()["realtime"]
    assert notified["ok"] is True
    names = ("processes", "open_sockets", "deliveries", "lag_ms", "lag_ms_max")
    assert {key: notified[key] for key in names} == {
        "processes": 2, "open_sockets": 7, "deliveries": 11, "lag_ms": 7.5, "lag_ms_max": 90.5,
    }  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("heard", "started", "status"),
    [(50.0, 300, 200), (59.0, 300, 503), (None, 40, 200), (None, 61, 503)],
    ids=["a while ago", "a minute ago, with the beat's age", "just started", "never"],
)
def test_a_process_without_notifications_is_unhealthy(
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
def test_a_new_process_with_a_used_name_starts_fresh(client: Client) -> None:
    beat("host:7", ago=20, started=9000)
    store_heartbeat("host:7", timezone.now(), {"last_notification_seconds": None})
    assert client.get("/readyz?only=realtime").status_code == 200


def test_a_failed_check_shows_only_the_kind_of_error(client: Client, worker: WorkerHeartbeat) -> None:
    def broken() -> dict[str, bool]:
        raise ConnectionError("redis://user:secret@cache:6379")

    health.HEALTH_CHECKS.register(health.HealthCheck("gauge", broken))
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["gauge"]["error"] == "ConnectionError"
    assert "secret" not in answer.content.decode()


def test_an_unknown_check_is_a_bad_request(client: Client) -> None:
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
    """Return the names that /readyz shows to a client with these headers."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    return set(client.get("/readyz?only=database", REMOTE_ADDR=peer, headers=sent).json())


@pytest.mark.django_db
def test_everybody_sees_only_whether_the_site_is_ready(client: Client) -> None:
    answer = client.get("/readyz?only=database", REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer.json()) == (200, {"status": "ready"})
    answer = client.get("/readyz", REMOTE_ADDR="203.0.113.9")
    assert (answer.status_code, answer.json()) == (503, {"status": "not ready"})
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["127.0.0.1", "127.8.0.1", "::1", "::ffff:127.0.0.1"])
def test_the_machine_itself_sees_stats_except_through_a_proxy(client: Client, peer: str) -> None:
    assert asked(client, peer) == {"status", "database"}
    for name in monitoring.FORWARDED:
        for value in ("127.0.0.1", "https", ""):
            assert asked(client, peer, **{name: value}) == {"status"}


@pytest.mark.django_db
@pytest.mark.parametrize("peer", ["", "203.0.113.9", "10.0.0.1", "::2", "localhost"])
def test_no_other_client_does(client: Client, peer: str) -> None:
    assert asked(client, peer) == {"status"}
    assert asked(client, peer, X_Forwarded_For="127.0.0.1") == {"status"}


@pytest.mark.django_db
def test_the_token_shows_them_from_anywhere(client: Client, settings: Any) -> None:
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
def test_guessing_the_token_is_rate_limited(client: Client, settings: Any) -> None:
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
