"""The dashboard: states, word counts, lists, and its pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import TranslationSource

from accounts.models import User
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.accounts import UserFactory
from tests.factories.portal import make_page
from tests.factories.vocabularies import make_concept
from tests.translations.files import FRENCH, bundle_of, filled
from translations.enums import State
from translations.files import read_file
from translations.selectors.dashboard import languages_of, rows_of, summary_of
from translations.services import import_file, publish_translation

WORDS = 1 + 3 + 6 + 1  # title, lead, two paragraphs ("&" is no word)


def state_of(page: Page, locale: Locale, user: User) -> tuple[State, int]:
    """Return a page's state and the number of untranslated words."""
    return next((row.state, row.left) for row in rows_of(locale, user) if row.key == page.translation_key)


def test_the_states_of_a_page_from_new_to_stale(page: StandardPage, french: Locale, moderator: User) -> None:
    assert state_of(page, french, moderator) == (State.NEW, WORDS)
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}), publish=True)
    assert state_of(page, french, moderator) == (State.MISSING, WORDS - 1)
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    assert state_of(page, french, moderator) == (State.DONE, 0)
    page.lead = "How it works now."
    page.save_revision().publish()
    assert state_of(page, french, moderator) == (State.STALE, 4)
    unit = bundle_of(page, locale=french).pages[0].units[1]
    assert (unit.source, unit.target, unit.former) == (
        "How it works now.", "", ("How it works.", "Comment ça marche."),
    )  # fmt: skip
    import_file(
        filled(bundle_of(page, locale=french), {"How it works now.": "Comment ça marche."}), publish=True
    )
    assert state_of(page, french, moderator) == (State.DONE, 0)


def test_a_page_with_a_removed_text_is_ready_until_it_is_published_again(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    page.lead = ""
    page.save_revision().publish()
    assert state_of(page, french, moderator) == (State.READY, 0)
    source = TranslationSource.objects.get()
    source.update_from_db()
    publish_translation(source.translations.get(), by=moderator)
    assert state_of(page, french, moderator) == (State.DONE, 0)


def test_unpublished_strings_are_counted(page: StandardPage, french: Locale, moderator: User) -> None:
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    assert state_of(page, french, moderator) == (State.MISSING, WORDS - 1)


def test_a_page_made_by_hand_is_done_until_its_source_is_newer(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    copy = page.get_translation(french)
    copy.alias_of = None
    copy.save()
    copy.save_revision().publish()
    row = next(row for row in rows_of(french, moderator) if row.key == page.translation_key)
    assert (row.state, row.by_hand) == (State.DONE, True)
    page.save_revision().publish()
    assert state_of(page, french, moderator) == (State.STALE, 0)


def test_pages_and_words_are_counted_by_state(
    home: HomePage, page: StandardPage, french: Locale, moderator: User
) -> None:
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    found = summary_of(french, rows_of(french, moderator))
    home_words = next(row.words for row in rows_of(french, moderator) if row.key == home.translation_key)
    assert [(state, pages, words) for state, pages, words in found.states] == [
        (State.NEW, 1, home_words), (State.MISSING, 0, 0), (State.STALE, 0, 0),
        (State.READY, 0, 0), (State.DONE, 1, WORDS), (State.WITHDRAWN, 0, 0),
    ]  # fmt: skip


def test_a_group_may_work_in_one_language_only(page: StandardPage, french: Locale, editor: User) -> None:
    assert [locale.language_code for locale in languages_of(editor)] == ["ar", "en", "fr"]
    assert rows_of(Locale.objects.get(language_code="en"), editor) == []
    group = editor.groups.get()
    GroupPagePermission.objects.filter(group=group).update(page=Page.objects.get(depth=2, locale=french))
    editor = User.objects.get(pk=editor.pk)  # Wagtail caches a user's permissions
    assert [locale.language_code for locale in languages_of(editor)] == ["fr"]
    assert len(rows_of(french, editor)) == 2
    assert rows_of(Locale.objects.get(language_code="ar"), editor) == []


@pytest.mark.parametrize("name", ["", "fr/"])
def test_the_number_of_queries_does_not_depend_on_the_pages(
    home: HomePage, page: StandardPage, french: Locale, moderator: User, as_user: Any, name: str
) -> None:
    client = as_user(moderator)

    def queries() -> int:
        client.get(f"/admin/translations/{name}")
        with CaptureQueriesContext(connection) as count_queries:
            assert client.get(f"/admin/translations/{name}").status_code == 200
        return len(count_queries)

    one = queries()
    made = [make_page(home, title=f"Page {number}", slug=f"page-{number}") for number in range(3)]
    fill_locales()
    for other in made[:2]:  # withdrawn ones
        import_file(filled(bundle_of(other, locale=french), {other.title: "Page"}), publish=True)
        other.get_translation(french).unpublish()
    assert queries() == one


def test_the_dashboard_shows_each_language(page: StandardPage, moderator: User, as_user: Any) -> None:
    answer = as_user(moderator).get("/admin/translations/")
    assert [summary.locale.language_code for summary in answer.context["summaries"]] == ["ar", "fr"]


def test_the_menu_has_one_entry(page: StandardPage, moderator: User, as_user: Any) -> None:
    assert as_user(moderator).get("/admin/").content.decode().count("/admin/translations/") == 1


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("", ["Test Commons", "Help", "Terms"]),
        ("?state=new", ["Test Commons", "Terms"]),
        ("?state=done", ["Help"]),
        ("?q=aid", ["Help"]),
        ("?state=nonsense&below=x", ["Test Commons", "Help", "Terms"]),
        ("?state=missing", []),
    ],
)
def test_the_list_is_filtered(
    home: HomePage,
    page: StandardPage,
    french: Locale,
    moderator: User,
    as_user: Any,
    query: str,
    titles: list[str],
) -> None:
    make_page(home, title="Terms", slug="terms")
    fill_locales()
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    answer = as_user(moderator).get(f"/admin/translations/fr/{query}")
    assert [row.source.title for row in answer.context["page"]] == titles


def test_a_page_shows_its_strings_and_the_glossary(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    make_concept(identifier="LINE", labels={"en": "First Line", "fr": "Première ligne"})
    make_concept(identifier="NOT-HERE", labels={"en": "Mountains"})
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    answer = as_user(moderator).get(f"/admin/translations/fr/pages/{page.translation_key}/")
    assert [(term.source, term.target) for term in answer.context["terms"]] == [
        ("First Line", "Première ligne")
    ]
    assert [unit.target for unit in answer.context["units"]] == ["Aide", "", "", ""]
    assert f"/admin/pages/{page.get_translation(french).pk}/edit/" in answer.content.decode()


def test_files_are_exported(home: HomePage, page: StandardPage, moderator: User, as_user: Any) -> None:
    make_page(page, title="Below", slug="below")
    fill_locales()
    client = as_user(moderator)

    def titles(query: str) -> list[str]:
        answer = client.get(f"/admin/translations/fr/export/?kind=xlf{query}")
        assert answer["Content-Type"] == "application/x-xliff+xml"
        keys = [part.key for part in read_file(answer.content).pages]
        known = dict(Page.objects.filter(locale=home.locale).values_list("translation_key", "title"))
        return [known[key] for key in keys]

    assert titles("") == ["Test Commons", "Help", "Below"]
    assert titles(f"&page={page.translation_key}") == ["Help"]
    assert titles(f"&page={page.translation_key}&below=1") == ["Help", "Below"]


def test_translated_pages_have_no_words_left(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    answer = as_user(moderator).get("/admin/translations/fr/export/?kind=po")
    assert answer["Content-Disposition"] == 'attachment; filename="all.fr.po"'
    assert page.translation_key not in {part.key for part in read_file(answer.content).pages}


@pytest.mark.parametrize(
    "path",
    [
        "xx/", "fr/export/", "fr/export/?kind=doc", "fr/export/?kind=po&page=x", "fr/glossary/?kind=po",
        "fr/export/?kind=po&page=00000000-0000-4000-8000-000000000000",
        "fr/pages/00000000-0000-4000-8000-000000000000/",
    ],
)  # fmt: skip
def test_missing_objects_are_404(page: StandardPage, moderator: User, as_user: Any, path: str) -> None:
    assert as_user(moderator).get(f"/admin/translations/{path}").status_code == 404


def messages_of(answer: Any) -> list[str]:
    """Return the texts of the messages on a page."""
    return [" ".join(strip_tags(str(message)).split()) for message in answer.context["messages"]]


def upload(client: Client, content: bytes, **fields: str) -> Any:
    """Upload a file."""
    file = SimpleUploadedFile("help.fr.po", content)
    return client.post("/admin/translations/fr/import/", {"file": file, **fields}, follow=True)


def test_an_imported_file_is_reported_on_the_dashboard(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    content = filled(bundle_of(page, locale=french), {"Help": "Aide"})
    answer = upload(as_user(moderator), content, publish="on")
    assert messages_of(answer) == [
        "1 string was imported, for: Help.",
        "1 page was published: Aide",
        "3 strings are empty and were left out: lines 20, 25, 30.",
    ]
    assert page.get_translation(french).title == "Aide"


def test_a_refused_file_shows_the_reasons(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH | {"Second.": "<b>x</b>"})
    answer = upload(as_user(moderator), content)
    assert answer.status_code == 422
    assert "Line " in answer.content.decode()
    assert "&lt;b&gt; is not in the source" in answer.content.decode()
    empty = as_user(moderator).post("/admin/translations/fr/import/")
    assert empty.status_code == 422


def test_the_glossary_is_exported(page: StandardPage, moderator: User, as_user: Any) -> None:
    make_concept(identifier="LINE", labels={"en": "First line", "fr": "Première ligne"})
    client = as_user(moderator)
    csv = client.get("/admin/translations/fr/glossary/?kind=csv").content.decode("utf-8-sig")
    assert "First line,Première ligne" in csv
    assert b"<term>" in client.get("/admin/translations/fr/glossary/?kind=tbx").content


def test_the_figures_have_a_legend(
    client: Client, page: StandardPage, french: Locale, moderator: User
) -> None:
    client.force_login(moderator)
    for address in ("/admin/translations/", "/admin/translations/fr/"):
        assert "Ready to publish: all is translated" in client.get(address).content.decode()


def test_the_page_of_a_translation_has_its_side_panels_once(
    page: StandardPage, french: Locale, client: Client
) -> None:
    """With two, the dialog that changes the page's privacy would open twice."""
    import_file(filled(bundle_of(page, locale=french), FRENCH), publish=True)
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    for shown in (page, page.get_translation(french)):
        html = client.get(reverse("wagtailadmin_pages:edit", args=[shown.pk])).content.decode()
        assert html.count('id="set-privacy"') == 1, shown.locale
