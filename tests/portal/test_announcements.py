"""Announcements: shown for a time, in the reader's language, dismissed with a form."""

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from portal.models import Announcement, HomePage
from portal.selectors.announcements import Notice, seconds_to_change, shown_at
from tests.factories.portal import AnnouncementFactory, make_page

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def notice(from_at: datetime, until_at: datetime | None = None) -> Notice:
    """Return an announcement as the site shows it."""
    return Notice(str(uuid.uuid4()), "note", "Words", "", "", "", from_at, until_at)


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (NOON - MOMENT, False),
        (NOON, True),
        (NOON + timedelta(hours=1) - MOMENT, True),
        (NOON + timedelta(hours=1), False),
    ],
)
def test_it_is_shown_from_its_first_moment_until_before_its_last(now: datetime, shown: bool) -> None:
    one = notice(NOON, NOON + timedelta(hours=1))
    assert shown_at([one], now) == ([one] if shown else [])


def test_without_an_end_it_stays() -> None:
    one = notice(NOON)
    assert shown_at([one], NOON + timedelta(days=9999)) == [one]


def test_a_future_announcement_appears_by_itself(home: HomePage, client: Client, monkeypatch: Any) -> None:
    begins = timezone.now() + timedelta(days=1)
    AnnouncementFactory(text="Later", from_at=begins, until_at=begins + timedelta(hours=1))
    seen = []
    for now in (begins - timedelta(seconds=20), begins, begins + timedelta(hours=1)):
        monkeypatch.setattr("portal.context_processors.now", lambda now=now: now)
        cache.clear()  # its page was stored until then: see below
        seen.append([one.text for one in client.get("/en/styleguide/").context["announcements"]])
    assert seen == [[], ["Later"], []]


def test_a_page_is_stored_until_the_next_of_them_begins_or_ends() -> None:
    hour = timedelta(hours=1)
    row = Notice("1", "info", "Closed", "", "", "", from_at=NOON, until_at=NOON + hour)
    assert seconds_to_change([row], NOON - hour) == 3600
    assert seconds_to_change([row], NOON) == 3600
    assert seconds_to_change([row], NOON + hour) is None
    assert seconds_to_change([], NOON) is None


def test_it_is_in_the_readers_language_or_the_sites(home: HomePage, client: Client) -> None:
    AnnouncementFactory(text={"en": "Closed on Sunday", "fr": "Fermé dimanche"})
    shown = {code: client.get(f"/{code}/").context["announcements"][0] for code in ("en", "fr", "ar")}
    assert {code: (one.text, one.lang) for code, one in shown.items()} == {
        "en": ("Closed on Sunday", ""),
        "fr": ("Fermé dimanche", ""),
        "ar": ("Closed on Sunday", "en"),
    }
    assert 'lang="en"' in client.get("/ar/").content.decode().split("<header")[0]


def test_its_text_is_escaped(home: HomePage, client: Client) -> None:
    AnnouncementFactory(text="<script>alert(1)</script>")
    assert "<script>alert" not in client.get("/en/").content.decode()


def test_its_link_is_to_the_page_in_the_readers_language(home: HomePage, client: Client) -> None:
    page = make_page(home, title="News", slug="news")
    AnnouncementFactory(page=page)
    shown = client.get("/en/").context["announcements"][0]
    assert (shown.link_url, shown.link_text) == ("/en/news/", "News")
    page.unpublish()
    shown = client.get("/en/").context["announcements"][0]
    assert (shown.link_url, shown.link_text) == ("", "")


def test_a_reader_dismisses_it_for_the_session(home: HomePage) -> None:
    kept, gone = AnnouncementFactory(text="Kept"), AnnouncementFactory(text="Gone")
    reader, other = Client(enforce_csrf_checks=True), Client()
    page = reader.get("/en/styleguide/")
    token = page.context["csrf_token"]
    url = f"/en/announcements/{gone.public_id}/dismiss/"
    for _again in range(2):
        answer = reader.post(url, {"next": "/en/styleguide/?a=1", "csrfmiddlewaretoken": str(token)})
        assert (answer.status_code, answer["Location"]) == (302, "/en/styleguide/?a=1")
    assert [one.text for one in reader.get("/en/").context["announcements"]] == [kept.texts.get().text]
    assert len(other.get("/en/").context["announcements"]) == 2


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "", "\\\\evil.example"]
)
def test_dismissing_redirects_only_within_the_site(home: HomePage, client: Client, back: str) -> None:
    url = f"/fr/announcements/{AnnouncementFactory().public_id}/dismiss/"
    assert client.post(url, {"next": back})["Location"] == "/fr/"


def test_dismissing_needs_a_post_and_an_announcement(home: HomePage, client: Client) -> None:
    url = f"/en/announcements/{AnnouncementFactory().public_id}/dismiss/"
    assert client.get(url).status_code == 405
    assert client.post(f"/en/announcements/{uuid.uuid4()}/dismiss/").status_code == 404
    assert client.post("/en/announcements/not-an-id/dismiss/").status_code == 404


def test_a_session_remembers_no_more_than_twenty(home: HomePage, client: Client) -> None:
    for one in [AnnouncementFactory() for _n in range(22)]:
        client.post(f"/en/announcements/{one.public_id}/dismiss/")
    assert len(client.session["announcements_put_away"]) == 20


def test_it_cannot_end_before_it_begins(db: Any) -> None:
    with pytest.raises(ValidationError, match="end after it begins"):
        Announcement(name="A", from_at=NOON, until_at=NOON).full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementFactory(from_at=NOON, until_at=NOON)


def test_it_cannot_have_two_links(home: HomePage) -> None:
    with pytest.raises(ValidationError, match="not both"):
        Announcement(name="A", page=home, address="https://example.org/").full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementFactory(page=home, address="https://example.org/")


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "//evil.example", "ftp://example.org", "example.org"]
)
def test_it_links_only_to_valid_urls(db: Any, address: str) -> None:
    with pytest.raises(ValidationError, match="Begin with"):
        Announcement(name="A", address=address).full_clean()


def test_editors_see_its_state_in_words() -> None:
    one = Announcement(from_at=NOON, until_at=NOON + timedelta(hours=1))
    states = [str(one.state_at(NOON + timedelta(minutes=minutes))) for minutes in (-1, 0, 59, 60)]
    assert states == ["to come", "shown now", "shown now", "ended"]


def test_saving_and_deleting_an_announcement_take_effect_at_once(home: HomePage, client: Client) -> None:
    assert client.get("/en/").context["announcements"] == []
    one = AnnouncementFactory(text="New")
    assert [shown.text for shown in client.get("/en/").context["announcements"]] == ["New"]
    one.delete()
    assert client.get("/en/").context["announcements"] == []
