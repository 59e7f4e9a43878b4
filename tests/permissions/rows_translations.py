"""Who may ask the translators' desk: editors who may change pages; publishing takes the right to publish."""

from typing import Any

from django.contrib.auth.models import Group
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import GroupPagePermission

from portal.services.locales import fill_locales, open_locales
from tests.factories.portal import make_page
from tests.permissions.matrix import SIGN_IN, Row
from tests.translations.files import bundle_of, filled
from translations.services import import_file

DESK = {"others": SIGN_IN, "editor": 200, "admin": 200}
BACK = {"others": SIGN_IN, "editor": 302, "admin": 302}


def _page(world: Any) -> Any:
    """Make a page with a French copy."""
    page = make_page(world.home, title="Desk", slug="desk")
    world.french = open_locales(["fr"], source="en")[0]
    fill_locales()
    world.desk_page = page
    return page


def _language(world: Any) -> dict[str, Any]:
    _page(world)
    return {"code": "fr"}


def _language_and_page(world: Any) -> dict[str, Any]:
    return {"code": "fr", "key": _page(world).translation_key}


def _file(world: Any, role: str) -> dict[str, Any]:
    content = filled(bundle_of(world.desk_page, locale=world.french), {"Desk": "Bureau"})
    return {"file": SimpleUploadedFile("desk.fr.po", content)}


def _file_to_publish(world: Any, role: str) -> dict[str, Any]:
    return _file(world, role) | {"publish": "on"}


def _only_write(world: Any, role: str) -> None:
    world.editor.groups.set(Group.objects.filter(name="Editors"))


def _only_elsewhere(world: Any, role: str) -> None:
    """Leave the editors of the matrix one page of the language, which is not the file's."""
    elsewhere = make_page(world.desk_page.get_parent(), title="Elsewhere", slug="elsewhere")
    fill_locales()
    _only_write(world, role)
    place = elsewhere.get_translation(world.french)
    GroupPagePermission.objects.filter(group__name="Editors").update(page=place)


def _nowhere(world: Any, role: str) -> None:
    """Leave the editors the admin, and no page of it."""
    _only_write(world, role)
    GroupPagePermission.objects.all().delete()


def _translated(world: Any) -> dict[str, Any]:
    """Make a page with a French translation that is not published yet."""
    params = _language(world)
    import_file(filled(bundle_of(world.desk_page, locale=world.french), {"Desk": "Bureau"}))
    return params


def _chosen(world: Any, role: str) -> dict[str, Any]:
    return {"page": str(world.desk_page.translation_key)}


ROWS = [
    Row("translations:pages_publish", "POST", expect=BACK, make=_translated, data=_chosen),
    Row("translations:desk_show", expect=DESK),
    Row("translations:desk_show", expect=DESK | {"editor": 404}, before=_nowhere, state="with no page"),
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
