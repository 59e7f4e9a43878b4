"""Permissions of the translation dashboard: editors who may change, or publish, pages."""

from typing import Any

from django.contrib.auth.models import Group, Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import GroupPagePermission
from wagtail_localize.models import Translation

from portal.services.locales import fill_locales, open_locales
from tests.factories.cop import closed_community
from tests.factories.portal import make_page
from tests.permissions.matrix import SIGN_IN, Row
from tests.translations.files import bundle_of, filled
from translations.services import import_file

DESK = {"others": SIGN_IN, "editor": 200, "admin": 200}
BACK = {"others": SIGN_IN, "editor": 302, "admin": 302}


def _page(scenario: Any) -> Any:
    """Make a page with a French copy."""
    page = make_page(scenario.home, title="Desk", slug="desk")
    scenario.french = open_locales(["fr"], source="en")[0]
    fill_locales()
    scenario.desk_page = page
    return page


def _language(scenario: Any) -> dict[str, Any]:
    _page(scenario)
    return {"code": "fr"}


def _language_and_page(scenario: Any) -> dict[str, Any]:
    return {"code": "fr", "key": _page(scenario).translation_key}


def _file(scenario: Any, role: str) -> dict[str, Any]:
    content = filled(bundle_of(scenario.desk_page, locale=scenario.french), {"Desk": "Bureau"})
    return {"file": SimpleUploadedFile("desk.fr.po", content)}


def _file_to_publish(scenario: Any, role: str) -> dict[str, Any]:
    return _file(scenario, role) | {"publish": "on"}


def _only_write(scenario: Any, role: str) -> None:
    scenario.editor.groups.set(Group.objects.filter(name="Editors"))


def _only_elsewhere(scenario: Any, role: str) -> None:
    """Restrict the editors to one page of the language, which is not the file's."""
    elsewhere = make_page(scenario.desk_page.get_parent(), title="Elsewhere", slug="elsewhere")
    fill_locales()
    _only_write(scenario, role)
    place = elsewhere.get_translation(scenario.french)
    GroupPagePermission.objects.filter(group__name="Editors").update(page=place)


def _nowhere(scenario: Any, role: str) -> None:
    """Restrict the editors to the admin without its pages."""
    _only_write(scenario, role)
    GroupPagePermission.objects.all().delete()


def _no_announcements(scenario: Any, role: str) -> None:
    """Restrict the editors to the admin without announcements."""
    _only_write(scenario, role)
    rights = Permission.objects.filter(content_type__app_label="portal", codename__endswith="_announcement")
    Group.objects.get(name="Editors").permissions.remove(*rights)


def _translated(scenario: Any) -> dict[str, Any]:
    """Create a page with a French translation that is not published yet."""
    params = _language(scenario)
    import_file(filled(bundle_of(scenario.desk_page, locale=scenario.french), {"Desk": "Bureau"}))
    return params


def _chosen(scenario: Any, role: str) -> dict[str, Any]:
    return {"page": str(scenario.desk_page.translation_key)}


def _translation(scenario: Any) -> Translation:
    _translated(scenario)
    return Translation.objects.get(target_locale=scenario.french)


def _french(scenario: Any) -> dict[str, Any]:
    """Publish the French page, which can then become a copy again."""
    _language(scenario)
    import_file(
        filled(bundle_of(scenario.desk_page, locale=scenario.french), {"Desk": "Bureau"}), publish=True
    )
    return {"page_id": scenario.desk_page.get_translation(scenario.french).pk}


def _translation_of_page(scenario: Any) -> dict[str, Any]:
    return {"translation_id": _translation(scenario).pk}


def _begun_in_french(scenario: Any, role: str) -> dict[str, Any]:
    return {"locales": [scenario.french.pk]}


def _po(scenario: Any, role: str) -> dict[str, Any]:
    translation = Translation.objects.get(target_locale=scenario.french)
    return {"file": SimpleUploadedFile("desk.po", str(translation.export_po()).encode())}


def _waiting_page(scenario: Any) -> dict[str, Any]:
    _translated(scenario)
    return {"page_id": scenario.desk_page.pk}


def _waiting_source(scenario: Any) -> dict[str, Any]:
    return {"translation_source_id": _translation(scenario).source_id}


COMMUNITIES = {"app_label": "cop", "model_name": "community"}
ANNOUNCEMENTS = {"app_label": "portal", "model_name": "announcement"}

ROWS = [
    Row("localize:translation_begin", expect=DESK, make=_waiting_page),
    Row("localize:translation_begin", "POST", expect=BACK, data=_begun_in_french, make=_waiting_page),
    Row(
        "localize:translation_begin", "POST", data=_begun_in_french, before=_only_write,
        expect=DESK | {"admin": 302}, make=_waiting_page,
        state="with translations that wait, without the right to publish",
    ),
    Row("localize:translations_sync", expect=DESK, make=_waiting_source),
    Row(
        "localize:translations_sync", "POST", expect=BACK, data={"publish_translations": "on"},
        make=_waiting_source,
    ),
    Row(
        "localize:translations_sync", "POST", data={"publish_translations": "on"}, before=_only_write,
        state="to publish, without the right to", expect=DESK | {"admin": 302}, make=_waiting_source,
    ),
    Row("localize:alias_convert", expect=DESK, make=_french),
    Row("localize:alias_convert", "POST", expect=BACK, make=_french),
    Row("localize:pofile_upload", "POST", expect=BACK, data=_po, make=_translation_of_page),
    Row("localize:snippets_list", expect=DESK, make=lambda scenario: COMMUNITIES),
    Row("localize:snippets_list", expect=DESK | {"editor": 404}, before=_no_announcements,
        make=lambda scenario: ANNOUNCEMENTS, state="of a model one has no right for"),
    Row("localize:snippet_show", expect=DESK,
        make=lambda scenario: COMMUNITIES | {"pk": closed_community().pk}),
    Row("translations:pages_publish", "POST", expect=BACK, make=_translated, data=_chosen),
    Row("translations:dashboard_show", expect=DESK),
    Row("translations:dashboard_show", expect=DESK | {"editor": 404}, before=_nowhere, state="with no page"),
    Row("translations:language_show", expect=DESK, make=_language),
    Row("translations:page_show", expect=DESK, make=_language_and_page),
    Row("translations:file_export", expect=DESK, make=_language, query="kind=po"),
    Row("translations:glossary_export", expect=DESK, make=_language, query="kind=csv"),
    Row("translations:file_import", expect=DESK, make=_language),
    Row("translations:file_import", "POST", expect=BACK, make=_language, data=_file, state="with a file"),
    Row(
        "translations:file_import", "POST", make=_language, data=_file_to_publish, state="to publish",
        expect=BACK,
    ),
    Row(
        "translations:file_import", "POST", make=_language, data=_file_to_publish, before=_only_write,
        state="to publish, without the right to", expect={"others": SIGN_IN, "editor": 422, "admin": 302},
    ),
    Row(
        "translations:file_import", "POST", make=_language, data=_file, before=_only_elsewhere,
        state="of a page in another's care", expect={"others": SIGN_IN, "editor": 422, "admin": 302},
    ),
    Row(
        "translations:file_import", "POST", make=_language, state="with nothing",
        expect={"others": SIGN_IN, "editor": 422, "admin": 422},
    ),
]  # fmt: skip
