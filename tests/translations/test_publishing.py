"""Publishing from the desk: what is ready is shown as ready, published once, by those who may."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Locale, Page

from accounts.models import User
from core.models import AuditEvent
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.portal import make_page
from tests.translations.files import FRENCH, bundle_of, filled
from tests.translations.test_desk import messages_of, state_of, upload
from translations.enums import State
from translations.services import import_file
from translations.services.publishing import CannotPublish, publish_page

PUBLISH = "/admin/translations/fr/publish/"


@pytest.fixture
def translated(page: StandardPage, french: Locale) -> StandardPage:
    """Return a page whose French was taken in and not published."""
    import_file(filled(bundle_of(page, locale=french), FRENCH))
    return page


def test_a_translation_taken_in_is_ready_and_published_from_the_desk(
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


def test_what_is_begun_can_be_published_from_its_page(
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


def test_several_pages_are_published_and_nothing_chosen_is_said(
    home: HomePage, translated: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    other = make_page(home, title="Terms", slug="terms")
    fill_locales()
    import_file(filled(bundle_of(other, locale=french), {"Terms": "Conditions"}))
    keys = [str(page.translation_key) for page in (translated, other)]
    answer = as_user(moderator).post(PUBLISH, {"page": [*keys, "x"]}, follow=True)
    assert messages_of(answer) == ["2 pages were published: Aide, Conditions"]
    answer = as_user(moderator).post(PUBLISH, follow=True)
    assert messages_of(answer) == ["Choose at least one page that is ready to publish."]


def test_after_publishing_the_desk_and_the_button_agree_on_a_reworded_source(
    translated: StandardPage, french: Locale, moderator: User, as_user: Any
) -> None:
    """A sentence that was changed and is not translated again leaves the page stale, not unpublished."""
    publish_page(translated.translation_key, french, by=moderator)
    translated.lead = "How it works now."
    translated.save_revision().publish()
    editors, address = as_user(moderator), f"/admin/translations/fr/pages/{translated.translation_key}/"
    assert editors.get(address).context["row"].unpublished
    editors.post(PUBLISH, {"page": str(translated.translation_key)})
    shown = editors.get(address)
    assert (shown.context["row"].state, shown.context["row"].unpublished) == (State.STALE, False)
    assert "Readers do not see all that is translated yet." not in shown.content.decode()
    assert f'action="{PUBLISH}"' not in shown.content.decode()
    assert publish_page(translated.translation_key, french, by=moderator) is None


def test_only_who_may_publish_does(
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


def test_what_has_no_translation_or_no_source_is_refused(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    with pytest.raises(CannotPublish, match="Nothing of it"):
        publish_page(page.translation_key, french, by=moderator)
    import_file(filled(bundle_of(page, locale=french), FRENCH))
    page.unpublish()
    with pytest.raises(CannotPublish, match="no longer published"):
        publish_page(page.translation_key, french, by=moderator)


def test_a_text_that_has_gone_goes_in_the_translation_too(
    translated: StandardPage, french: Locale, moderator: User, client: Client
) -> None:
    publish_page(translated.translation_key, french, by=moderator)
    translated.lead = ""
    translated.save_revision().publish()
    assert publish_page(translated.translation_key, french, by=moderator)
    assert "Comment ça marche." not in client.get("/fr/help/").content.decode()
    assert publish_page(translated.translation_key, french, by=moderator) is None
