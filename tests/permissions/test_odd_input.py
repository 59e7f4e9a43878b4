"""Unusual input to every URL of the editors' admin: none responds with 500."""

import gc
import io
import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.signals import got_request_exception
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from PIL import Image as Drawn
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page

from tests.factories.cop import CommunityFactory, make_thread
from tests.factories.portal import make_page
from tests.factories.vocabularies import make_concept
from tests.permissions.scenario import Scenario, rolled_back
from tests.routes import Route, routes

HUGE = "1" * 30
QUERY = {
    "q": 'a" OR NEAR(',
    "p": "-1",
    "page": HUGE,
    "offset": HUGE,
    "limit": HUGE,
    "ordering": HUGE,
    "collection_id": HUGE,
    "child_of": HUGE,
    "created_at_from": "2026-13-45",
    "next": HUGE,
}
# Views that respond with 500 on purpose, or for a reason outside a request.
EXPECTED = {
    "admin/failwhale/": "Wagtail's test of the error page, for administrators",
}
# Views that respond with 404: the page is not below the given one, has no workflow or no such revision,
# the collection is the root, or the value in the query is invalid. All other views are executed.
NOT_FOUND = {
    "admin/api/main/documents/<int:pk>/",
    "admin/api/main/documents/find/",
    "admin/api/main/images/<int:pk>/",
    "admin/api/main/images/find/",
    "admin/api/main/pages/find/",
    "admin/bulk/<str:app_label>/<str:model_name>/<str:action>/",
    "admin/choose-page/",
    "admin/choose-page/<int:parent_page_id>/",
    "admin/collections/<int:collection_id>/privacy/",
    "admin/collections/<int:pk>/",
    "admin/collections/<int:pk>/delete/",
    "admin/pages/<int:page_id>/convert_alias/",
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/revert/",
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/unschedule/",
    "admin/pages/<int:page_id>/revisions/<int:revision_id>/view/",
    "admin/pages/<int:page_id>/workflow_history/detail/<int:workflow_state_id>/",
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/",
    "admin/pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/<int:parent_page_id>/preview/",
    "admin/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/",
    "admin/pages/usage/<slug:content_type_app_name>/<slug:content_type_model_name>/results/",
    "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
    "admin/pages/workflow/collect_action_data/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
    "admin/pages/workflow/preview/<int:page_id>/<int:task_id>/",
    "admin/snippets/choose/cop/community/create/",
    "admin/snippets/choose/portal/announcement/create/",
    "admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/",
    "admin/workflows/edit/<int:pk>/",
    "admin/workflows/task_chooser/<int:task_id>/",
    "admin/workflows/tasks/add/<str:app_label>/<str:model_name>/",
    "admin/workflows/tasks/edit/<int:pk>/",
    "admin/workflows/usage/<int:pk>/",
    "admin/workflows/usage/<int:pk>/results/",
}


def make_objects(scenario: Scenario) -> dict[type[Model], str]:
    """Create an object of each model in the admin; return their keys. Pages have the home page."""
    community = CommunityFactory(managers=[scenario.manager])
    make_thread(community, scenario.manager)
    make_concept("soils", "PEAT")
    image = Drawn.new("RGB", (20, 10))
    stream = io.BytesIO()
    image.save(stream, "PNG")
    get_image_model().objects.create(
        title="Reeds", description="A heron", file=ImageFile(stream, "reeds.png")
    )
    get_document_model().objects.create(title="Reeds", file=ContentFile(b"Reeds", "reeds.txt"))
    Redirect.objects.create(old_path="/reeds", redirect_page=scenario.home)
    found = {}
    for model in apps.get_models():
        if (row := model._default_manager.order_by("pk").last()) and not issubclass(model, Page):
            found[model] = str(row.pk)
    return found


def addresses(objects: dict[type[Model], str], home: str) -> Iterator[tuple[str, str]]:
    """Yield the pattern and a URL of each admin route, with the key of an object of the view's model."""
    for route in routes():
        if route.pattern.startswith("admin/"):
            view = getattr(route.view, "view_class", None)
            model = getattr(route.view, "view_initkwargs", {}).get("model") or getattr(view, "model", None)
            yield route.pattern, "/" + _filled(route, objects.get(model, home))


def _filled(route: Route, pk: str) -> str:
    names = {"app_label": "wagtailcore", "model_name": "page"}
    uuid = "00000000-0000-0000-0000-000000000000"

    def value(match: re.Match[str]) -> str:
        kind, name = match.groups()
        return uuid if kind == "uuid:" else names.get(name, pk)

    plain = re.sub(r"<(\w+:)?(\w+)>", value, route.pattern.rstrip("$").removesuffix("\\Z"))
    return re.sub(r"\(\?P<\w+>[^()]*\)|\([^?()]*\)", pk, plain)


def ask(client: Client, address: str, how: str) -> Any:
    """Send unusual values in the query, an empty form, or an unusual value in each field of the page."""
    if how == "query":
        return client.get(address, QUERY)
    fields = {}
    if how == "odd form":
        page = client.get(address)
        html = "" if page.streaming else page.content.decode("utf-8", "replace")
        fields = dict.fromkeys(re.findall(r'\bname="([^"]+)"', html), HUGE) | QUERY
    return client.post(address, fields)


# Wagtail does not close a file it reads; it is closed with the request.
@pytest.mark.filterwarnings("ignore:Unclosed file <tempfile.SpooledTemporaryFile:ResourceWarning")
@pytest.mark.filterwarnings(
    "ignore:Exception ignored in. <function SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
)
@pytest.mark.parametrize("how", ["query", "empty form", "odd form"])
def test_no_view_of_the_admin_breaks(how: str, scenario: Scenario) -> None:
    logging.disable(logging.ERROR)
    broken: list[str] = []
    seen: list[str] = []
    missed: set[str] = set()

    def note(**kwargs: Any) -> None:
        seen.append(repr(sys.exc_info()[1])[:120])

    got_request_exception.connect(note)
    try:
        client: Client = scenario.client("admin")
        for pattern, address in addresses(make_objects(scenario), str(scenario.home.pk)):
            if pattern in EXPECTED:
                continue
            seen.clear()
            with rolled_back():
                answer = ask(client, address, how)
                if answer.streaming:
                    list(answer.streaming_content)
            if answer.status_code == 500:
                broken.append(f"{pattern}: {seen}")
            if answer.status_code == 404:
                missed.add(pattern)
    finally:
        got_request_exception.disconnect(note)
        logging.disable(logging.NOTSET)
        gc.collect()  # here, where the warnings are filtered
    assert broken == []
    assert how != "query" or missed == NOT_FOUND


def test_control_a_view_with_an_error_is_found(scenario: Scenario) -> None:
    logging.disable(logging.ERROR)
    try:
        assert scenario.client("admin").get("/admin/failwhale/").status_code == 500
    finally:
        logging.disable(logging.NOTSET)


def test_nothing_is_done_to_the_root_of_the_pages(scenario: Scenario) -> None:
    client, root = scenario.client("admin"), Page.get_first_root_node().pk
    for name, args in (("lock", [root]), ("unlock", [root]), ("set_page_position", [root])):
        assert client.post(reverse(f"wagtailadmin_pages:{name}", args=args)).status_code == 404
    move = reverse("wagtailadmin_pages:move_confirm", args=[root, scenario.home.pk])
    assert client.post(move).status_code == 404
    assert client.post(reverse("wagtailadmin_choose_page_external_link")).status_code == 400
    assert client.get("/admin/api/main/pages/", {"offset": HUGE}).status_code == 400


def test_a_page_is_not_copied_below_one_that_is_gone(scenario: Scenario) -> None:
    client = scenario.client("admin")
    copy = reverse("wagtailadmin_pages:copy", args=[make_page(scenario.home).pk])
    for gone in ("987654", HUGE, "x"):
        assert client.post(copy, {"new_parent_page": gone}).status_code == 400
    form = {"new_parent_page": scenario.home.pk, "new_title": "Again", "new_slug": "again"}
    assert client.post(copy, form).status_code == 302
