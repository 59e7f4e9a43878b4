"""A language with an incomplete interface: its texts can be read, and nobody is redirected to it."""

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale

from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales, open_locales
from tests.factories.portal import make_page
from tests.html import normalise_html
from tests.portal.test_languages import links, translate


@pytest.fixture
def help_page(home: HomePage) -> StandardPage:
    """A page in English and Spanish, on a site with a Spanish tree."""
    assert "es" not in settings.INTERFACE_LANGUAGES
    page = make_page(home, title="Help", slug="help", lead="How it works.")
    open_locales(["fr", "es"], source="en")
    translate(page, "es", title="Ayuda", slug="ayuda", lead="Cómo funciona.")
    return page


def test_its_tree_can_be_read(help_page: StandardPage, client: Client) -> None:
    answer = client.get("/es/ayuda/")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Language"] == "es"
    assert '<html lang="es" dir="ltr">' in page
    assert "<h1>Ayuda</h1>" in page
    assert "Saltar al contenido" in page, "the most visible words are translated"
    assert 'class="language-note"' not in page


def test_an_untranslated_page_shows_a_notice(help_page: StandardPage, client: Client) -> None:
    make_page(help_page.get_parent().specific, title="About", slug="about", lead="What this is.")
    fill_locales()
    page = normalise_html(client.get("/es/about/").content.decode())
    assert '<div class="opening" lang="en" dir="ltr">' in page
    assert "Este texto aún no está disponible" in page


def test_it_is_offered_for_texts_and_not_for_the_interface(help_page: StandardPage, client: Client) -> None:
    assert set(links(client, "/en/help/")) == {"en", "fr"}
    page = client.get("/en/help/").content.decode()
    assert '<a href="?text=es" lang="es" hreflang="es" rel="nofollow">Español</a>' in page
    page = client.get("/en/help/?text=es").content.decode()
    assert '<html lang="en" dir="ltr">' in page
    assert "Skip to the content" in page
    assert "<h1>Ayuda</h1>" in page


def test_its_pages_link_to_complete_languages(help_page: StandardPage, client: Client) -> None:
    assert links(client, "/es/ayuda/") == {"en": "/en/help/", "fr": "/fr/help/", "es": "/es/ayuda/"}


def test_nobody_is_redirected_there(help_page: StandardPage, client: Client) -> None:
    assert client.get("/", headers={"accept-language": "es"})["Location"] == "/en/"


def test_its_texts_are_in_the_sitemap(help_page: StandardPage, client: Client) -> None:
    assert "/es/ayuda/" in client.get("/sitemap.xml").content.decode()
    for address in ("/en/help/", "/es/ayuda/"):
        head = client.get(address).content.decode().split("</head>")[0]
        assert '<link rel="alternate" hreflang="es" href="http://testserver/es/ayuda/">' in head
        assert 'hreflang="x-default" href="http://testserver/en/help/"' in head


def test_without_a_tree_there_is_nothing(home: HomePage, client: Client) -> None:
    assert not Locale.objects.filter(language_code="ru").exists()
    assert client.get("/ru/help/").status_code == 404
