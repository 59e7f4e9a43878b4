"""Changes of posts, threads and people appear on open pages, and a text being written is kept."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Open
from tests.browser.inventory import COMMUNITY
from tests.browser.live.test_real_site import live, start, write
from tests.browser.visitor import Visitor

pytestmark = pytest.mark.browser


def open_live(path: str, *visitors: Visitor) -> None:
    """Open the thread as each person."""
    for v in visitors:
        v.go(path)
        live(v.page)


def button(page: Page, post: int, name: str) -> Any:
    """Return a control under a post."""
    return page.locator(f"#post-{post}").get_by_text(name, exact=True)


def test_a_deletion_and_its_undo_appear_on_open_pages(open_as: Open) -> None:
    with open_as("learner") as one, open_as("captain") as two, open_as("captain") as again:
        path = start(one)
        open_live(path, one, two, again)
        write(two.page, "I should not have said this.")
        expect(one.page.locator("#post-2")).to_contain_text("I should not")
        expect(button(one.page, 2, "Delete")).to_be_hidden()
        button(two.page, 2, "Delete").click()
        for v in (one, two, again):
            expect(v.page.locator("#post-2")).to_contain_text("Deleted by its author")
            expect(v.page.locator("#post-2")).not_to_contain_text("I should not")
            expect(v.page.locator("[data-count]")).to_have_text("1 post")
        expect(button(one.page, 2, "Undo the deletion")).to_be_hidden()
        button(again.page, 2, "Undo the deletion").click()
        for v in (one, two, again):
            expect(v.page.locator("#post-2")).to_contain_text("I should not")
            v.assert_no_errors()


def test_a_first_post_with_answers_shows_why_it_cannot_be_deleted(open_as: Open) -> None:
    with open_as("learner") as one:
        open_live(start(one), one)
        write(one.page, "An answer of my own.")
        expect(one.page.locator("#post-2")).to_be_visible()
        one.recorder.expected.add(f"{one.page.url.split('?')[0].split('#')[0]}posts/1/delete/")
        button(one.page, 1, "Delete").click()
        expect(one.page.locator("#post-1 [role=alert]")).to_contain_text("Edit your text instead")
        one.assert_no_errors()


def test_without_scripts_one_deletes_undoes_and_quotes(open_as: Open) -> None:
    with open_as("learner", java_script_enabled=False) as one:
        one.go(start(one))
        button(one.page, 1, "Delete").click()
        expect(one.page.locator("#post-1")).to_contain_text("Deleted by its author")
        button(one.page, 1, "Undo the deletion").click()
        one.page.get_by_label("Your answer").fill("Half a thought")
        button(one.page, 1, "Quote").click()
        for _time in range(2):
            text = one.page.get_by_label("Your answer").input_value()
            assert text.startswith("Half a thought\n\n> **")
            assert text.count("> Who counts with us?") == 1
            one.page.reload()


def test_a_quotation_is_inserted_at_the_cursor(open_as: Open) -> None:
    with open_as("learner") as one, open_as("captain") as two:
        path = start(one)
        open_live(path, two)
        area = two.page.get_by_label("Your answer")
        area.fill("Before. After.")
        area.evaluate("(area) => area.setSelectionRange(7, 7)")
        button(two.page, 1, "Quote").click()
        expect(area).to_be_focused()
        assert area.input_value().startswith("Before.\n\n> **")
        assert area.input_value().endswith("> Who counts with us?\n\n After.")
        area.fill("")
        two.page.locator("#post-1 .prose p").evaluate(
            "(p) => getSelection().setBaseAndExtent(p.firstChild, 4, p.firstChild, 10)"
        )
        button(two.page, 1, "Quote").click()
        expect(area).to_have_value(re.compile(r"^> \*\*.*:\n>\n> counts\n\n$", re.DOTALL))
        two.assert_no_errors()


def test_a_closed_or_renamed_thread_is_announced_at_the_composer(open_as: Open) -> None:
    with open_as("learner") as one, open_as("manager") as boss:
        path = start(one)
        open_live(path, one, boss)
        one.page.get_by_label("Your answer").fill("Half a thought")
        boss.page.get_by_role("button", name="Close this thread").click()
        expect(one.page.locator("[data-closed]")).to_contain_text("Your text is kept")
        expect(one.page.get_by_role("button", name="Post", exact=True)).to_be_hidden()
        assert one.page.get_by_label("Your answer").input_value() == "Half a thought"
        boss.page.get_by_role("button", name="Open it again").click()
        expect(one.page.get_by_role("button", name="Post", exact=True)).to_be_visible()
        boss.go(f"{path}title/")
        boss.page.get_by_label("Title").fill("Frogs and/or toads")
        boss.page.get_by_role("button", name="Save").click()
        expect(one.page).to_have_title("Frogs and/or toads | KM4B Commons")
        expect(one.page.locator(".breadcrumbs [aria-current]")).to_have_text("Frogs and/or toads")
        assert one.page.locator("nav[aria-label=Main] [aria-current=true]").count() == 1


def test_a_new_role_appears_without_reloading(open_as: Open) -> None:
    with open_as("captain") as two, open_as("manager") as boss:
        path = start(two)
        open_live(path, two)
        two.page.get_by_label("Your answer").fill("Half a thought")
        name = two.page.locator("#post-1 [data-name]").inner_text()
        for press, seen in (("Make manager", 1), ("Remove the manager's role", 0)):
            boss.go(f"/en/{COMMUNITY}members/")
            boss.page.get_by_role("button", name=f"{press} {name}").click()
            expect(two.page.get_by_role("button", name="Close this thread")).to_have_count(seen)
            expect(button(two.page, 1, "Hide")).to_have_count(seen)
        assert two.page.get_by_label("Your answer").input_value() == "Half a thought"
        expect(two.page.locator("[data-notices]")).to_be_empty()


def test_a_removed_member_keeps_the_text_and_posts_it_after_approval(open_as: Open) -> None:
    with open_as("captain") as two, open_as("manager") as boss:
        open_live(start(two), two)
        name = two.page.locator("#post-1 [data-name]").inner_text()
        area = two.page.get_by_label("Your answer")
        post = two.page.get_by_role("button", name="Post", exact=True)
        area.fill("Half a thought")
        boss.go(f"/en/{COMMUNITY}members/")
        boss.page.get_by_role("link", name=f"Remove {name}").click()
        boss.page.locator("main").get_by_role("button", name="Remove").click()
        expect(two.page.locator("#answer")).to_contain_text("Your text is kept, and you can copy it.")
        expect(two.page.locator("#answer")).to_contain_text("only a manager can approve you again")
        expect(two.page.get_by_role("button", name="Join this community")).to_have_count(0)
        expect(post).to_be_hidden()
        assert area.input_value() == "Half a thought"
        boss.go(f"/en/{COMMUNITY}members/")
        boss.page.get_by_role("button", name=f"Approve {name}").click()
        expect(post).to_be_visible()
        post.click()
        expect(two.page.locator("#post-2")).to_contain_text("Half a thought")


def test_leaving_or_joining_in_another_tab_updates_this_one(open_as: Open) -> None:
    with open_as("juror") as two:
        open_live(start(two), two)
        area, other = two.page.get_by_label("Your answer"), two.context.new_page()
        other.goto(f"{two.site.url}/en/{COMMUNITY}")
        other.get_by_role("button", name="Leave this community").click()
        expect(two.page.get_by_role("button", name="Join this community")).to_be_visible()
        expect(area).to_have_count(0)
        two.page.reload()  # now the page is loaded without the scripts of a composer
        live(two.page)
        other.get_by_role("button", name="Join this community").click()
        expect(two.page.get_by_role("button", name="Join this community")).to_have_count(0)
        write(two.page, "Here I am again.")
        expect(two.page.locator("#post-2")).to_contain_text("Here I am again.")
        expect(area).to_have_value("")
        two.assert_no_errors()
