"""Two members in one thread of the real site: what one does appears on the other's page."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.inventory import COMMUNITY, LONG_THREAD
from tests.browser.page_weight import measure_weight
from tests.browser.visitor import Visitor
from tests.weights import KIB

pytestmark = pytest.mark.browser
POSTS = "() => [...document.querySelectorAll('.post')].map((li) => li.outerHTML.replace(/ new\"/, '\"'))"


def start(v: Visitor) -> str:
    """Start a thread; return its path."""
    v.go(f"/en/{COMMUNITY}threads/new/")
    v.page.get_by_label("Title").fill(f"Frogs by ear {time.time_ns()}")
    v.page.get_by_label("Your post").fill("Who counts with us?")
    v.page.get_by_role("button", name="Open the thread").click()
    v.page.wait_for_url("**/threads/*-*/**")
    return v.page.url.removeprefix(v.site.url).split("#")[0].split("?")[0]


def live(page: Page) -> None:
    """Wait until the socket is open."""
    page.wait_for_function("() => document.querySelector('live-thread').live")


def write(page: Page, words: str) -> None:
    """Write an answer and post it."""
    page.get_by_label("Your answer").fill(words)
    page.get_by_role("button", name="Post", exact=True).click()


def test_two_members_talk(open_as: Open) -> None:
    with open_as("learner") as one, open_as("captain") as two:
        path = start(one)
        for v in (one, two):
            v.go(path)
            live(v.page)
        write(two.page, "**We** do, at the lagoon.")
        expect(two.page.get_by_label("Your answer")).to_have_value("")
        expect(one.page.locator("#post-2 strong")).to_have_text("We")
        expect(one.page.locator("#post-2 a[data-own]")).to_be_hidden()
        expect(two.page.locator("#post-2 a[data-own]")).to_be_visible()
        thanks: Any = one.page.locator("#post-2").get_by_role("button", name="Thank")
        thanks.click()
        expect(thanks).to_have_attribute("aria-pressed", "true")
        expect(two.page.locator("#post-2 footer b")).to_have_text("1")
        write(one.page, "Then let us count together.")
        expect(two.page.locator("#post-3")).to_contain_text("together")
        expect(one.page.locator("[data-present]")).to_have_text("2 people here now", timeout=10_000)
        for v in (one, two):
            kept = v.page.evaluate(POSTS)
            v.page.reload()
            assert v.page.evaluate(POSTS) == kept
            v.assert_no_errors()


def test_a_refused_answer_keeps_the_page(open_as: Open) -> None:
    with open_as("learner") as v:
        v.go(start(v))
        live(v.page)
        v.recorder.expected.add(f"{v.page.url.split('?')[0]}posts/")
        v.page.evaluate("() => (window.same = true)")
        write(v.page, " ")
        expect(v.page.locator(".summary-errors")).to_be_focused()
        write(v.page, "Now with words")
        expect(v.page.locator("#post-2")).to_contain_text("Now with words")
        assert v.page.evaluate("() => window.same")
        v.assert_no_errors()


def test_signing_out_elsewhere_is_shown_and_the_draft_is_kept(open_as: Open) -> None:
    with open_as() as v:
        v.sign_in("learner")
        path = start(v)
        v.go(path)
        live(v.page)
        v.page.get_by_label("Your answer").fill("Half a thought")
        expect(v.page.locator("[data-note]")).to_have_text("Saved")
        other = v.context.new_page()
        other.goto(f"{v.site.url}/en/account/logout/")
        other.locator("main").get_by_role("button", name="Sign out").click()
        expect(v.page.locator("[data-notices]")).to_contain_text("You have been signed out")
        assert v.page.get_by_label("Your answer").input_value() == "Half a thought"
        v.page.locator("[data-notices]").get_by_role("link").click()
        v.page.wait_for_url("**/login/**")
        v.sign_in("learner")
        v.go(path)
        expect(v.page.get_by_label("Your answer")).to_have_value("Half a thought")


@pytest.mark.parametrize("role", ["stranger", "learner"])
def test_the_scripts_of_a_thread_are_light(role: str, open_as: Open) -> None:
    with open_as(role) as v:
        weight = measure_weight(v, f"/en/{LONG_THREAD}")
    print(f"\n{role}: {dict(weight.bytes)} {dict(weight.requests)}")
    assert 0 < weight.bytes["Script"] <= 12 * KIB
    assert weight.all_requests <= 12
