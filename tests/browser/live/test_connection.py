"""One socket for all tabs of a member: each event arrives once, in order, whichever tab has the socket."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.live.conftest import Open, advance_clock, received_events, wait_for
from tests.browser.live.fake_server import FakeServer

pytestmark = pytest.mark.browser


def numbers(page: Page) -> list[int]:
    """Return the numbers of the posts on the page."""
    found: list[int] = page.eval_on_selector_all(".post", "all => all.map(li => +li.dataset.number)")
    return found


def test_a_new_post_appears_once(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.add_post("Herons came back")
    expect(page.locator("#post-4")).to_contain_text("Herons came back")
    server.add_post("So did the otters")
    expect(page.locator("#post-5")).to_be_attached()
    assert numbers(page) == [1, 2, 3, 4, 5]
    assert received_events(page) == [1, 2]


def test_the_content_policy_allows_only_our_own_socket(tab: Open, server: FakeServer) -> None:
    page = tab()
    blocked = """() => new Promise((done) => {
      document.addEventListener("securitypolicyviolation", (event) => done(event.violatedDirective));
      try { new WebSocket("ws://elsewhere.example/"); } catch {}
      setTimeout(() => done("nothing"), 3000);
    })"""
    assert server.state.opened == 1
    assert page.evaluate(blocked).startswith("connect-src")


def test_tabs_share_one_socket(tab: Open, server: FakeServer) -> None:
    first, second, third = tab(), tab("?lang=fr"), tab()
    server.add_post("For all")
    for page in (first, second, third):
        expect(page.locator("#post-4")).to_contain_text("For all")
        assert received_events(page) == [1]
    assert server.state.opened == 1
    assert sorted({language for language, _after in server.state.follows}) == ["en", "fr"]


def test_without_shared_locks_each_tab_has_its_own_socket(
    browser: BrowserContext, tab: Open, server: FakeServer
) -> None:
    browser.add_init_script("delete Navigator.prototype.locks")
    pages = [tab(), tab()]
    server.add_post("For both")
    for page in pages:
        expect(page.locator("#post-4")).to_be_attached()
        assert received_events(page) == [1]
    assert server.state.opened == 2


def test_another_tab_takes_over_when_the_first_is_closed(tab: Open, server: FakeServer) -> None:
    first, second = tab(), tab()
    server.add_post("Before")
    expect(second.locator("#post-4")).to_be_attached()
    server.add_post("Nobody rings for this", notify=False)
    first.close()
    expect(second.locator("#post-5")).to_be_attached()
    server.add_post("After")
    expect(second.locator("#post-6")).to_be_attached()
    assert received_events(second) == [1, 2, 3]
    assert server.state.opened == 2
    wait_for(second, lambda: server.state.closed == 1)


def test_tabs_with_different_cursors_each_receive_everything_once(tab: Open, server: FakeServer) -> None:
    for body in ("One", "Two", "Three"):
        server.add_post(body)
    ahead = tab()
    behind = tab("?through=1")
    expect(behind.locator("#post-6")).to_be_attached()
    wait_for(behind, lambda: received_events(behind) == [2, 3])
    server.add_post("Four")
    for page in (ahead, behind):
        expect(page.locator("#post-7")).to_be_attached()
    assert (received_events(ahead), received_events(behind)) == ([4], [2, 3, 4])
    assert server.state.opened == 1


def test_a_dropped_socket_reconnects_without_loss(tab: Open, server: FakeServer) -> None:
    first, second = tab(), tab("?lang=fr")
    for round_ in range(4):
        server.drop_sockets()
        server.add_post(f"While away {round_}")
    for page in (first, second):
        expect(page.locator("#post-7")).to_be_attached()
        assert received_events(page) == [1, 2, 3, 4]


PAUSES = """async ([random, code]) => {
  const { ReconnectingSocket } = await import("/static/js/live/transport.js");
  const line = new ReconnectingSocket("/", { state() {} });
  const [realRandom, realTimeout] = [Math.random, window.setTimeout];
  let pause;
  Math.random = () => random;
  window.setTimeout = (_work, milliseconds) => ((pause = milliseconds), 0);
  try {
    return [1, 2, 3, 4, 5, 6, 7].map(() => (line.lost(code), pause));
  } finally {
    [Math.random, window.setTimeout] = [realRandom, realTimeout];
  }
}"""


def test_pages_reconnect_at_random_within_a_time_that_doubles(tab: Open, server: FakeServer) -> None:
    page = tab()
    assert page.evaluate(PAUSES, [0, 1006]) == [0] * 7
    assert page.evaluate(PAUSES, [0.5, 1006]) == [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
    assert page.evaluate(PAUSES, [0.5, 4429])[:2] == [30_500, 31_000]


def test_a_connection_without_a_response_to_a_pulse_is_replaced(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    server.state.sends_nothing = server.state.ignores_messages = True
    server.add_post("Into the void")
    before = server.state.received.count("pulse")
    advance_clock(page, 26)
    wait_for(page, lambda: server.state.received.count("pulse") > before)
    server.state.sends_nothing = server.state.ignores_messages = False
    advance_clock(page, 7)
    expect(page.locator("#post-4")).to_be_attached()
    assert received_events(page) == [1]
    assert server.state.opened == 2


def test_a_pulse_is_sent_at_once_when_the_browser_is_online_again(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    before = server.state.received.count("pulse")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(page, lambda: server.state.received.count("pulse") > before)
    assert server.state.received.count("pulse") == before + 1
    assert (server.state.opened, server.state.closed) == (1, 0)


def test_a_gap_is_read_over_http(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.add_post("Lost on the way", notify=False)
    _send, follows = next(iter(server.sockets.values()))
    follows["en"] = 1
    server.add_post("Arrives")
    expect(page.locator("#post-5")).to_be_attached()
    assert numbers(page) == [1, 2, 3, 4, 5]
    assert received_events(page) == [1, 2]
    assert "GET /live/" in server.state.requests


def test_a_follower_takes_over_from_a_leader_that_does_not_answer(tab: Open, server: FakeServer) -> None:
    leader, follower = tab(), tab(clock=True)
    # The leader keeps its lock and its socket, but neither receives nor sends any more.
    leader.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    advance_clock(follower, 31)
    wait_for(follower, lambda: server.state.opened == 2)
    server.add_post("Heard by both")
    for page in (leader, follower):
        expect(page.locator("#post-4")).to_be_attached()
    assert received_events(follower) == [1]


def test_a_page_from_the_back_forward_cache_reconnects(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    wait_for(page, lambda: server.state.closed == 1)
    server.add_post("Meanwhile")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#post-4")).to_be_attached()
    assert received_events(page) == [1]
    assert server.state.opened == 2


def test_a_signed_out_page_shows_it_keeps_the_text_and_stops(tab: Open, server: FakeServer) -> None:
    page, other = tab(clock=True), tab()
    page.fill("#body", "Half a thought")
    server.state.close_with = 4401
    server.close(4401)
    for each in (page, other):
        notice = each.locator("[data-notices] .error")
        expect(notice).to_contain_text("You have been signed out")
        expect(notice.get_by_role("link")).to_have_attribute("href", "/en/account/login/?next=")
    assert page.input_value("#body") == "Half a thought"
    advance_clock(page, 31)
    assert server.state.opened == 1
    server.state.close_with = None  # signed in again in another tab
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-notices] .error")).to_have_count(0)
    server.add_post("Welcome back")
    expect(page.locator("#post-4")).to_be_attached()


def test_a_rate_limited_page_waits_half_a_minute(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    server.close(4429)
    advance_clock(page, 20)
    page.evaluate("dispatchEvent(new Event('online'))")
    advance_clock(page, 1)
    assert server.state.opened == 1
    advance_clock(page, 15)
    wait_for(page, lambda: server.state.opened == 2)


def test_without_a_socket_the_page_polls(tab: Open, server: FakeServer) -> None:
    server.state.sockets = False
    page = tab(live=False, clock=True)
    advance_clock(page, 10)
    wait_for(page, lambda: "GET /live/" in server.state.requests)
    server.add_post("By asking")
    advance_clock(page, 16)
    expect(page.locator("#post-4")).to_be_attached()
    expect(page.locator("[data-notices] .notice")).to_have_count(0)
    server.state.sockets = True
    advance_clock(page, 31)
    page.wait_for_function("() => document.querySelector('live-thread').live")
    server.add_post("By the socket again")
    expect(page.locator("#post-5")).to_be_attached()
    assert received_events(page) == [1, 2]


def test_a_visitor_has_no_socket_and_polls(tab: Open, server: FakeServer) -> None:
    page = tab("?me=", live=False, clock=True)
    server.add_post("Read by everyone")
    assert "GET /live/" not in server.state.requests
    advance_clock(page, 16)
    expect(page.locator("#post-4")).to_be_attached()
    assert server.state.opened == 0


def test_a_lost_connection_is_shown_until_it_is_back(tab: Open, server: FakeServer) -> None:
    page = tab(clock=True)
    server.state.sockets, server.state.catch_up_status = False, 503
    server.drop_sockets()
    advance_clock(page, 25)
    expect(page.locator("[data-notices]")).to_contain_text("There is no connection")
    server.state.sockets, server.state.catch_up_status = True, 200
    advance_clock(page, 31)
    expect(page.locator("[data-notices] .notice")).to_have_count(0)


def test_a_cursor_that_is_too_old_reloads_the_page(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.fill("#body", "Half a thought")
    server.state.sockets, server.state.catch_up_status = False, 503
    server.drop_sockets()
    for body in ("One", "Two"):
        server.add_post(body)
    server.state.pruned = 1
    server.state.sockets, server.state.catch_up_status = True, 200
    expect(page.locator("#post-5")).to_contain_text("Two", timeout=15_000)
    expect(page.locator("[data-notices]")).to_be_empty()
    assert page.input_value("#body") == "Half a thought"
    server.add_post("Still comes")
    expect(page.locator("#post-6")).to_be_attached()


def test_a_new_role_loads_the_page_of_that_role(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.add_post("As ever")
    expect(page.locator("#post-4")).to_contain_text("As ever")
    server.state.audience = "manager"
    server.add_post("With more to see")
    expect(page.locator("live-thread")).to_have_attribute("data-audience", "manager")
    expect(page.locator("#post-5")).to_contain_text("With more to see")
    expect(page.locator("[data-notices]")).to_be_empty()


def test_a_page_that_cannot_be_reloaded_shows_it(tab: Open, server: FakeServer) -> None:
    page = tab()
    page.route(f"{server.url}/", lambda route: route.fulfill(status=503))
    server.state.audience = "manager"
    server.add_post("With more to see")
    notice = page.locator("[data-notices] .notice")
    expect(notice).to_contain_text("out of date")
    expect(notice.get_by_role("link")).to_have_attribute("href", "/")
    expect(page.locator("#post-4")).to_contain_text("With more to see")


def test_a_session_with_a_new_key_reconnects(tab: Open, server: FakeServer) -> None:
    page = tab()
    server.close(4401)  # and the next socket is accepted: a new password, not a sign-out
    wait_for(page, lambda: server.state.opened == 2)
    server.add_post("Still here")
    expect(page.locator("#post-4")).to_contain_text("Still here")
    expect(page.locator("[data-notices]")).to_be_empty()
