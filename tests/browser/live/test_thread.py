"""The thread's page: posts in order, one announcement for new ones, no jump while reading."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.live.conftest import Open, advance_clock, wait_for
from tests.browser.live.fake_server import FakeServer
from tests.browser.visitor import PHONE

pytestmark = pytest.mark.browser
# Records every text of the live region.
LISTEN = """() => {
  window.said = [];
  const region = document.querySelector("[role=status]");
  new MutationObserver(() => region.textContent && window.said.push(region.textContent))
    .observe(region, { childList: true, characterData: true, subtree: true });
}"""


def said(page: Page) -> list[str]:
    """Return the texts of the live region since LISTEN."""
    texts: list[str] = page.evaluate("window.said")
    return texts


def change(server: FakeServer, number: int, body: str) -> None:
    """Edit a post on the server."""
    server.posts[number - 1]["body"] = body
    server.run(server.event("post", "amina", number))


def react(server: FakeServer, number: int, by: str, on: bool) -> None:
    """Add or remove thanks to a post, on another device."""
    (set.add if on else set.discard)(server.posts[number - 1]["reactions"], by)
    server.run(server.event("reaction", by, number, reaction="thanks", on=on))


def test_an_edit_takes_the_post_s_place(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    page.evaluate(LISTEN)
    change(server, 2, "Corrected")
    expect(page.locator("#post-2")).to_contain_text("Corrected")
    assert page.locator(".post").count() == 3
    advance_clock(page, 1)
    assert said(page) == []


def test_one_announcement_for_all_that_come_together(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    page.evaluate(LISTEN)
    for body in ("One", "Two", "Three"):
        server.add_post(body)
    expect(page.locator("#post-6")).to_be_attached()
    advance_clock(page, 1)
    assert said(page) == ["3 new posts"]
    server.add_post("Four")
    expect(page.locator("#post-7")).to_be_attached()
    advance_clock(page, 1)
    assert said(page) == ["3 new posts", "1 new post"]
    assert page.locator("live-thread [role=status], live-thread [aria-live]").count() == 1


def test_a_reader_further_up_sees_a_notice_without_scrolling(tab: Open, server: FakeServer) -> None:
    server.reset(posts=18)
    page = tab()
    page.evaluate("scrollTo(0, 300)")
    page.focus("#post-6 button")
    top = page.evaluate("scrollY")
    server.add_post("Down here")
    server.add_post("And here")
    bar = page.get_by_role("button", name="2 new posts")
    expect(bar).to_be_visible()
    assert page.evaluate("scrollY") == top
    assert page.evaluate("document.activeElement.closest('li').id") == "post-6"
    bar.click()
    expect(page.locator("#post-19")).to_be_focused()
    expect(page.locator("#post-19")).to_be_in_viewport()
    expect(bar).to_be_hidden()


def test_visible_new_posts_need_no_notice(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.add_post("Right here")
    expect(page.locator("#post-4")).to_be_in_viewport()
    expect(page.locator("[data-bar]")).to_be_hidden()


def test_a_post_on_a_later_page_is_linked(tab: Open, server: FakeServer) -> None:
    server.reset(posts=19)
    page = tab()
    for body in ("The twentieth", "The next page begins", "And goes on"):
        server.add_post(body)
    expect(page.locator("#post-20")).to_be_attached()
    notice = page.locator("[data-notices] .notice")
    expect(notice).to_contain_text("2 new posts further on")
    expect(notice.get_by_role("link")).to_have_attribute("href", "?page=2#post-21")
    assert page.locator(".post").count() == 20


def test_my_own_state_is_added_to_the_fragment(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.add_post("I wrote this on my phone", by="ben")
    server.add_post("And I this")
    expect(page.locator("#post-4 [data-own]")).to_be_visible()
    expect(page.locator("#post-5")).to_be_attached()
    expect(page.locator("#post-5 [data-own]")).to_be_hidden()


def test_my_reactions_appear_in_all_my_tabs_and_survive_an_edit(tab: Open, server: FakeServer) -> None:
    page, other = tab(), tab()
    button = page.locator("#post-2 button")
    expect(button).to_have_attribute("aria-pressed", "false")
    button.click()
    for each in (page, other):
        expect(each.locator("#post-2 button")).to_have_attribute("aria-pressed", "true")
        expect(each.locator("#post-2 button")).to_have_attribute("formaction", "/posts/2/reactions/?on=0")
        expect(each.locator("#post-2 b")).to_have_text("1")
    expect(button).to_be_focused()
    change(server, 2, "Corrected")
    react(server, 2, "amina", on=True)
    expect(page.locator("#post-2 b")).to_have_text("2")
    expect(page.locator("#post-2")).to_contain_text("Corrected")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.click()
    expect(other.locator("#post-2 button")).to_have_attribute("aria-pressed", "false")
    expect(other.locator("#post-2 b")).to_have_text("1")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "21 November 2026, 03:04 (Africa/Nairobi)"),
        ("fr", "21 novembre 2026, 03:04 (Africa/Nairobi)"),
        ("ar", "21 نوفمبر 2026، 03:04 (Africa/Nairobi)"),
    ],
)
def test_times_are_worded_as_the_server_does(
    tab: Open, server: FakeServer, language: str, words: str
) -> None:
    page = tab(f"?lang={language}")
    server.add_post("When was that?")
    expect(page.locator("#post-4 time")).to_have_text(words)


@pytest.mark.parametrize(("language", "words"), [("fr", "2 new posts"), ("ar", "2 new posts")])
def test_numbers_are_worded_in_the_language(tab: Open, server: FakeServer, language: str, words: str) -> None:
    page = tab(f"?lang={language}")
    page.evaluate(LISTEN)
    server.add_post("One")
    server.add_post("Two")
    wait_for(page, lambda: said(page))
    (text,) = said(page)
    assert "{n}" not in text
    assert text == words or "2" in text or language == "ar"


def test_present_people_are_counted(tab: Open, server: FakeServer) -> None:
    page = tab()
    expect(page.locator("[data-present]")).to_be_hidden()
    server.run(_present(server, 3))
    expect(page.locator("[data-present]")).to_have_text("3 people here now")
    late = tab()
    expect(late.locator("[data-present]")).to_contain_text("3")
    server.state.sockets = False
    server.drop_sockets()
    expect(page.locator("[data-present]")).to_be_hidden()


async def _present(server: FakeServer, count: int) -> None:
    for send, _follows in server.sockets.values():
        text = f'{{"space": "5a1c6f3e-0000-4000-8000-000000000001", "present": {count}}}'
        await send({"type": "websocket.send", "text": text})


def test_the_head_is_updated(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.run(server.event("thread", "amina", 0, html="<h1>Renamed</h1><p>Closed</p>", closed=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Renamed")
    expect(page).to_have_title("Renamed")
    expect(page.locator("[data-composer]")).to_be_hidden()
    server.run(server.event("thread", "amina", 0, html="<h1>Renamed</h1>", closed=False))
    expect(page.locator("[data-composer]")).to_be_visible()


def test_a_writer_in_a_closed_thread_sees_a_notice_and_keeps_the_text(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "Half a thought")
    page.evaluate(LISTEN)
    server.run(server.event("thread", "amina", 0, html="<h1>A thread</h1>", closed=True))
    expect(page.locator("[data-closed]")).to_be_visible()
    expect(page.get_by_role("button", name="Post")).to_be_hidden()
    assert page.input_value("#body") == "Half a thought"
    server.run(server.event("thread", "amina", 0, html="<h1>A thread</h1>", closed=False))
    expect(page.get_by_role("button", name="Post")).to_be_visible()
    expect(page.locator("[data-closed]")).to_be_hidden()
    assert [text.split(".")[0] for text in said(page)] == [
        "This thread is closed",
        "This thread is open again",
    ]


def test_a_new_name_is_written_on_the_posts(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.run(server.event("author", "", 0, html="", author="amina", name="Amina <b>D</b>", initial="A"))
    expect(page.locator("#post-1 [data-name]")).to_have_text("Amina <b>D</b>")
    expect(page.locator("#post-3 [data-name]")).to_have_text("Amina <b>D</b>")


def test_only_seen_posts_are_marked_as_read(tab: Open, server: FakeServer) -> None:
    server.reset(posts=18)
    page = tab(clock=True)
    advance_clock(page, 2)
    assert server.state.marks == []
    server.add_post("Below")
    expect(page.get_by_role("button", name="1 new post")).to_be_visible()
    advance_clock(page, 2)
    assert server.state.marks == []
    page.get_by_role("button", name="1 new post").click()
    wait_for(page, lambda: server.state.marks == [19])


def test_an_update_does_not_disturb_typing(tab: Open, server: FakeServer) -> None:
    server.reset(posts=12)
    page = tab()
    page.click("#body")
    page.keyboard.type("Half a sen")
    box: Any = page.locator("#body").bounding_box()
    for body in ("A long answer " * 30, "And another"):
        server.add_post(body)
    expect(page.locator("#post-14")).to_be_attached()
    page.keyboard.type("tence")
    expect(page.locator("#body")).to_be_focused()
    assert page.input_value("#body") == "Half a sentence"
    after: Any = page.locator("#body").bounding_box()
    assert abs(after["y"] - box["y"]) < 2


@pytest.mark.parametrize("language", ["en", "ar"])
def test_nothing_overflows_on_a_phone(tab: Open, server: FakeServer, language: str) -> None:
    server.reset(posts=18)
    page = tab(f"?lang={language}")
    page.set_viewport_size(PHONE)
    page.fill("#body", "A draft")
    page.evaluate("scrollTo(0, 0)")
    server.state.sockets = False
    server.add_post("Far down", by="amina")
    server.state.catch_up_status = 503
    server.drop_sockets()
    expect(page.locator("[data-bar]")).to_be_visible()
    expect(page.locator("[data-notices] .notice")).to_be_visible(timeout=12_000)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= PHONE["width"]
    bar: Any = page.locator("[data-bar]").bounding_box()
    assert abs(bar["x"] + bar["width"] / 2 - PHONE["width"] / 2) < 12
