"""Drafts survive a reload, a crash and a lost connection, and nobody else sees them."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live.conftest import Open, advance_clock, wait_for
from tests.browser.live.fake_server import FakeServer

pytestmark = pytest.mark.browser
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('km4b-draft '))"


def kept(page: Page) -> list[str]:
    """Return the keys of the drafts on the device."""
    names: list[str] = page.evaluate(KEPT)
    return names


def note(page: Page) -> Any:
    """Return the element that shows what happened to the text."""
    return page.locator("[data-note]")


def test_a_pause_saves_the_text_on_the_device_and_then_on_the_server(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "Half a thought")
    expect(note(page)).to_have_text("Saved on this device")
    assert server.state.drafts == []
    expect(note(page)).to_have_text("Saved")
    assert server.state.drafts == ["Half a thought"]


def test_a_crash_loses_nothing_and_the_restored_text_can_be_undone(tab: Open, server: FakeServer) -> None:
    page = tab()
    first = page.input_value("[name=key]")
    server.state.draft_status = 503
    page.fill("#body", "Written before the crash")
    expect(note(page)).to_have_text("Saved on this device")
    page.close()
    server.state.draft_status = 204
    page = tab()
    expect(page.locator("#body")).to_have_value("Written before the crash")
    expect(page.locator("draft-autosave")).to_contain_text("you wrote on this device")
    assert page.input_value("[name=key]") == first
    wait_for(page, lambda: server.state.drafts[-1:] == ["Written before the crash"])
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#body")).to_have_value("")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#body")).to_have_value("Written before the crash")


def test_the_servers_text_replaces_a_synced_text(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "On the server too")
    expect(note(page)).to_have_text("Saved")
    server.state.draft = {"body": "Went on with it on my phone", "key": "phone"}
    page.reload()
    expect(page.locator("#body")).to_have_value("Went on with it on my phone")
    server.state.draft = {}  # and posted it there
    page.reload()
    expect(page.locator("#body")).to_have_value("")
    assert kept(page) == []


def test_an_older_text_of_the_device_is_only_offered(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.draft_status = 503
    page.fill("#body", "Old and never sent")
    expect(note(page)).to_have_text("Saved on this device")
    page.close()
    server.state.draft, server.state.draft_time = {"body": "Newer", "key": "phone"}, "2036-01-01T00:00:00Z"
    page = tab()
    expect(page.locator("#body")).to_have_value("Newer")
    page.get_by_role("button", name="Use it").click()
    expect(page.locator("#body")).to_have_value("Old and never sent")
    expect(page.locator("#body")).to_be_focused()


def test_a_posted_text_is_deleted_everywhere(tab: Open, server: FakeServer) -> None:
    page, other = tab(clock=True), tab()
    page.fill("#body", "To be posted")
    expect(note(page)).to_have_text("Saved on this device")
    expect(other.locator("#body")).to_have_value("To be posted")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-4")).to_be_attached()
    expect(other.locator("#body")).to_have_value("")
    assert other.input_value("[name=key]") != server.state.sent[0]["key"]
    advance_clock(page, 4)
    assert kept(page) == []
    assert server.state.drafts == []
    page.reload()
    expect(page.locator("#body")).to_have_value("")


def test_a_text_somebody_has_begun_is_not_replaced_from_another_tab(tab: Open, server: FakeServer) -> None:
    page, other = tab(), tab()
    other.evaluate("""() => {
      document.querySelector("#body").value = "Begun here";
      addEventListener("storage", () => (window.stored = true));
    }""")
    page.fill("#body", "Written there")
    expect(note(page)).to_have_text("Saved on this device")
    wait_for(other, lambda: other.evaluate("window.stored"))
    assert other.input_value("#body") == "Begun here"
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-4")).to_be_attached()
    wait_for(other, lambda: other.input_value("[name=key]") != server.state.sent[0]["key"])
    assert other.input_value("#body") == "Begun here"


def test_leaving_the_page_sends_the_unsaved_text(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "Just before leaving")
    page.goto(f"{server.url}/login/")
    wait_for(page, lambda: server.state.drafts == ["Just before leaving"])


def test_a_lost_connection_is_shown_and_the_text_is_sent_later(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.route("**/draft/", lambda route: route.abort())
    page.fill("#body", "On the boat")
    expect(note(page)).to_contain_text("not sent yet: no connection")
    page.unroute("**/draft/")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(note(page)).to_have_text("Saved")
    assert server.state.drafts == ["On the boat"]


def test_a_device_without_storage_shows_it(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.evaluate("() => { Storage.prototype.setItem = () => { throw new Error('full'); }; }")
    page.fill("#body", "Nowhere yet")
    expect(note(page)).to_contain_text("Not saved")
    expect(note(page)).to_have_text("Saved")


def test_nobody_else_at_this_device_sees_it(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.draft_status = 503
    page.fill("#body", "For my eyes")
    expect(note(page)).to_have_text("Saved on this device")
    assert len(kept(page)) == 1
    page.close()
    page = tab("?me=amina")
    expect(page.locator("#body")).to_have_value("")
    assert kept(page) == []


def test_signing_out_leaves_nothing_on_the_device(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "Before I sign out")
    expect(note(page)).to_have_text("Saved on this device")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login/")
    assert kept(page) == []
    wait_for(page, lambda: server.state.drafts == ["Before I sign out"])
    assert kept(page) == []


def test_a_draft_of_a_form_sent_by_the_browser_is_deleted_on_the_next_page(
    tab: Open, server: FakeServer
) -> None:
    page = tab("?plain")
    page.evaluate("history.replaceState(null, '', '/start')")
    server.state.draft_status = 503
    page.fill("#body", "A new thread")
    page.get_by_role("button", name="Post").click()
    page.wait_for_url(f"{server.url}/")
    expect(page.locator("#body")).to_have_value("")
    assert kept(page) == []
