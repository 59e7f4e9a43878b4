"""Vocabularies in the editors' admin: their addresses and their place in the menu."""

from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from core.base.rules import is_editor
from vocabularies.admin import concepts, schemes

CONCEPT = "of/<slug:key>/concepts/<str:identifier>/"
urls = [
    path("", schemes.schemes_index, name="schemes"),
    path("new/", schemes.scheme_add, name="scheme_add"),
    path("of/<slug:key>/", schemes.scheme_index, name="scheme"),
    path("of/<slug:key>/titles/", schemes.scheme_edit, name="scheme_edit"),
    path("of/<slug:key>/new/", concepts.concept_add, name="concept_add"),
    path(CONCEPT, concepts.concept_edit, name="concept_edit"),
    path(f"{CONCEPT}retire/", concepts.concept_retire, name="concept_retire"),
    path(f"{CONCEPT}merge/", concepts.concept_merge, name="concept_merge"),
    path(f"{CONCEPT}restore/", concepts.concept_restore, name="concept_restore"),
]


class VocabulariesItem(MenuItem):  # type: ignore[misc]
    """The entry, for those who may change vocabularies."""

    def is_shown(self, request: HttpRequest) -> bool:
        return is_editor(request.user)


@hooks.register("register_admin_urls")
def register_addresses() -> list[URLPattern | URLResolver]:
    """Mount the pages at /admin/vocabularies/."""
    return [path("vocabularies/", include((urls, "vocabularies_admin")))]


@hooks.register("register_admin_menu_item")
def register_item() -> MenuItem:
    """Show the vocabularies in the menu."""
    return VocabulariesItem(
        _("Vocabularies"), reverse("vocabularies_admin:schemes"), icon_name="tag", order=260
    )
