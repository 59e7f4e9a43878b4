"""One socket for all tabs of a member; each event once, in order, whoever holds the socket, whatever dies."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.live.conftest import Open, let_pass, told, wait_for
from tests.browser.live.far_end import FarEnd

pytestmark = pytest.mark.browser


def numbers(page: Page) -> list[int]:
    """Return the numbers of the posts on the screen."""
    found: list[int] = page.eval_on_selector_all(".post", "all => all.map(li => +li.dataset.number)")
    return found


def test_what_is_said_comes_to_the_screen_once(tab: Open, far: FarEnd) -> None:
    page = tab()
    far.say("Herons came back")
    expect(page.locator("#post-4")).to_contain_text("Herons came back")
    far.say("So did the otters")
    expect(page.locator("#post-5")).to_be_attached()
    assert numbers(page) == [1, 2, 3, 4, 5]
    assert told(page) == [1, 2]


def test_the_policy_lets_only_our_own_socket_through(tab: Open, far: FarEnd) -> None:
    page = tab()
    blocked = """() => new Promise((done) => {
      document.addEventListener("securitypolicyviolation", (event) => done(event.violatedDirective));
      try { new WebSocket("ws://elsewhere.example/"); } catch {}
      setTimeout(() => done("nothing"), 3000);
    })"""
    assert far.knobs.opened == 1
    assert page.evaluate(blocked).startswith("connect-src")


def test_tabs_share_one_socket(tab: Open, far: FarEnd) -> None:
    first, second, third = tab(), tab("?lang=fr"), tab()
    far.say("For all")
    for page in (first, second, third):
        expect(page.locator("#post-4")).to_contain_text("For all")
        assert told(page) == [1]
    assert far.knobs.opened == 1
    assert sorted({language for language, _after in far.knobs.follows}) == ["en", "fr"]


def test_without_shared_locks_each_tab_has_its_own_socket(
    browser: BrowserContext, tab: Open, far: FarEnd
) -> None:
    browser.add_init_script("delete Navigator.prototype.locks")
    pages = [tab(), tab()]
    far.say("For both")
    for page in pages:
        expect(page.locator("#post-4")).to_be_attached()
        assert told(page) == [1]
    assert far.knobs.opened == 2


def test_another_tab_takes_over_when_the_first_is_closed(tab: Open, far: FarEnd) -> None:
    first, second = tab(), tab()
    far.say("Before")
    expect(second.locator("#post-4")).to_be_attached()
    far.say("Nobody rings for this", ring=False)
    first.close()
    expect(second.locator("#post-5")).to_be_attached()
    far.say("After")
    expect(second.locator("#post-6")).to_be_attached()
    assert told(second) == [1, 2, 3]
    assert far.knobs.opened == 2
    wait_for(second, lambda: far.knobs.closed == 1)


def test_tabs_at_different_cursors_each_hear_everything_once(tab: Open, far: FarEnd) -> None:
    for body in ("One", "Two", "Three"):
        far.say(body)
    ahead = tab()
    behind = tab("?through=1")
    expect(behind.locator("#post-6")).to_be_attached()
    wait_for(behind, lambda: told(behind) == [2, 3])
    far.say("Four")
    for page in (ahead, behind):
        expect(page.locator("#post-7")).to_be_attached()
    assert (told(ahead), told(behind)) == ([4], [2, 3, 4])
    assert far.knobs.opened == 1


def test_a_killed_socket_is_taken_up_again_without_loss(tab: Open, far: FarEnd) -> None:
    first, second = tab(), tab("?lang=fr")
    for round_ in range(4):
        far.cut()
        far.say(f"While away {round_}")
    for page in (first, second):
        expect(page.locator("#post-7")).to_be_attached()
        assert told(page) == [1, 2, 3, 4]


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


def test_pages_come_back_at_random_within_a_time_that_doubles(tab: Open, far: FarEnd) -> None:
    page = tab()
    assert page.evaluate(PAUSES, [0, 1006]) == [0] * 7
    assert page.evaluate(PAUSES, [0.5, 1006]) == [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000]
    assert page.evaluate(PAUSES, [0.5, 4429])[:2] == [30_500, 31_000]


def test_a_line_that_leaves_a_pulse_unanswered_is_dead(tab: Open, far: FarEnd) -> None:
    page = tab(clock=True)
    far.knobs.silent = far.knobs.deaf = True
    far.say("Into the void")
    before = far.knobs.heard.count("pulse")
    let_pass(page, 26)
    wait_for(page, lambda: far.knobs.heard.count("pulse") > before)
    far.knobs.silent = far.knobs.deaf = False
    let_pass(page, 7)
    expect(page.locator("#post-4")).to_be_attached()
    assert told(page) == [1]
    assert far.knobs.opened == 2


def test_waking_asks_at_once(tab: Open, far: FarEnd) -> None:
    page = tab(clock=True)
    before = far.knobs.heard.count("pulse")
    page.evaluate("dispatchEvent(new Event('online'))")
    wait_for(page, lambda: far.knobs.heard.count("pulse") > before)


def test_a_gap_is_read_over_http(tab: Open, far: FarEnd) -> None:
    page = tab()
    far.say("Lost on the way", ring=False)
    _send, follows = next(iter(far.sockets.values()))
    follows["en"] = 1
    far.say("Arrives")
    expect(page.locator("#post-5")).to_be_attached()
    assert numbers(page) == [1, 2, 3, 4, 5]
    assert told(page) == [1, 2]
    assert "GET /live/" in far.knobs.requests


def test_a_follower_takes_over_from_a_leader_that_does_not_answer(tab: Open, far: FarEnd) -> None:
    leader, follower = tab(), tab(clock=True)
    # The leader keeps its lock and its socket, but hears and says nothing any more.
    leader.evaluate("BroadcastChannel.prototype.postMessage = () => {}")
    let_pass(follower, 31)
    wait_for(follower, lambda: far.knobs.opened == 2)
    far.say("Heard by both")
    for page in (leader, follower):
        expect(page.locator("#post-4")).to_be_attached()
    assert told(follower) == [1]


def test_the_page_rests_in_the_cache_and_comes_back(tab: Open, far: FarEnd) -> None:
    page = tab()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', { persisted: true }))")
    wait_for(page, lambda: far.knobs.closed == 1)
    far.say("Meanwhile")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    expect(page.locator("#post-4")).to_be_attached()
    assert told(page) == [1]
    assert far.knobs.opened == 2


def test_signed_out_says_so_keeps_the_text_and_stops(tab: Open, far: FarEnd) -> None:
    page, other = tab(clock=True), tab()
    page.fill("#body", "Half a thought")
    far.knobs.close_with = 4401
    far.close(4401)
    for each in (page, other):
        notice = each.locator("[data-notices] .error")
        expect(notice).to_contain_text("You have been signed out")
        expect(notice.get_by_role("link")).to_have_attribute("href", "/en/account/login/?next=")
    assert page.input_value("#body") == "Half a thought"
    let_pass(page, 31)
    assert far.knobs.opened == 1
    far.knobs.close_with = None  # signed in again in another tab
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-notices] .error")).to_have_count(0)
    far.say("Welcome back")
    expect(page.locator("#post-4")).to_be_attached()


def test_too_often_waits_half_a_minute(tab: Open, far: FarEnd) -> None:
    page = tab(clock=True)
    far.close(4429)
    let_pass(page, 20)
    page.evaluate("dispatchEvent(new Event('online'))")
    let_pass(page, 1)
    assert far.knobs.opened == 1
    let_pass(page, 15)
    wait_for(page, lambda: far.knobs.opened == 2)


def test_without_a_socket_the_page_asks_by_itself(tab: Open, far: FarEnd) -> None:
    far.knobs.sockets = False
    page = tab(live=False, clock=True)
    let_pass(page, 10)
    wait_for(page, lambda: "GET /live/" in far.knobs.requests)
    far.say("By asking")
    let_pass(page, 16)
    expect(page.locator("#post-4")).to_be_attached()
    expect(page.locator("[data-notices] .notice")).to_have_count(0)
    far.knobs.sockets = True
    let_pass(page, 31)
    page.wait_for_function("() => document.querySelector('live-thread').live")
    far.say("By the socket again")
    expect(page.locator("#post-5")).to_be_attached()
    assert told(page) == [1, 2]


def test_a_visitor_has_no_socket_and_asks(tab: Open, far: FarEnd) -> None:
    page = tab("?me=", live=False, clock=True)
    far.say("Read by everyone")
    assert "GET /live/" not in far.knobs.requests
    let_pass(page, 16)
    expect(page.locator("#post-4")).to_be_attached()
    assert far.knobs.opened == 0


def test_no_connection_is_said_and_unsaid(tab: Open, far: FarEnd) -> None:
    page = tab(clock=True)
    far.knobs.sockets, far.knobs.catch_up_status = False, 503
    far.cut()
    let_pass(page, 25)
    expect(page.locator("[data-notices]")).to_contain_text("There is no connection")
    far.knobs.sockets, far.knobs.catch_up_status = True, 200
    let_pass(page, 31)
    expect(page.locator("[data-notices] .notice")).to_have_count(0)


def test_a_cursor_that_is_too_old_has_the_page_drawn_anew(tab: Open, far: FarEnd) -> None:
    page = tab()
    page.fill("#body", "Half a thought")
    far.knobs.sockets, far.knobs.catch_up_status = False, 503
    far.cut()
    for body in ("One", "Two"):
        far.say(body)
    far.knobs.pruned = 1
    far.knobs.sockets, far.knobs.catch_up_status = True, 200
    expect(page.locator("#post-5")).to_contain_text("Two", timeout=15_000)
    expect(page.locator("[data-notices]")).to_be_empty()
    assert page.input_value("#body") == "Half a thought"
    far.say("Still comes")
    expect(page.locator("#post-6")).to_be_attached()


def test_who_is_given_another_role_sees_the_page_of_that_role(tab: Open, far: FarEnd) -> None:
    page = tab()
    far.say("As ever")
    expect(page.locator("#post-4")).to_contain_text("As ever")
    far.knobs.audience = "manager"
    far.say("With more to see")
    expect(page.locator("live-thread")).to_have_attribute("data-audience", "manager")
    expect(page.locator("#post-5")).to_contain_text("With more to see")
    expect(page.locator("[data-notices]")).to_be_empty()


def test_a_page_that_cannot_be_drawn_anew_says_so(tab: Open, far: FarEnd) -> None:
    page = tab()
    page.route(f"{far.url}/", lambda route: route.fulfill(status=503))
    far.knobs.audience = "manager"
    far.say("With more to see")
    notice = page.locator("[data-notices] .notice")
    expect(notice).to_contain_text("out of date")
    expect(notice.get_by_role("link")).to_have_attribute("href", "/")
    expect(page.locator("#post-4")).to_contain_text("With more to see")


def test_a_session_that_went_on_under_another_key_is_taken_up_again(tab: Open, far: FarEnd) -> None:
    page = tab()
    far.close(4401)  # and the next socket is welcome: a new password, not a sign-out
    wait_for(page, lambda: far.knobs.opened == 2)
    far.say("Still here")
    expect(page.locator("#post-4")).to_contain_text("Still here")
    expect(page.locator("[data-notices]")).to_be_empty()
