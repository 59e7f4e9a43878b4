"""Journeys of a member, a visitor and a manager in a community, with each input method."""

import time
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Open
from tests.browser.input_methods import Keyboard, Pointer
from tests.browser.inventory import BY_REQUEST, COMMUNITY, thread
from tests.browser.page_checks import check_page
from tests.browser.visitor import DESK, PHONE, Visitor

pytestmark = pytest.mark.browser
# Words of the page in each language; Arabic falls back to English where the catalogue has none yet.
WAYS: dict[str, dict[str, Any]] = {
    "pointer": {"viewport": DESK},
    "no scripts": {"viewport": DESK, "java_script_enabled": False},
    "keyboard": {"viewport": DESK, "java_script_enabled": False},
    "phone": {"viewport": PHONE, "java_script_enabled": False},
}


@dataclass
class Person:
    """A member who takes part."""

    v: Visitor
    ui: Pointer

    def start(self, title: str, words: str = "We count frogs by ear. **Who else?**") -> str:
        """Start a thread; return its URL."""
        self.v.go(f"/en/{COMMUNITY}")
        self.ui.follow("Start a thread", inside="main")
        self.ui.write("Title", title)
        self.ui.write("Your post", words)
        self.ui.press("Open the thread", inside="main")
        expect(self.v.page.get_by_role("heading", level=1)).to_have_text(title)
        expect(self.v.page.locator("#post-1 strong")).to_have_text("Who else?")
        return self.v.page.url.removeprefix(self.v.site.url).split("#")[0]

    def answer(self, words: str, number: int) -> None:
        """Write an answer, and check that it is shown."""
        self.ui.write("Your answer", words)
        self.send("Post")
        expect(self.v.page.locator(f"#post-{number}")).to_contain_text(words)

    def keep(self, words: str) -> None:
        """Save a draft with the button, and find it again."""
        self.ui.write("Your answer", words)
        self.ui.press("Save as draft", inside="#answer")
        expect(self.v.page.get_by_label("Your answer")).to_have_value(words)

    def press(self, word: str, number: int) -> None:
        """Add a reaction to a post, and check its count and state."""
        post = self.v.page.locator(f"#post-{number}")
        self.send(word, inside=f"#post-{number}")
        button = post.get_by_role("button", name=word)
        expect(button).to_have_attribute("aria-pressed", "true")
        expect(button).to_contain_text("1")

    def edit(self, words: str, number: int) -> None:
        """Edit one's own post, and read its earlier version."""
        self.ui.follow("Edit", inside=f"#post-{number}")
        self.v.page.get_by_label("Your post").fill("")
        self.ui.write("Your post", words)
        self.ui.press("Save", inside="main")
        expect(self.v.page.locator(f"#post-{number}")).to_contain_text(words)
        self.ui.follow("edited", inside=f"#post-{number}")
        expect(self.v.page.locator("main")).to_contain_text("As it was first")
        self.ui.follow("Back to the thread", inside="main")

    def send(self, name: str, inside: str = "#answer") -> None:
        """Send a form that a script may send without loading a page."""
        button = self.v.page.locator(inside).get_by_role("button", name=name, exact=name == "Post").first
        self.ui._activate(button, "Enter")  # Pointer.press would wait for another page


@pytest.mark.parametrize("way", WAYS)
def test_a_member_takes_part(way: str, open_as: Open) -> None:
    with open_as("captain", **WAYS[way]) as v:
        me = Person(v, Keyboard(v.page) if way == "keyboard" else Pointer(v.page))
        address = me.start(f"Frogs, {way}, {time.time_ns()}")
        me.answer("Two of us, on Thursdays.", 2)
        me.press("Useful", 2)
        v.go(address)
        me.edit("Three of us, on Thursdays.", 2)
        me.keep("And on Sundays")
        v.go(address)
        expect(v.page.get_by_label("Your answer")).to_have_value("And on Sundays")
        v.assert_no_errors()


def test_a_visitor_signs_in_joins_and_returns(open_as: Open) -> None:
    with open_as(java_script_enabled=False, viewport=PHONE) as v:
        ui = Pointer(v.page)
        v.go(f"/en/{thread('exit-interviews')}")  # closed: readable, without a composer
        expect(v.page.locator("main")).to_contain_text("This thread is closed.")
        there = f"/en/{thread('panorama-what-did-not-work')}"
        v.go(there)
        ui.follow("Sign in to take part", inside="main")
        ui.write("E-mail address", "admin@demo.km4b.example")
        ui.write("Password", "km4b-demo")
        ui.press("Sign in", inside="main")
        assert v.page.url.split("?")[0] == v.site.url + there
        ui.press("Join this community to answer", inside="main")
        expect(v.page.get_by_label("Your answer")).to_be_visible()
        v.go(f"/en/{COMMUNITY}")
        ui.press("Leave this community", inside="main")
        v.assert_no_errors()


def test_a_manager_hides_shows_closes_and_pins(open_as: Open) -> None:
    title = f"Herons, {time.time_ns()}"
    with open_as("juror", java_script_enabled=False) as v:
        address = Person(v, Pointer(v.page)).start(
            title, "We count frogs by ear. **Who else?**\n\n> By night."
        )
    with open_as("manager") as v:
        boss, main = Person(v, Pointer(v.page)), v.page.locator("main")
        ui = boss.ui
        v.go(address)
        ui.follow("Hide", inside="#post-1")
        quoted = v.page.locator(".quotation blockquote")  # set apart from the words of the post's author
        assert quoted.evaluate("e => getComputedStyle(e).borderInlineStartWidth") == "3px"
        ui.write("Reason", "It names a nest.")
        ui.press("Hide it", inside="main")
        expect(v.page.locator("#post-1")).to_contain_text("It names a nest.")
        assert check_page(v.page) == []
        boss.send("Show it again", inside="#post-1")
        expect(v.page.locator("#post-1 strong")).to_be_visible()
        ui.press("Close this thread", inside="main")
        expect(main).to_contain_text("Closed: everybody can read it")
        ui.press("Pin to the top", inside="main")
        v.go(f"/en/{COMMUNITY}")
        expect(main.locator(".threads > li").filter(has_text=title)).to_contain_text("Pinned")
        v.go(address)
        ui.press("Unpin", inside="main")
        v.assert_no_errors()


def test_requesting_approving_and_removing(open_as: Open) -> None:
    removing = "cop:member_remove"  # the confirmation page
    with open_as("captain", java_script_enabled=False) as v:
        v.go(f"/en/{BY_REQUEST}")
        Pointer(v.page).write("Who you are", "I stand in for our focal point.")
        Pointer(v.page).press("Ask to join", inside="main")
        expect(v.page.locator("main")).to_contain_text("You asked to join")
    with open_as("manager") as v:
        ui = Pointer(v.page)
        v.go(f"/en/{BY_REQUEST}")
        ui.follow("Review", inside="main")
        expect(v.page.locator("main")).to_contain_text("I stand in for our focal point.")
        ui.press("Approve Team captain (demonstration)", inside="main")
        ui.follow("Remove Team captain (demonstration)", inside="main")
        assert check_page(v.page) == [], removing
        ui.write("Reason", "The stay is over.")
        ui.press("Remove", inside="main")
        expect(v.page.get_by_role("status")).to_contain_text("was removed")
        v.assert_no_errors()


def test_taking_part_in_arabic(open_as: Open) -> None:
    """In Arabic the border is on the right, and Arabic text begins there."""
    with open_as("captain", viewport=PHONE) as v:
        v.go(f"/ar/{COMMUNITY}threads/new/")
        v.page.fill("input[name=title]", f"من يحصي الضفادع؟ {time.time_ns()}")
        assert v.page.locator("select[name=language]").input_value() == "ar"
        v.page.fill("textarea", "نعدّها بالسمع. **ومن معنا؟**")
        with v.page.expect_navigation():
            v.page.locator("main form .button").first.click()
        assert check_page(v.page, "ar") == []
        v.page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        face, text = (v.page.locator(f"#post-1 {part}").bounding_box() for part in (".avatar", ".prose p"))
        assert face is not None
        assert text is not None
        assert face["x"] > text["x"] + text["width"]
        v.page.fill("textarea", "نحن أيضاً")
        v.page.locator("#answer .button").first.click()
        expect(v.page.locator("#post-2")).to_contain_text("نحن أيضاً")
        v.assert_no_errors()


def test_the_description_of_a_community_is_visible(open_as: Open) -> None:
    with open_as("manager", viewport=DESK) as v:
        v.go(f"/en/{BY_REQUEST}")  # a long description: rules and links further down the page
        expect(v.page.get_by_role("button", name="Leave this community")).to_be_visible()
        own_scroll = "box => box.scrollHeight - box.clientHeight"
        assert v.page.get_by_label("This community", exact=True).evaluate(own_scroll) <= 1
        v.assert_no_errors()
