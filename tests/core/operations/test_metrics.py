"""Metrics for a monitoring system: who may see them, and their format."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from core.jobs import enqueue
from core.jobs.models import WorkerHeartbeat
from core.mail.models import MailMessage
from core.realtime.models import ProcessHeartbeat

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-monitoring-system"
# One line of the format: one of two kinds of comment, or a sample with at most one of our labels.
LINE = re.compile(
    r"# HELP [a-z_]+ \S.*"
    r"|# TYPE [a-z_]+ (counter|gauge)"
    r'|[a-z_]+(\{process="(?:[^"\\\n]|\\["\\n])*"\})? -?\d+(\.\d+)?(e[+-]\d+)?'
)


def samples(text: str) -> dict[str, float]:
    """Return each sample by its name and label; fail for an invalid line."""
    assert text.endswith("\n")
    lines = text.splitlines()
    assert [line for line in lines if not LINE.fullmatch(line)] == []
    return {key: float(value) for key, value in (line.rsplit(" ", 1) for line in lines if line[0] != "#")}


@pytest.fixture
def token(settings):
    """The token of the settings."""
    settings.METRICS_TOKEN = TOKEN
    return TOKEN


def test_metrics_of_processes_and_background_work(client: Client, token: str) -> None:
    now = timezone.now()
    for name, sockets in (("one", 3), ('two "\\\n', 4)):
        ProcessHeartbeat.objects.create(
            process=name,
            started_at=now - timedelta(hours=1),
            beat_at=now,
            stats={
                "open_sockets": sockets,
                "lag_ms": 12.5,
                "deliveries": 12345678,
                "last_notification_seconds": 2.0,
            },
        )
    ProcessHeartbeat.objects.create(
        process="gone", started_at=now, beat_at=now - timedelta(seconds=31), stats={}
    )
    WorkerHeartbeat.objects.create(worker="w", started_at=now, beat_at=now - timedelta(seconds=5))
    enqueue("jobs.clean_up")
    MailMessage.objects.create(to="a@example.org", language="en", subject="x")
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {token}"})
    assert answer["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-store"
    found = samples(answer.content.decode())
    assert found["commons_realtime_processes"] == 2
    assert found['commons_realtime_open_sockets{process="one"}'] == 3
    assert found['commons_realtime_open_sockets{process="two \\"\\\\\\n"}'] == 4
    assert found['commons_realtime_lag_seconds{process="one"}'] == 0.0125
    assert found['commons_realtime_deliveries_total{process="one"}'] == 12345678
    assert 2 <= found['commons_realtime_seconds_since_notification{process="one"}'] < 10
    assert (found["commons_jobs_due"], found["commons_jobs_dead"], found["commons_mails_waiting"]) == (
        1,
        0,
        1,
    )
    assert 5 <= found["commons_worker_heartbeat_age_seconds"] < 15
    assert not [key for key in found if "gone" in key]


def test_missing_metrics_are_left_out(client: Client, token: str) -> None:
    found = samples(client.get("/metrics", headers={"Authorization": f"bearer {token}"}).content.decode())
    assert "commons_worker_heartbeat_age_seconds" not in found
    assert found["commons_realtime_processes"] == 0


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", TOKEN, f"Bearer {TOKEN}x", "Bearer \u00fc"]
)
def test_a_wrong_token_gets_404(client: Client, token: str, header: str) -> None:
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer"])
def test_without_a_token_in_the_settings_none_is_accepted(client: Client, settings, header: str) -> None:
    settings.METRICS_TOKEN = ""
    assert client.get("/metrics", headers={"Authorization": header}).status_code == 404


def test_operators_see_them_and_editors_do_not(as_user, admin, editor) -> None:
    assert as_user(admin).get("/metrics").status_code == 200
    assert as_user(editor).get("/metrics").status_code == 404


def test_guessing_is_rate_limited(client: Client, token: str) -> None:
    for _try in range(120):
        client.get("/metrics", headers={"Authorization": "Bearer guess"})
    assert client.get("/metrics", headers={"Authorization": f"Bearer {token}"}).status_code == 429
