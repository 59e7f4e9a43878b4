"""How each field of the editors' admin is saved: by a service, or by the form, with the reason.

The forms of vocabularies and of the translation dashboard are no model forms: services save all their data.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wagtail.admin.forms.collections import CollectionViewRestrictionForm
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.contrib.settings.registry import registry
from wagtail.contrib.settings.views import get_setting_edit_handler
from wagtail.snippets.models import get_snippet_models
from wagtail.users.forms import GroupForm

from accounts.forms.admin import MemberCreationForm, MemberEditForm
from tests.routes import own_pages


@dataclass(frozen=True)
class Service:
    """The field is saved by the service with this dotted name."""

    name: str


@dataclass(frozen=True)
class Plain:
    """The field is saved by the form itself, because it needs no service."""

    reason: str


TEXT = Plain("editors' own text; Wagtail's page permissions, workflow and log hold for it")
PAGE = dict.fromkeys(
    (
        "title",
        "slug",
        "seo_title",
        "search_description",
        "show_in_menus",
        "go_live_at",
        "expire_at",
        "comment_notifications",
        "comments.text",
        "comments.contentpath",
        "comments.position",
        "comments.resolved",
    ),
    Plain("Wagtail's own field of every page; its page permissions and log hold for it"),
)
ANNOUNCEMENT = Plain("no service: the model validates, and the permissions of the model hold")
FRAME = Plain("no service: the model validates, and moderators have the permission for it")
EDIT, SETTINGS = Service("cop.services.edit_community"), Service("cop.services.change_settings")
ACCOUNT = Plain("behind accounts.rules.can_change_member; the form confirms a new address anew")
GROUP = Plain("behind accounts.rules.can_change_groups: administrators only")
FIELDS: dict[str, dict[str, Service | Plain]] = {
    "cop.Community": {
        "name": EDIT,
        "summary": EDIT,
        "description": EDIT,
        "slug": SETTINGS,
        "language": SETTINGS,
        "join_policy": SETTINGS,
        "manager": Service("cop.services.appoint_manager"),
    },
    "accounts.User": {
        "email": ACCOUNT,
        "display_name": ACCOUNT,
        "language": ACCOUNT,
        "time_zone": ACCOUNT,
        "password1": ACCOUNT,
        "password2": ACCOUNT,
        "is_active": ACCOUNT,
        "is_superuser": GROUP,
        "groups": GROUP,
    },
    "auth.Group": dict.fromkeys(("name", "permissions", "is_superuser"), GROUP),
    "learning.CoursesPage": PAGE | {"intro": TEXT},
    "learning.CoursePage": PAGE
    | dict.fromkeys(("summary", "level", "drawing", "about", "audience", "outcomes"), TEXT)
    | {
        "tags": Plain("all versions are brought in step when the course is published"),
        "community": Plain("publication opens the threads by learning.services.threads.open_threads"),
    },
    "learning.ModulePage": PAGE | {"summary": TEXT, "outcomes": TEXT},
    "learning.LessonPage": PAGE
    | dict.fromkeys(("summary", "outcomes", "body"), TEXT)
    | {
        "minutes": Plain("an estimate that is shown; nothing is reckoned from it that a service guards"),
        "is_open": Plain("whether strangers may read it: learning.rules read it at each request"),
    },
    "portal.HomePage": PAGE | dict.fromkeys(("heading", "lead", "calls_to_action", "body"), TEXT),
    "portal.StandardPage": PAGE | {"lead": TEXT, "body": TEXT},
    "portal.Announcement": dict.fromkeys(
        (
            "name",
            "kind",
            "from_at",
            "until_at",
            "page",
            "address",
            "site",
            "texts.language",
            "texts.text",
            "texts.link_text",
        ),
        ANNOUNCEMENT,
    ),
    "portal.SiteChrome": dict.fromkeys(
        (
            "navigation",
            "footer",
            "contact_email",
            "texts.language",
            "texts.title",
            "texts.strapline",
            "texts.footer_text",
        ),
        FRAME,
    ),
    "wagtailcore.PageViewRestriction": dict.fromkeys(
        ("restriction_type", "password", "groups"), Plain("Wagtail's page permissions and log hold for it")
    ),
    "wagtailcore.CollectionViewRestriction": dict.fromkeys(
        ("restriction_type", "password", "groups"), Plain("Wagtail's permissions of the collection hold")
    ),
}


def _names(form: Any) -> set[str]:
    inline = getattr(form, "formsets", {}).items()
    inner = {f"{name}.{field}" for name, formset in inline for field in formset.form.base_fields}
    return set(form.base_fields) | inner


def _forms() -> Iterator[tuple[str, Any]]:
    for model in get_snippet_models():
        yield model._meta.label, model.snippet_viewset._edit_handler.get_form_class()
    for page in own_pages():
        yield page._meta.label, page.get_edit_handler().get_form_class()
    for setting in registry:
        yield setting._meta.label, get_setting_edit_handler(setting).get_form_class()
    for form in (
        MemberCreationForm,
        MemberEditForm,
        GroupForm,
        PageViewRestrictionForm,
        CollectionViewRestrictionForm,
    ):
        yield form._meta.model._meta.label, form


def admin_fields() -> dict[str, set[str]]:
    """Return the names of the fields that the admin's forms offer, by the label of their model."""
    found: dict[str, set[str]] = {}
    for label, form in _forms():
        found.setdefault(label, set()).update(_names(form))
    return found
