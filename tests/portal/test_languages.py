"""The same page in other languages: links, real translations, untranslated copies."""

from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation, Translation

from accounts.models import User
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales, open_locales
from tests.factories.portal import make_page
from tests.html import normalise_html


@pytest.fixture
def help_page(home: HomePage) -> StandardPage:
    """A page in English, with a French and an Arabic tree."""
    page = make_page(home, title="Help", slug="help", lead="How it works.")
    open_locales(["fr", "ar"], source="en")
    return page


def translate(page: StandardPage, code: str, **fields: Any) -> StandardPage:
    """Return the page's real translation: its alias made a page of its own."""
    alias = page.get_translation(Locale.objects.get(language_code=code))
    alias.alias_of = None
    for name, value in fields.items():
        setattr(alias, name, value)
    alias.save()
    alias.save_revision().publish()
    return alias


def links(client: Client, url: str) -> dict[str, str]:
    """Return the addresses of the language links of a page."""
    return {link.code: link.url for link in client.get(url).context["language_links"]}


def test_the_language_switch_keeps_page_and_query(help_page: StandardPage, client: Client) -> None:
    assert links(client, "/en/help/?a=1&b=%C3%A9") == {
        "en": "/en/help/?a=1&b=%C3%A9",
        "fr": "/fr/help/?a=1&b=%C3%A9",
        "ar": "/ar/help/?a=1&b=%C3%A9",
    }


def test_the_language_switch_uses_translated_slugs(help_page: StandardPage, client: Client) -> None:
    translate(help_page, "fr", title="Aide", slug="aide")
    assert links(client, "/en/help/?a=1")["fr"] == "/fr/aide/?a=1"
    assert links(client, "/fr/aide/")["en"] == "/en/help/"


def test_the_language_switch_keeps_other_views(help_page: StandardPage, client: Client) -> None:
    assert links(client, "/en/styleguide/?x=2") == {
        "en": "/en/styleguide/?x=2",
        "fr": "/fr/styleguide/?x=2",
        "ar": "/ar/styleguide/?x=2",
    }


def test_a_language_without_the_page_links_to_its_home_page(help_page: StandardPage, client: Client) -> None:
    help_page.get_translation(Locale.objects.get(language_code="ar")).unpublish()
    assert links(client, "/en/help/?a=1")["ar"] == "/ar/"


def test_languages_have_their_own_names(help_page: StandardPage, client: Client) -> None:
    shown = client.get("/fr/help/").context["language_links"]
    assert [(link.name, link.current) for link in shown] == [
        ("English", False),
        ("Français", True),
        ("العربيّة", False),
    ]


def test_only_languages_with_a_tree_are_offered(home: HomePage, client: Client) -> None:
    assert set(links(client, "/en/")) == {"en"}
    open_locales(["fr"], source="en")
    assert set(links(client, "/en/")) == {"en", "fr"}


def test_an_untranslated_page_shows_its_source_with_a_notice(help_page: StandardPage, client: Client) -> None:
    answer = client.get("/ar/help/")
    page = normalise_html(answer.content.decode())
    assert answer.status_code == 200
    assert 'lang="ar" dir="rtl"' in page.split("<head>")[0]
    assert '<div class="opening" lang="en" dir="ltr">' in page
    assert "How it works." in page
    assert 'class="language-note"' in page
    assert 'class="language-note"' not in client.get("/en/help/").content.decode()


def test_a_real_translation_has_no_notice(help_page: StandardPage, client: Client) -> None:
    translate(help_page, "fr", title="Aide", lead="Comment ça marche.")
    page = client.get("/fr/help/").content.decode()
    assert "Comment ça marche." in page
    assert 'class="language-note"' not in page
    assert 'lang="en" dir="ltr"' not in page


def test_search_engines_get_only_real_translations(help_page: StandardPage, client: Client) -> None:
    head = client.get("/fr/help/?a=1").content.decode().split("</head>")[0]
    assert '<link rel="canonical" href="http://testserver/en/help/">' in head
    assert head.count("hreflang=") == 1
    assert '<link rel="alternate" hreflang="en" href="http://testserver/en/help/">' in head
    translate(help_page, "fr", title="Aide")
    head = client.get("/fr/help/").content.decode().split("</head>")[0]
    assert 'rel="canonical"' not in head
    assert head.count("hreflang=") == 3
    assert '<link rel="alternate" hreflang="x-default" href="http://testserver/en/help/">' in head


def test_copies_change_with_their_source(help_page: StandardPage, client: Client) -> None:
    help_page.lead = "How it works now."
    help_page.save_revision().publish()
    assert "How it works now." in client.get("/fr/help/").content.decode()


def test_a_translation_keeps_its_text_when_the_source_changes(
    help_page: StandardPage, client: Client
) -> None:
    translate(help_page, "fr", lead="Comment ça marche.")
    help_page.lead = "How it works now."
    help_page.save_revision().publish()
    fill_locales()
    assert "Comment ça marche." in client.get("/fr/help/").content.decode()


def test_an_incomplete_translation_still_shows_a_notice(
    help_page: StandardPage, editor: User, as_user: Any, client: Client
) -> None:
    french = Locale.objects.get(language_code="fr")
    answer = as_user(editor).post(f"/admin/localize/submit/page/{help_page.pk}/", {"locales": [french.pk]})
    assert answer.status_code == 302
    assert help_page.get_translation(french).alias_of_id is None
    page = client.get("/fr/help/").content.decode()
    assert 'class="language-note"' in page
    assert '<link rel="canonical" href="http://testserver/en/help/">' in page
    assert "/fr/help/" not in client.get("/sitemap.xml").content.decode()
    give_strings(help_page, french, {"Help": "Aide", "How it works.": "Comment ça marche."})
    page = client.get("/fr/help/").content.decode()
    assert "Comment ça marche." in page
    assert 'class="language-note"' not in page
    assert 'rel="canonical"' not in page
    assert "/fr/help/" in client.get("/sitemap.xml").content.decode()


def give_strings(page: StandardPage, locale: Locale, words: dict[str, str]) -> None:
    """Translate these strings of a page as wagtail-localize keeps them, and publish."""
    translation = Translation.objects.get(source__object_id=page.translation_key, target_locale=locale)
    for segment in translation.source.stringsegment_set.select_related("string"):
        if segment.string.data in words:
            StringTranslation.objects.create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                data=words[segment.string.data],
            )
    translation.save_target(publish=False)
    page.get_translation(locale).get_latest_revision().publish()


def test_trees_are_filled_once(help_page: StandardPage) -> None:
    fill_locales()
    make_page(help_page, title="More", slug="more")
    fill_locales()
    fill_locales()
    assert StandardPage.objects.filter(slug="more").count() == 3


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("fr-CA,fr;q=0.9,en;q=0.5", "fr"),
        ("ar", "ar"),
        ("ru,fr;q=0.5", "en"),
        ("xx", "en"),
        ("", "en"),
        ("fr;q=abc,\x00", "en"),
    ],
)
def test_the_root_redirects_to_the_best_language(
    home: HomePage, client: Client, asked: str, code: str
) -> None:
    answer = client.get("/", headers={"accept-language": asked})
    assert (answer.status_code, answer["Location"]) == (302, f"/{code}/")
    assert {"Accept-Language", "Cookie"} <= {name.strip() for name in answer["Vary"].split(",")}


def test_the_root_redirects_members_to_their_language(home: HomePage, learner: User, as_user: Any) -> None:
    learner.language = "ar"
    learner.save()
    answer = as_user(learner).get("/", headers={"accept-language": "fr"})
    assert answer["Location"] == "/ar/"


def test_a_language_whose_interface_is_not_complete_is_not_offered(
    help_page: StandardPage, client: Client
) -> None:
    open_locales(["ru"], source="en")
    assert "ru" not in settings.INTERFACE_LANGUAGES
    assert "ru" not in links(client, "/en/help/")
