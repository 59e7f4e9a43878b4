"""The header and footer of a site: navigation and name, in each language, with a fixed number of queries."""

from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from wagtail.models import Page, PageViewRestriction, Site

from core.web.caching.versions import reading
from portal.models import HomePage, SiteChrome, SiteChromeText
from portal.selectors.site_chrome import Chrome, Link, chrome_for, navigation_at
from portal.services.locales import fill_locales, open_locales
from tests.factories.cop import CommunityFactory
from tests.factories.portal import AnnouncementFactory, make_page, make_portal, site_of


def link(page: Page | None = None, address: str = "", **words: str) -> dict[str, Any]:
    """Return the value of a link block."""
    return {
        "page": page,
        "address": address,
        "words": [{"language": code, "text": text} for code, text in words.items()],
    }


def set_chrome(
    site: Site, navigation: list[dict[str, Any]], columns: dict[str, list[dict[str, Any]]] | None = None
) -> None:
    """Write navigation and footer columns (by their English heading) into the site's header and footer."""
    chrome = SiteChrome.objects.get(site=site)
    chrome.navigation = [("link", value) for value in navigation]
    chrome.footer = [
        ("column", {"title": [{"language": "en", "text": title}], "links": links})
        for title, links in (columns or {}).items()
    ]
    chrome.save()


def read(language: str = "en", host: str = "testserver") -> Chrome:
    """Return header and footer as a request in this language gets them."""
    with translation.override(language):
        return chrome_for(RequestFactory().get(f"/{language}/", headers={"host": host}))


def test_without_navigation_the_pages_for_menus_are_shown(home: HomePage) -> None:
    make_page(home, title="Shown", slug="shown", show_in_menus=True)
    make_page(home, title="Hidden", slug="hidden")
    make_page(home, title="Draft", slug="draft", show_in_menus=True, live=False)
    assert read().navigation == (Link("Shown", "/en/shown/"),)


def test_communities_are_in_the_navigation_when_there_are_some(home: HomePage) -> None:
    make_page(home, title="Shown", slug="shown", show_in_menus=True)
    CommunityFactory()
    assert read().navigation == (Link("Shown", "/en/shown/"), Link("Communities", "/en/communities/"))
    assert read("fr").navigation[-1].url == "/fr/communities/"


def test_an_untranslated_copy_of_a_closed_page_is_not_in_the_navigation(home: HomePage) -> None:
    page = make_page(home, title="Board papers", slug="board", show_in_menus=True)
    make_page(home, title="Shown", slug="shown", show_in_menus=True)
    open_locales(["fr"], source="en")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    fill_locales()
    assert page.get_translations().count() == 1
    for code in ("en", "fr"):
        assert [item.title for item in read(code).navigation] == ["Shown"]


def test_a_link_has_the_pages_title_or_its_own_text(home: HomePage, site: Site) -> None:
    page = make_page(home, title="A rather long title", slug="long")
    set_chrome(
        site, [link(page), link(page, en="Short"), link(address="https://www.cbd.int/", en="The Convention")]
    )
    assert read().navigation == (
        Link("A rather long title", "/en/long/"),
        Link("Short", "/en/long/"),
        Link("The Convention", "https://www.cbd.int/"),
    )


def test_texts_and_pages_are_in_the_language(home: HomePage, site: Site) -> None:
    page = make_page(home, title="Help", slug="help")
    open_locales(["fr"], source="en")
    set_chrome(site, [link(page, en="Help", fr="Aide"), link(page)])
    assert read("fr").navigation == (Link("Aide", "/fr/help/"), Link("Help", "/fr/help/"))


def test_missing_texts_are_in_the_first_language(home: HomePage, site: Site) -> None:
    set_chrome(site, [link(address="https://example.org/", en="Outside")])
    assert read("ar").navigation == (Link("Outside", "https://example.org/"),)


def test_a_link_to_a_deleted_page_is_left_out(home: HomePage, site: Site) -> None:
    page, gone = make_page(home, title="Here", slug="here"), make_page(home, title="Gone", slug="gone")
    set_chrome(site, [link(page), link(gone)], {"More": [link(gone), link(page)]})
    gone.unpublish()
    assert [item.title for item in read().navigation] == ["Here"]
    assert [[item.title for item in column.links] for column in read().columns] == [["Here"]]


def test_an_address_of_this_site_gets_its_language(home: HomePage, site: Site) -> None:
    set_chrome(site, [link(address="/account/", en="Account"), link(address="/media/x.pdf", en="Paper")])
    assert [item.url for item in read("fr").navigation] == ["/fr/account/", "/media/x.pdf"]


def test_the_link_to_the_current_page_is_marked(home: HomePage) -> None:
    chrome = Chrome(
        navigation=(Link("Home", "/en/"), Link("Learn", "/en/learn/"), Link("Out", "https://x.example/"))
    )
    marked = [
        [item.title for item in navigation_at(chrome, path) if item.current]
        for path in ("/en/learn/", "/en/learn/a-course/", "/en/learning/", "/en/")
    ]
    assert marked == [["Learn"], ["Learn"], ["Home"], ["Home"]]


def test_a_change_shows_at_once(home: HomePage, site: Site, client: Client) -> None:
    make_page(home, title="One", slug="one", show_in_menus=True)
    assert [item.title for item in client.get("/en/").context["navigation"]] == ["One"]
    make_page(home, title="Two", slug="two", show_in_menus=True)
    assert [item.title for item in client.get("/en/").context["navigation"]] == ["One", "Two"]
    text = SiteChromeText.objects.get(chrome__site=site)
    text.title = "Renamed"
    text.save()
    SiteChrome.objects.get(site=site).save()
    assert client.get("/en/").context["chrome"].title == "Renamed"


def test_an_unpublished_page_leaves_the_navigation_at_once(home: HomePage, client: Client) -> None:
    page = make_page(home, title="One", slug="one", show_in_menus=True)
    client.get("/en/")
    page.unpublish()
    assert list(client.get("/en/").context["navigation"]) == []


@pytest.mark.parametrize("count", [1, 3])
def test_header_and_footer_have_a_fixed_number_of_queries(home: HomePage, site: Site, count: int) -> None:
    pages = [make_page(home, title=f"Page {n}", slug=f"page-{n}") for n in range(count)]
    set_chrome(
        site, [link(page, en="A") for page in pages], {f"C{n}": [link(page)] for n, page in enumerate(pages)}
    )
    for page in pages:
        AnnouncementFactory(page=page)
    read()
    for each in caches.all():
        each.clear()
    Site.get_site_root_paths()
    with reading():
        with CaptureQueriesContext(connection) as cold:
            chrome = read()
        with CaptureQueriesContext(connection) as warm:
            read()
    assert (len(chrome.navigation), len(chrome.columns), len(chrome.notices)) == (count, count, count)
    assert len(cold) == 7  # with the version of the content
    assert len(warm) == 0


def test_two_sites_show_each_their_own(home: HomePage, client: Client) -> None:
    portal = make_portal(heading="Learning in our country")
    make_page(home, title="Global help", slug="help", show_in_menus=True)
    make_page(portal, title="National help", slug="help", show_in_menus=True)
    set_chrome(site_of(portal), [], {"Ministry": [link(address="https://ministry.example/", en="Ministry")]})
    AnnouncementFactory(site=site_of(home), text="For the world")
    AnnouncementFactory(site=site_of(portal), text="For the country")
    AnnouncementFactory(text="For all")
    world, country = (
        client.get("/en/").context,
        client.get("/en/", headers={"host": "portal.example"}).context,
    )
    assert (world["page"].pk, country["page"].pk) == (home.pk, portal.pk)
    assert (world["chrome"].title, country["chrome"].title) == ("Test Commons", "National portal")
    assert [item.title for item in world["navigation"]] == ["Global help"]
    assert [item.title for item in country["navigation"]] == ["National help"]
    assert [column.title for column in world["footer"].columns] == []
    assert [column.title for column in country["footer"].columns] == ["Ministry"]
    assert {notice.text for notice in world["announcements"]} == {"For the world", "For all"}
    assert {notice.text for notice in country["announcements"]} == {"For the country", "For all"}


def test_a_page_of_one_site_is_not_found_on_the_other(home: HomePage, client: Client) -> None:
    make_portal()
    make_page(home, title="Only here", slug="only-here")
    assert client.get("/en/only-here/").status_code == 200
    assert client.get("/en/only-here/", headers={"host": "portal.example"}).status_code == 404
