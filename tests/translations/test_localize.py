"""wagtail-localize's own forms publish nothing that the user may not publish."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import OverridableSegment, SegmentOverride, StringSegment, Translation

from accounts.models import User
from portal.models import Announcement, HomePage, StandardPage
from tests.factories.accounts import UserFactory
from tests.factories.portal import make_page
from tests.translations.files import bundle_of, filled
from translations.services import import_file


@pytest.fixture
def post(as_user: Any, django_capture_on_commit_callbacks: Any) -> Any:
    """Send a form as a user and run the commit hooks; return the response."""

    def send(user: User, name: str, *args: Any, **data: Any) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            return as_user(user).post(reverse(f"wagtail_localize:{name}", args=args), data)

    return send


@pytest.fixture
def translation(page: StandardPage, french: Locale) -> Translation:
    """A French translation that is not published yet."""
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    return Translation.objects.get(target_locale=french)


@pytest.fixture
def arabist(home: HomePage) -> User:
    """An editor who may change and publish pages in Arabic only."""
    group = Group.objects.create(name="Arabic")
    group.permissions.set(Group.objects.get(name="Editors").permissions.all())
    place = home.get_translation(Locale.objects.get(language_code="ar"))
    for right in ("change_page", "publish_page"):
        permission = Permission.objects.get(content_type__app_label="wagtailcore", codename=right)
        GroupPagePermission.objects.create(group=group, page=place, permission=permission)
    user = UserFactory(email="arabist@example.org", display_name="Arabist")
    user.groups.add(group)
    return user


def seen(page: Page, locale: Locale) -> tuple[str, bool]:
    """Return the published title, and whether the page is a copy."""
    found = page.get_translation(locale)
    return found.title, bool(found.alias_of_id)


def test_sync_publishes_only_with_permission(
    page: StandardPage, french: Locale, translation: Translation, editor: User, moderator: User, post: Any
) -> None:
    source = translation.source_id
    answer = post(editor, "update_translations", source, publish_translations="on")
    assert "You may not publish this page in French." in answer.content.decode()
    assert seen(page, french) == ("Help", True)
    assert post(editor, "update_translations", source).status_code == 302
    assert seen(page, french) == ("Help", True)
    assert post(moderator, "update_translations", source, publish_translations="on").status_code == 302
    assert seen(page, french) == ("Aide", False)


@pytest.mark.parametrize("who", ["editor", "moderator"])
def test_starting_a_translation_publishes_only_with_permission(
    who: str, page: StandardPage, french: Locale, translation: Translation, request: Any, post: Any
) -> None:
    answer = post(request.getfixturevalue(who), "submit_page_translation", page.pk, locales=[french.pk])
    if who == "editor":
        assert "You may not begin these pages in French" in answer.content.decode()
    assert seen(page, french) == (("Help", True) if who == "editor" else ("Aide", False))


def test_no_translation_is_started_without_permission(
    home: HomePage, page: StandardPage, french: Locale, arabist: User, post: Any
) -> None:
    arabic = Locale.objects.get(language_code="ar")
    draft = make_page(home, title="Draft", slug="draft", live=False)
    section = make_page(home, title="Section", slug="section", lead="More")
    below = make_page(section, title="Below", slug="below", live=False)
    for locale, source, data in (
        (french, page, {}),
        (arabic, draft, {}),
        (arabic, section, {"include_subtree": "on"}),
    ):
        answer = post(arabist, "submit_page_translation", source.pk, locales=[locale.pk], **data)
        assert "You may not begin these pages" in answer.content.decode()
    assert seen(page, french) == ("Help", True)
    assert not any(one.get_translations().exists() for one in (draft, section, below))
    assert post(arabist, "submit_page_translation", page.pk, locales=[arabic.pk]).status_code == 302
    assert seen(page, arabic) == ("Help", False)


def test_only_publishers_turn_a_translation_into_a_copy(
    page: StandardPage, french: Locale, editor: User, moderator: User, post: Any
) -> None:
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}), publish=True)
    target = page.get_translation(french)
    post(editor, "convert_to_alias", target.pk)
    assert seen(page, french) == ("Aide", False)
    post(moderator, "convert_to_alias", target.pk)
    assert seen(page, french) == ("Help", True)


def test_a_locked_translation_is_published_by_nobody_else(
    page: StandardPage,
    french: Locale,
    translation: Translation,
    moderator: User,
    admin: User,
    as_user: Any,
    django_capture_on_commit_callbacks: Any,
) -> None:
    translation.save_target(user=moderator, publish=False)
    target = page.get_translation(french)
    Page.objects.filter(pk=target.pk).update(locked=True, locked_by=admin, title="Locked")
    address = reverse("wagtailadmin_pages:edit", args=[target.pk])
    for who, title in ((moderator, "Locked"), (admin, "Aide")):
        with django_capture_on_commit_callbacks(execute=True):
            assert as_user(who).post(address, {"action": "publish"}).status_code == 302
        assert page.get_translation(french).title == title


def test_snippets_are_listed_only_with_permission(editor: User, admin: User, as_user: Any) -> None:
    now = timezone.now()
    Announcement.objects.create(name="new_thing", from_at=now, until_at=now + timedelta(hours=1))
    address = reverse("wagtail_localize:snippets_api_listing", args=["portal", "announcement"])
    assert as_user(editor).get(address).status_code == 404
    assert as_user(admin).get(address).json()[0]["title"] == "new_thing"


@pytest.mark.parametrize(
    "content",
    [b'msgid "a"\nmsgstr "b"\n', b'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=none\\n"\n'],
)
def test_a_po_file_of_another_program_is_a_bad_request(
    content: bytes, translation: Translation, editor: User, post: Any
) -> None:
    file = SimpleUploadedFile("a.po", content)
    assert post(editor, "upload_pofile", translation.pk, file=file).status_code == 400


def test_a_translated_string_has_no_tags_of_its_own(
    page: StandardPage, translation: Translation, moderator: User, as_user: Any, client: Any
) -> None:
    segment = StringSegment.objects.get(source=translation.source, string__data__contains="first")
    address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
    hostile = "value=Evil <script src='/x.js'></script><iframe src='//x.example'></iframe>"
    as_user(moderator).generic("PUT", address, hostile, content_type="application/x-www-form-urlencoded")
    translation.save_target(user=moderator, publish=False)
    translation.get_target_instance().get_latest_revision().publish()
    html = client.get("/fr/help/").content.decode()
    assert "<iframe" not in html
    assert "x.js" not in html


@pytest.mark.parametrize("hostile", ["javascript:alert(1)", " java\tscript:alert(1)", "data:text/html,x"])
def test_a_url_in_a_translation_is_no_script(
    hostile: str, translation: Translation, editor: User, as_user: Any
) -> None:
    segment = OverridableSegment.objects.get(source=translation.source, data_json__contains="example.org")
    address = reverse("wagtail_localize:edit_override", args=[translation.pk, segment.pk])
    send = as_user(editor).generic
    form = "application/x-www-form-urlencoded"
    assert send("PUT", address, urlencode({"value": hostile}), content_type=form).status_code == 400
    assert not SegmentOverride.objects.exists()
    assert send("PUT", address, "value=https://example.org/fr", content_type=form).status_code == 201
