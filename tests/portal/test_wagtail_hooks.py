"""The editors' admin: its links, and that their pages open."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client

from accounts.models import User
from portal.models import Announcement, HomePage, SiteChrome
from tests.factories.portal import AnnouncementFactory, make_page


@pytest.fixture
def writer(home: HomePage, editor: User, as_user: Any) -> Client:
    """An editor, signed in."""
    return as_user(editor)


@pytest.fixture
def moderator(home: HomePage, learner: User, as_user: Any) -> Client:
    """A moderator, signed in."""
    learner.groups.add(Group.objects.get(name="Moderators"))
    return as_user(learner)


def test_editors_and_moderators_see_their_tasks(writer: Client, moderator: Client, home: HomePage) -> None:
    written, decided = (client.get("/admin/").content.decode() for client in (writer, moderator))
    for page in (written, decided):
        assert f"/admin/pages/{home.pk}/edit/" in page
        assert "first-steps" in page
        assert "KM4B Commons</title>" in page
    assert "Set up the header" not in written
    assert "Set up the header" in decided
    assert "a moderator publishes it" in written
    assert "a moderator publishes it" not in decided


def test_the_help_menu_has_no_news_of_wagtail(writer: Client) -> None:
    page = writer.get("/admin/").content.decode()
    assert "keyboard-shortcuts" in page
    assert "whats-new-in-wagtail" not in page
    assert '"editor-guide"' not in page


def test_an_editor_creates_an_announcement(writer: Client, home: HomePage, client: Client) -> None:
    answer = writer.post("/admin/snippets/portal/announcement/add/", announcement_form(text="Library closed"))
    assert answer.status_code == 302
    assert [one.text for one in client.get("/en/").context["announcements"]] == ["Library closed"]


def test_an_announcement_that_ends_too_early_is_explained(writer: Client) -> None:
    form = announcement_form(text="Wrong") | {"until_at": "2020-01-01 00:00"}
    answer = writer.post("/admin/snippets/portal/announcement/add/", form)
    assert answer.status_code == 200
    assert "It must end after it begins." in answer.content.decode()
    assert not Announcement.objects.exists()


def test_the_list_of_announcements_shows_their_state(writer: Client) -> None:
    AnnouncementFactory(name="Now")
    page = writer.get("/admin/snippets/portal/announcement/").content.decode()
    assert "Now" in page
    assert "shown now" in page


def test_only_a_moderator_edits_header_and_footer(writer: Client, moderator: Client, home: HomePage) -> None:
    address = f"/admin/settings/portal/sitechrome/{SiteChrome.objects.get().site_id}/"
    assert moderator.get(address).status_code == 200
    assert writer.get(address).status_code == 302


def test_pages_of_both_kinds_open_for_an_editor(writer: Client, home: HomePage) -> None:
    page = make_page(home, title="Help")
    for number in (home.pk, page.pk):
        assert writer.get(f"/admin/pages/{number}/edit/").status_code == 200
    assert writer.get(f"/admin/pages/add/portal/standardpage/{home.pk}/").status_code == 200


def announcement_form(text: str) -> dict[str, str]:
    """Return what the form of a new announcement sends."""
    return {
        "name": text,
        "kind": "note",
        "from_at": "2026-01-01 00:00",
        "until_at": "",
        "page": "",
        "address": "",
        "site": "",
        "texts-TOTAL_FORMS": "1",
        "texts-INITIAL_FORMS": "0",
        "texts-MIN_NUM_FORMS": "1",
        "texts-MAX_NUM_FORMS": "1000",
        "texts-0-language": "en",
        "texts-0-text": text,
        "texts-0-link_text": "",
        "texts-0-ORDER": "1",
        "texts-0-id": "",
        "texts-0-DELETE": "",
    }
