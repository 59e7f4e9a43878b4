"""Files for other programs: robots, sitemap, security.txt, manifest, favicon."""

import json
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction, Site

from cop.models import Thread
from core.realtime.log import open_space
from portal.models import HomePage, SiteChrome
from portal.services.locales import open_locales
from tests.factories.cop import CommunityFactory, closed_community, make_thread
from tests.factories.portal import make_page, make_portal

NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def sitemap(client: Client, host: str = "testserver") -> dict[str, dict[str, str]]:
    """Return the addresses of the sitemap, each with its translations by language."""
    tree = ElementTree.fromstring(client.get("/sitemap.xml", headers={"host": host}).content)
    return {
        entry.findtext("s:loc", namespaces=NAMES): {
            other.attrib["hreflang"]: other.attrib["href"] for other in entry.findall("x:link", NAMES)
        }
        for entry in tree.findall("s:url", NAMES)
    }


def test_the_sitemap_lists_public_pages_of_this_site_once(home: HomePage, client: Client) -> None:
    make_page(home, title="Help", slug="help")
    make_page(home, title="Draft", slug="draft", live=False)
    closed = make_page(home, title="Closed", slug="closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    make_page(make_portal(), title="Elsewhere", slug="elsewhere")
    open_locales(["fr"], source="en")
    assert sitemap(client) == {"http://testserver/en/": {}, "http://testserver/en/help/": {}}
    assert set(sitemap(client, "portal.example")) == {
        "http://portal.example/en/",
        "http://portal.example/en/elsewhere/",
    }


def test_the_sitemap_names_real_translations(home: HomePage, client: Client) -> None:
    page = make_page(home, title="Help", slug="help")
    open_locales(["fr"], source="en")
    french = page.get_translation(Locale.objects.get(language_code="fr"))
    french.alias_of, french.slug = None, "aide"
    french.save()
    both = {"en": "http://testserver/en/help/", "fr": "http://testserver/fr/aide/"}
    found = sitemap(client)
    assert found["http://testserver/en/help/"] == both
    assert found["http://testserver/fr/aide/"] == both


@pytest.mark.parametrize("count", [1, 3])
def test_the_sitemap_has_a_fixed_number_of_queries(
    home: HomePage, client: Client, django_assert_num_queries: Any, count: int
) -> None:
    for number in range(count):
        make_page(home, title=f"Page {number}", slug=f"page-{number}")
    client.get("/sitemap.xml")
    with django_assert_num_queries(8):
        client.get("/sitemap.xml")


@pytest.mark.parametrize("count", [1, 3])
def test_threads_need_no_more_queries_in_the_sitemap(
    home: HomePage, client: Client, manager: Any, django_assert_num_queries: Any, count: int
) -> None:
    for _number in range(count):
        make_thread(CommunityFactory(managers=[manager]), manager)
    client.get("/sitemap.xml")
    with django_assert_num_queries(8):
        assert len(sitemap(client)) == 1 + 2 * count


def test_the_sitemap_lists_what_everyone_may_read_in_communities(
    home: HomePage, client: Client, manager: Any
) -> None:
    community = CommunityFactory(slug="open", language="fr", managers=[manager])
    thread = make_thread(community, manager, title="A question")
    make_thread(closed_community(slug="closed", managers=[manager]), manager)
    Thread.objects.create(community=community, title="Empty", space=open_space("cop.thread", uuid4()))
    Thread.objects.filter(pk=thread.pk).update(language="ru")
    assert set(sitemap(client)) == {
        "http://testserver/en/",
        "http://testserver/fr/communities/open/",
        f"http://testserver/en/threads/{thread.public_id}/",
    }


def test_robots_may_read_pages_but_not_accounts(home: HomePage, client: Client, settings: Any) -> None:
    settings.DEMO = False
    lines = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /admin/" in lines
    assert "Disallow: /*/account/" in lines
    assert "Disallow: /" not in lines
    assert "Sitemap: http://testserver/sitemap.xml" in lines


def test_a_demo_is_not_indexed(home: HomePage, client: Client, settings: Any) -> None:
    settings.DEMO = True
    assert "Disallow: /" in client.get("/robots.txt").content.decode().splitlines()


def test_security_txt_has_contact_and_expiry(home: HomePage, site: Site, client: Client) -> None:
    chrome = SiteChrome.objects.get(site=site)
    chrome.contact_email = "care@commons.example"
    chrome.save()
    text = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in text.content.decode().splitlines())
    assert text["Content-Type"] == "text/plain; charset=utf-8"
    assert fields["Contact"] == "mailto:care@commons.example"
    expires = datetime.fromisoformat(fields["Expires"])
    assert timezone.now() < expires < timezone.now() + timedelta(days=365)


def test_the_manifest_names_the_site(home: HomePage, client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"] == "application/manifest+json"
    found = json.loads(answer.content)
    assert (found["name"], found["start_url"]) == ("Test Commons", "/")
    assert {icon["type"] for icon in found["icons"]} == {"image/svg+xml", "image/png"}


@pytest.mark.parametrize(
    "url",
    [
        "/robots.txt",
        "/sitemap.xml",
        "/manifest.webmanifest",
        "/favicon.ico",
        "/.well-known/security.txt",
        "/",
    ],
)
def test_they_set_no_cookie_and_can_only_be_read(home: HomePage, client: Client, url: str) -> None:
    answer = client.get(url)
    assert answer.status_code in (200, 302)
    assert not answer.cookies
    assert client.post(url).status_code == 405
