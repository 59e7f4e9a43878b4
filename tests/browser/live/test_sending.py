"""Forms are sent once; every failure is shown and no input is lost."""

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.live.conftest import Open, received_events, wait_for
from tests.browser.live.fake_server import FakeServer

pytestmark = pytest.mark.browser


def write(page: Page, text: str) -> None:
    """Write in the composer and submit it."""
    page.fill("#body", text)
    page.get_by_role("button", name="Post").click()


def key(page: Page) -> str:
    """Return the composer's key."""
    value: str = page.input_value("[name=key]")
    return value


def test_a_post_appears_and_the_composer_is_ready_again(tab: Open, server: FakeServer) -> None:
    page, other = tab(), tab("?me=amina")
    first = key(page)
    write(page, "Otters are back")
    for each in (page, other):
        expect(each.locator("#post-4")).to_contain_text("Otters are back")
    expect(page.locator("#body")).to_have_value("")
    assert key(page) != first
    assert len(key(page)) == 36
    expect(page.locator("[role=status]")).to_have_text("Your post is published.")
    expect(page.locator("#post-4 [data-own]")).to_be_visible()
    write(page, "And again")
    expect(page.locator("#post-5")).to_contain_text("And again")
    assert received_events(page) == [1, 2]
    assert [sent["body"] for sent in server.state.sent] == ["Otters are back", "And again"]
    assert page.url == f"{server.url}/"


def test_a_double_click_sends_once(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.post_wait = 0.4
    page.fill("#body", "Only once")
    page.get_by_role("button", name="Post").dblclick()
    page.get_by_role("button", name="Post").click(force=True)
    expect(page.locator("#post-4")).to_be_attached()
    expect(page.get_by_role("button", name="Post")).not_to_have_attribute("aria-disabled", "true")
    assert len(server.state.sent) == 1
    assert page.locator(".post").count() == 4


@pytest.mark.parametrize("answer", ["json", "page"])
def test_without_a_socket_the_post_appears_too(tab: Open, server: FakeServer, answer: str) -> None:
    page = tab()
    server.state.sockets, server.state.post_answer = False, answer
    server.drop_sockets()
    write(page, "By hand")
    expect(page.locator("#post-4")).to_contain_text("By hand")
    assert received_events(page) == [1]


def test_a_silent_socket_does_not_delay_the_post(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.sends_nothing, server.state.post_answer = True, "page"
    write(page, "Where am I?")
    expect(page.locator("#post-4")).to_be_attached()
    assert received_events(page) == [1]


def test_a_refused_post_keeps_the_text_and_shows_the_reason(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.post_status = 422
    write(page, "Too <b>long</b>")
    expect(page.locator(".summary-errors")).to_be_focused()
    assert page.input_value("#body") == "Too <b>long</b>"
    assert key(page) == "fresh-key"
    server.state.post_status = 303
    write(page, "Shorter")
    expect(page.locator("#post-4")).to_contain_text("Shorter")
    expect(page.locator(".summary-errors")).to_have_count(0)
    assert server.state.sent[-1]["key"] == "fresh-key"


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (429, "Wait 2 minutes"),
        (403, "this page is out of date"),
        (404, "no longer have access"),
        (500, "something went wrong"),
        (302, "You have been signed out"),
    ],
)
def test_each_failure_is_shown_and_loses_nothing(
    tab: Open, server: FakeServer, status: int, words: str
) -> None:
    page = tab()
    server.state.post_status = status
    first = key(page)
    write(page, "Not lost")
    alert = page.locator("[data-composer] [role=alert]")
    expect(alert).to_contain_text(words)
    assert (page.input_value("#body"), key(page)) == ("Not lost", first)
    server.state.post_status = 303
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-4")).to_contain_text("Not lost")
    expect(alert).to_have_count(0)


def test_offline_is_shown_and_nothing_is_lost(browser: BrowserContext, tab: Open, server: FakeServer) -> None:
    page = tab()
    browser.set_offline(True)
    write(page, "From the boat")
    expect(page.locator("[data-composer] [role=alert]")).to_contain_text("there is no connection")
    expect(page.locator("[data-note]")).to_contain_text("not sent yet", timeout=6_000)
    assert page.input_value("#body") == "From the boat"
    browser.set_offline(False)
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#post-4")).to_contain_text("From the boat")
    assert len(server.posts) == 4


def test_a_lost_response_makes_no_second_post(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.route("**/posts/sent/*", lambda route: route.abort())
    page.route("**/posts/", lambda route: (route.fetch(max_redirects=0), route.abort()))
    write(page, "Once, whatever happens")
    expect(page.locator("[data-composer] [role=alert]")).to_be_visible()
    page.unroute("**/posts/")
    page.get_by_role("button", name="Post").click()
    expect(page.locator("#body")).to_have_value("")
    assert [post["body"] for post in server.posts[3:]] == ["Once, whatever happens"]
    assert page.locator(".post").count() == 4


def test_text_typed_while_a_post_is_sent_is_kept(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.post_wait = 0.5
    write(page, "First")
    page.fill("#body", "First, and then a second thought")
    expect(page.locator("#post-4")).to_be_attached()
    expect(page.get_by_role("button", name="Post")).not_to_have_attribute("aria-disabled", "true")
    assert page.input_value("#body") == "First, and then a second thought"


def test_a_failed_reaction_is_shown_beside_it(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.post_status = 404
    page.locator("#post-2 button").click()
    expect(page.locator("#post-2 [role=alert]")).to_contain_text("no longer have access")
    expect(page.locator("#post-2 button")).to_have_attribute("aria-pressed", "false")
    server.state.post_status = 303
    page.locator("#post-2 button").click()
    expect(page.locator("#post-2 button")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#post-2 [role=alert]")).to_have_count(0)


def test_two_reactions_pressed_fast_are_both_sent(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.state.post_wait = 0.3
    page.locator("#post-1 button").click()
    page.locator("#post-2 button").click()
    for number in (1, 2):
        expect(page.locator(f"#post-{number} button")).to_have_attribute("aria-pressed", "true")
    wait_for(page, lambda: len(server.state.sent) == 2)


def lose_the_response(page: Page, server: FakeServer) -> None:
    """Let the next post arrive, but lose its response."""

    def handle(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(f"{server.url}/posts/", handle, times=1)


def test_not_sent_is_removed_when_the_post_arrived(tab: Open, server: FakeServer) -> None:
    page = tab()
    first = key(page)
    lose_the_response(page, server)
    write(page, "It did arrive")
    expect(page.locator("#post-4")).to_contain_text("It did arrive")
    expect(page.locator("#body")).to_have_value("")
    expect(page.locator("[role=alert]")).to_have_count(0)
    assert key(page) != first
    assert page.locator(".post").count() == 4


def test_not_sent_is_removed_when_the_connection_is_back(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.route("**/posts/sent/*", lambda route: route.abort())
    server.state.sockets, server.state.catch_up_status = False, 503
    server.drop_sockets()
    lose_the_response(page, server)
    write(page, "It did arrive")
    alert = page.locator("[role=alert]")
    expect(alert).to_contain_text("It was not sent")
    page.fill("#body", "It did arrive, and more")
    page.unroute("**/posts/sent/*")
    server.state.sockets, server.state.catch_up_status = True, 200
    expect(alert).to_have_count(0, timeout=15_000)
    expect(page.locator("#body")).to_have_value("It did arrive, and more")
    expect(page.locator("#post-4")).to_contain_text("It did arrive")


def test_not_sent_stays_when_the_post_did_not_arrive(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.route(f"{server.url}/posts/", lambda route: route.abort(), times=1)
    write(page, "It did not arrive")
    expect(page.locator("[role=alert]")).to_contain_text("It was not sent")
    wait_for(page, lambda: "GET /posts/sent/" in server.state.requests)
    server.add_post("From another device", by="ben")
    expect(page.locator("#post-4")).to_be_attached()
    expect(page.locator("[role=alert]")).to_contain_text("It was not sent")
    assert page.input_value("#body") == "It did not arrive"
