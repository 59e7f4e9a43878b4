"""Publishing from the dashboard: ready pages are shown and published once, with permission."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.contrib.messages import get_messages
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import Client, RequestFactory
from wagtail.models import Locale, Page

from accounts.models import User
from core.base.models import AuditEvent
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.portal import make_page
from tests.translations.files import FRENCH, bundle_of, filled
from tests.translations.test_dashboard import messages_of, state_of, upload
from translations.enums import State
from translations.services import ImportReport, import_file
from translations.services.imports import PageReport
from translations.services.publishing import CannotPublish, publish_page
from translations.views import files

PUBLISH = "/admin/translations/fr/publish/"


@pytest.fixture
def translated(page: StandardPage, french: Locale) -> StandardPage:
    """Return a page whose French translation is imported and not published."""
    import_file(filled(bundle_of(page, locale=french), FRENCH))
    return page


def make_terms(home: HomePage, french: Locale) -> StandardPage:
    """Return a second page whose French translation is imported and not published."""
    page = make_page(home, title="Terms", slug="terms")
    fill_locales()
    import_file(filled(bundle_of(page, locale=french), {"Terms": "Conditions"}))
    return page


def publish_and_reword(page: StandardPage, french: Locale, moderator: User, *, lead: str) -> None:
    """Publish the French, then give the source another lead."""
    publish_page(page.translation_key, french, by=moderator)
    page.lead = lead
    page.save_revision().publish()


def test_an_imported_translation_is_ready_and_published_from_the_dashboard(
    page: StandardPage, french: Locale, moderator: User, as_user: Any, client: Client
) -> None:
    editors = as_user(moderator)
    answer = upload(editors, filled(bundle_of(page, locale=french), FRENCH))
    assert 'href="/admin/translations/fr/?state=ready"' in "".join(map(str, answer.context["messages"]))
    assert state_of(page, french, moderator) == (State.READY, 0)
    listed = editors.get("/admin/translations/fr/?state=ready")
    assert [row.source.title for row in listed.context["page"]] == ["Help"]
    assert f'value="{page.translation_key}" checked' in listed.content.decode()

    answer = editors.post(PUBLISH, {"page": str(page.translation_key)}, follow=True)
    assert messages_of(answer) == ["1 page was published: Aide"]
    assert answer.content.decode().count(f'href="{page.get_translation(french).full_url}"') == 2
    assert state_of(page, french, moderator) == (State.DONE, 0)
    assert "Comment ça marche." in client.get("/fr/help/").content.decode()

    again = editors.post(PUBLISH, {"page": str(page.translation_key)}, follow=True)
    assert messages_of(again) == ["Readers see all that is translated of Aide already."]
    assert AuditEvent.objects.filter(action="translations.published").count() == 1


def test_a_partial_translation_can_be_published_from_its_page(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    assert state_of(page, french, moderator)[0] == State.MISSING
    shown = as_user(moderator).get(f"/admin/translations/fr/pages/{page.translation_key}/")
    assert f'action="{PUBLISH}"' in shown.content.decode()
    publish_page(page.translation_key, french, by=moderator)
    assert page.get_translation(french).title == "Aide"
    shown = as_user(moderator).get(f"/admin/translations/fr/pages/{page.translation_key}/")
    assert f'action="{PUBLISH}"' not in shown.content.decode()


def test_several_pages_are_published_and_an_empty_choice_is_reported(
    home: HomePage, translated: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    other = make_terms(home, french)
    keys = [str(page.translation_key) for page in (translated, other)]
    answer = as_user(moderator).post(PUBLISH, {"page": [*keys, "x"]}, follow=True)
    assert messages_of(answer) == ["2 pages were published: Aide, Conditions"]
    answer = as_user(moderator).post(PUBLISH, follow=True)
    assert messages_of(answer) == ["Choose at least one page that is ready to publish."]


def test_the_dashboard_and_the_button_agree_after_a_changed_source(
    translated: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    """A sentence that was changed and is not translated again leaves the page stale, not unpublished."""
    publish_and_reword(translated, french, moderator, lead="How it works now.")
    editors, address = as_user(moderator), f"/admin/translations/fr/pages/{translated.translation_key}/"
    assert editors.get(address).context["row"].unpublished
    editors.post(PUBLISH, {"page": str(translated.translation_key)})
    shown = editors.get(address)
    assert (shown.context["row"].state, shown.context["row"].unpublished) == (State.STALE, False)
    assert "Readers do not see all that is translated yet." not in shown.content.decode()
    assert f'action="{PUBLISH}"' not in shown.content.decode()
    assert publish_page(translated.translation_key, french, by=moderator) is None


def test_publishing_needs_permission(
    translated: StandardPage, french: Locale, editor: User, as_user: Any
) -> None:
    editor.groups.set(Group.objects.filter(name="Editors"))
    editor = User.objects.get(pk=editor.pk)
    assert "checkbox" not in as_user(editor).get("/admin/translations/fr/?state=ready").content.decode()
    answer = as_user(editor).post(PUBLISH, {"page": str(translated.translation_key)}, follow=True)
    assert messages_of(answer)[0].startswith("Help: You may not publish it")
    assert translated.get_translation(french).alias_of_id


def test_a_locked_page_is_not_published(
    translated: StandardPage, french: Locale, moderator: User, admin: User
) -> None:
    Page.objects.filter(pk=translated.get_translation(french).pk).update(locked=True, locked_by=admin)
    with pytest.raises(CannotPublish, match="locked"):
        publish_page(translated.translation_key, french, by=moderator)


def test_a_page_without_a_translation_or_source_is_refused(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    with pytest.raises(CannotPublish, match="Nothing is translated"):
        publish_page(page.translation_key, french, by=moderator)
    import_file(filled(bundle_of(page, locale=french), FRENCH))
    page.unpublish()
    with pytest.raises(CannotPublish, match="no longer published"):
        publish_page(page.translation_key, french, by=moderator)


def test_a_removed_text_is_removed_from_the_translation_too(
    translated: StandardPage, french: Locale, moderator: User, client: Client
) -> None:
    publish_and_reword(translated, french, moderator, lead="")
    assert publish_page(translated.translation_key, french, by=moderator)
    assert "Comment ça marche." not in client.get("/fr/help/").content.decode()
    assert publish_page(translated.translation_key, french, by=moderator) is None


@pytest.fixture
def withdrawn(translated: StandardPage, french: Locale, moderator: User) -> StandardPage:
    """Return a page whose French translation was published and then unpublished by an editor."""
    publish_page(translated.translation_key, french, by=moderator)
    translated.get_translation(french).unpublish()
    return translated


def test_a_withdrawn_page_is_not_offered_with_those_that_are_ready(
    withdrawn: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    assert state_of(withdrawn, french, moderator) == (State.WITHDRAWN, 0)
    editors = as_user(moderator)
    assert list(editors.get("/admin/translations/fr/?state=ready").context["page"]) == []
    listed = editors.get("/admin/translations/fr/?state=withdrawn").content.decode()
    assert "It was unpublished or has expired." in listed
    assert 'type="checkbox"' not in listed
    assert listed.count(f'href="/admin/translations/fr/pages/{withdrawn.translation_key}/"') == 2


def test_a_withdrawn_page_is_published_from_its_own_page_only(
    withdrawn: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    editors, key = as_user(moderator), str(withdrawn.translation_key)
    refused = editors.post(PUBLISH, {"page": key}, follow=True)
    assert messages_of(refused)[0].startswith("Help: Somebody unpublished it, or it expired.")
    assert not withdrawn.get_translation(french).live
    shown = editors.get(f"/admin/translations/fr/pages/{key}/").content.decode()
    assert "Readers saw this page once." in shown
    assert '<input type="hidden" name="again" value="1">' in shown
    answer = editors.post(PUBLISH, {"page": key, "again": "1"}, follow=True)
    assert messages_of(answer) == ["1 page was published: Aide"]
    assert state_of(withdrawn, french, moderator) == (State.DONE, 0)


def test_several_pages_are_not_published_again_together(
    home: HomePage, withdrawn: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    other = make_terms(home, french)
    keys = [str(page.translation_key) for page in (withdrawn, other)]
    as_user(moderator).post(PUBLISH, {"page": keys, "again": "1"})
    assert [page.get_translation(french).live for page in (withdrawn, other)] == [False, True]


def test_a_file_does_not_publish_a_withdrawn_page(
    withdrawn: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    content = filled(bundle_of(withdrawn, locale=french), FRENCH | {"Help": "Secours"})
    said = messages_of(upload(as_user(moderator), content, publish="on"))
    assert "Not published again, as somebody unpublished it or it expired: Aide." in said
    assert not withdrawn.get_translation(french).live


def test_a_withdrawn_page_made_by_hand_is_shown_as_withdrawn(
    page: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    copy = page.get_translation(french)
    copy.alias_of = None
    copy.save()
    copy.save_revision().publish()
    copy.unpublish()
    assert state_of(page, french, moderator) == (State.WITHDRAWN, 0)
    shown = as_user(moderator).get(f"/admin/translations/fr/pages/{page.translation_key}/")
    assert f'action="{PUBLISH}"' not in shown.content.decode()


def test_a_translation_that_was_never_published_is_ready(
    translated: StandardPage, french: Locale, moderator: User
) -> None:
    Page.objects.filter(pk=translated.get_translation(french).pk).update(
        live=False, first_published_at=None, alias_of=None
    )
    assert state_of(translated, french, moderator) == (State.READY, 0)


def test_an_import_of_many_pages_shows_a_short_message(
    page: StandardPage, french: Locale, rf: RequestFactory
) -> None:
    request = rf.post("/")
    request._messages = CookieStorage(request)  # type: ignore[attr-defined]
    report = ImportReport(french, written=500, withdrawn=[page] * 500)
    report.pages = [PageReport(page, page.title, written=1, published=True)] * 500
    files._say(request, report)
    taken_in, published, withdrawn = map(str, get_messages(request))
    assert published.startswith("500 pages were published: <a href=")
    assert [text.count(page.title) for text in (taken_in, published, withdrawn)] == [20] * 3
    assert all("…" in text for text in (taken_in, published, withdrawn))
