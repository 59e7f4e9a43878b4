"""The worker publishes and unpublishes pages at the scheduled time."""

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from core.jobs.testing import run_due
from portal.models import HomePage
from tests.factories.portal import make_page


def test_a_page_is_published_and_unpublished_at_its_time(home: HomePage, client: Client) -> None:
    page = make_page(home, title="Later", slug="later", live=False)
    page.go_live_at = timezone.now() + timedelta(minutes=5)
    page.save_revision().publish()
    run_due(periodic=True)
    assert client.get("/en/later/").status_code == 404

    page.refresh_from_db()
    hour_ago = timezone.now() - timedelta(hours=1)
    page.go_live_at = hour_ago
    page.save_revision(approved_go_live_at=hour_ago)
    run_due(now=timezone.now() + timedelta(minutes=2), periodic=True)
    assert client.get("/en/later/").status_code == 200

    type(page).objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    run_due(now=timezone.now() + timedelta(minutes=4), periodic=True)
    assert client.get("/en/later/").status_code == 404
