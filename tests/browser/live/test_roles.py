"""The composer appears and disappears with the permission to write, and the text is kept."""

import pytest
from playwright.sync_api import expect

from tests.browser.live.conftest import Open
from tests.browser.live.fake_server import FakeServer

pytestmark = pytest.mark.browser


def test_a_reloaded_page_has_the_new_title(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.audience, server.state.title = "manager", "Renamed"
    server.add_post("With more to see")
    expect(page.get_by_role("heading", level=1)).to_have_text("Renamed")
    expect(page).to_have_title("Renamed")


@pytest.mark.parametrize("before", ["member", "manager"])
def test_losing_the_permission_keeps_the_text_and_shows_the_reason(
    tab: Open, server: FakeServer, before: str
) -> None:
    server.state.audience = before
    page = tab()
    page.fill("#body", "Half a thought")
    key = page.input_value("[name=key]")
    server.state.audience = "reader"
    server.add_post("Goodbye")
    reason = page.locator("[data-answer] .notice")
    expect(reason).to_contain_text("not a member of this community")
    expect(page.locator("[data-status]")).to_contain_text("Your text is kept")
    expect(page.locator("[data-answer]")).to_contain_text("Join to answer")
    expect(page.get_by_role("button", name="Post")).to_be_hidden()
    assert page.input_value("#body") == "Half a thought"
    server.state.audience = before
    server.add_post("Welcome back")
    expect(page.get_by_role("button", name="Post")).to_be_visible()
    expect(reason).to_have_count(0)
    expect(page.locator("[data-answer]")).not_to_contain_text("Join to answer")
    assert (page.input_value("#body"), page.input_value("[name=key]")) == ("Half a thought", key)
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-6")).to_contain_text("Half a thought")


def test_gaining_the_permission_shows_the_composer(tab: Open, server: FakeServer) -> None:
    server.state.audience = "reader"
    page = tab()
    expect(page.locator("[data-join]")).to_have_text("Join to answer")
    server.state.audience = "member"
    server.add_post("Welcome")
    page.fill("#body", "Here I am")  # perhaps before the draft script is loaded
    expect(page.locator("[data-note]")).to_have_text("Saved")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-5")).to_contain_text("Here I am")
    server.state.audience = "reader"
    server.add_post("Goodbye")
    expect(page.locator("[data-join]")).to_have_text("Join to answer")  # nothing was being written


def test_a_reader_is_not_asked_to_join_a_closed_thread(tab: Open, server: FakeServer) -> None:
    server.state.audience = "reader"
    page = tab()
    join, note = page.locator("[data-join]"), page.locator("[data-closed]")
    for closed in (True, False):
        server.run(server.event("thread", "amina", 0, html="<h1>A thread</h1>", closed=closed))
        expect(note).to_be_visible(visible=closed)
        expect(join).to_be_visible(visible=not closed)


@pytest.mark.parametrize("text", ["", "Half a thought"])
def test_losing_access_keeps_the_text_without_the_button(tab: Open, server: FakeServer, text: str) -> None:
    page = tab()
    page.fill("#body", text)
    server.state.catch_up_status, server.state.pruned = 404, 9
    server.add_post("Not for you")
    expect(page.locator("[data-notices]")).to_contain_text("no longer have access")
    expect(page.get_by_role("button", name="Post")).to_be_hidden()
    expect(page.locator("#body")).to_be_visible(visible=bool(text))
    expect(page.locator("[data-answer] .notice")).to_have_count(int(bool(text)))
    assert page.input_value("#body") == text
