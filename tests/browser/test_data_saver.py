"""With the data saver, a heavy picture is loaded only on request, in its reserved place."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Request, expect

from core.web.reader_preferences import LIGHT
from tests.browser.conftest import Open
from tests.browser.inventory import VISITS, Visit
from tests.browser.page_checks import check_page
from tests.browser.test_pages import open_page
from tests.browser.visitor import PHONE, Visitor

pytestmark = pytest.mark.browser
SAVING = {"extra_http_headers": {"Save-Data": "on"}}
SAMPLES = "/en/styleguide/"  # the demonstration has only small drawings; here a picture is deferred
SAMPLE_COUNT = 3  # deferred pictures that are samples themselves
STRANGERS = [visit for visit in VISITS if visit.role == "stranger"]
CASES = [(visit, language) for visit in STRANGERS for language in ("en", "ar")]


# Scrolls to the first picture that is not loaded; true when all are.
NEXT_PICTURE = """() => {
  const missing = [...document.images].find((image) => !image.complete);
  missing?.scrollIntoView();
  return !missing;
}"""
# What a script requests besides: at the end of the page it gets an idle moment.
TO_THE_END = """() => new Promise((done) => {
  scrollTo(0, document.documentElement.scrollHeight);
  requestIdleCallback(done, { timeout: 500 });
})"""


@contextmanager
def pictures_of(v: Visitor) -> Iterator[list[Request]]:
    """Yield the list of picture requests of a context, none of them from a cache.

    The tab's own icon is the browser's.
    """
    asked: list[Request] = []

    def note(request: Request) -> None:
        if request.resource_type == "image" and not request.url.startswith("data:"):
            asked.append(request)

    devtools = v.context.new_cdp_session(v.page)
    devtools.send("Network.enable")
    devtools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    v.page.on("request", note)
    yield asked
    v.page.remove_listener("request", note)
    devtools.detach()


def look_at_pictures(v: Visitor) -> None:
    """Scroll through the page until each picture is loaded."""
    v.page.wait_for_function(NEXT_PICTURE, polling=20)
    v.page.evaluate(TO_THE_END)


@pytest.mark.parametrize(
    ("visit", "language"), CASES, ids=[f"{v.id}-{v.path.rstrip('/')[-12:]}-{lang}" for v, lang in CASES]
)
def test_only_small_pictures_are_requested(visit: Visit, language: str, look_as: Open) -> None:
    with look_as(visit.role, **SAVING) as v, pictures_of(v) as asked:
        open_page(v, visit, language)
        look_at_pictures(v)
        heavy = {one.url for one in asked if one.sizes()["responseBodySize"] > LIGHT}
        assert heavy == set()
        if v.page.locator("deferred-image").count():
            assert check_page(v.page, language) == []
        v.assert_no_errors()


EMPTY = ("courses/?level=advanced",)  # a catalogue where nothing is found shows no card


@pytest.mark.parametrize("visit", [v for v in STRANGERS if "." in v.name], ids=lambda v: v.path or "home")
def test_control_without_the_data_saver_they_are_requested(visit: Visit, look_as: Open) -> None:
    """Without the data saver the pictures of each page type are found."""
    with look_as() as v, pictures_of(v) as asked:
        open_page(v, visit, "en")
        look_at_pictures(v)
        assert bool(asked) == bool(v.page.locator("main img").count())
        assert v.page.locator("deferred-image").count() == 0
        bare = visit.name in ("portal.StandardPage", "learning.ModulePage") or visit.path in EMPTY
        assert bool(asked) != bare


def waiting(v: Visitor) -> Locator:
    """Return the sample of a figure with a deferred picture and its size, also after it is loaded."""
    return v.page.locator("figure.figure").filter(has_text="The words stay, the picture waits.").first


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1280, "height": 900}], ids=["phone", "desk"])
def test_a_picture_is_loaded_in_its_place_and_keeps_the_focus(
    viewport: dict[str, int], open_as: Open
) -> None:
    with open_as(viewport=viewport, **SAVING) as v, pictures_of(v) as asked:
        v.go(SAMPLES)
        figure = waiting(v)
        words = figure.locator(".alt").inner_text()
        before = figure.bounding_box()
        link = figure.locator("deferred-image a").first
        address = v.site.url + str(link.get_attribute("href"))
        figure.scroll_into_view_if_needed()
        v.page.wait_for_load_state("networkidle")
        known = len(asked)
        link.focus()
        v.page.keyboard.press("Enter")
        picture = figure.locator("img")
        expect(picture).to_be_focused()
        assert v.page.url.endswith(SAMPLES), "one stays on the page"
        assert picture.get_attribute("alt") == words
        assert [one.url for one in asked[known:]] in ([], [address]), "another sample may show the same file"
        assert figure.locator("figcaption").is_visible()
        after = figure.bounding_box()
        if viewport != PHONE:  # there long words may need more room than the picture
            assert before
            assert after
            assert abs(before["height"] - after["height"]) < 8, "nothing moves"
        v.assert_no_errors()


def test_a_picture_that_fails_shows_its_text_and_an_error(open_as: Open) -> None:
    with open_as(**SAVING) as v:
        v.page.route("**/*.svg", lambda route: route.abort())
        v.go(SAMPLES)
        figure = waiting(v)
        figure.locator("a").first.click()
        expect(figure.get_by_role("status")).to_have_text("The picture could not be loaded. Try again.")
        v.page.unroute("**/*.svg")
        figure.locator("a").first.click()
        expect(figure.locator("img")).to_be_visible()


def test_without_scripts_the_link_opens_the_picture(open_as: Open) -> None:
    with open_as(java_script_enabled=False, **SAVING) as v:
        v.go(SAMPLES)
        assert waiting(v).locator(".alt").is_visible()
        with v.page.expect_navigation() as led:
            waiting(v).locator("a").first.click()
        assert led.value.ok
        assert led.value.headers["content-type"] == "image/svg+xml"
        v.assert_no_errors()


def test_the_readers_choice_overrides_the_browsers_setting(open_as: Open) -> None:
    with open_as(**SAVING) as v:
        v.go(SAMPLES)
        assert v.page.locator("deferred-image").count() > SAMPLE_COUNT
        v.page.locator("deferred-image").get_by_role("link", name="Reading preferences").first.click()
        v.page.check("input[name=pictures][value=show]")
        v.page.click("main button.button")
        assert v.page.url.startswith(v.site.url + SAMPLES)
        assert v.page.locator("deferred-image").count() == SAMPLE_COUNT
        assert v.page.locator("figure img").count() > 0
        v.assert_no_errors()
