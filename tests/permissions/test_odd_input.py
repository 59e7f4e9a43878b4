"""Odd input to every address of the editors' admin: none answers 500."""

import logging
import re
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.signals import got_request_exception
from django.test import Client
from django.urls import reverse
from wagtail.models import Page

from tests.permissions.world import World, rolled_back
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
# What answers 500 on purpose, or for a reason outside a request.
EXPECTED = {
    "admin/failwhale/": "Wagtail's test of the error page, for administrators",
}


def addresses(pk: str) -> Iterator[tuple[str, str]]:
    """Yield the pattern and an address of each admin route, with `pk` for every argument."""
    for route in routes():
        if route.pattern.startswith("admin/"):
            yield route.pattern, "/" + _filled(route, pk)


def _filled(route: Route, pk: str) -> str:
    names = {"app_label": "wagtailcore", "model_name": "page"}
    uuid = "00000000-0000-0000-0000-000000000000"

    def value(match: re.Match[str]) -> str:
        kind, name = match.groups()
        return uuid if kind == "uuid:" else names.get(name, pk)

    plain = re.sub(r"<(\w+:)?(\w+)>", value, route.pattern.rstrip("$").removesuffix("\\Z"))
    return re.sub(r"\(\?P<\w+>[^()]*\)|\([^?()]*\)", pk, plain)


@pytest.mark.filterwarnings("ignore::django.core.paginator.UnorderedObjectListWarning")
@pytest.mark.parametrize("ask", ["query", "empty form"])
def test_no_view_of_the_admin_breaks(ask: str, world: World) -> None:
    logging.disable(logging.ERROR)
    broken: list[str] = []
    seen: list[str] = []

    def note(**kwargs: Any) -> None:
        seen.append(repr(sys.exc_info()[1])[:120])

    got_request_exception.connect(note)
    try:
        for pattern, address in addresses(str(world.home.pk)):
            if pattern in EXPECTED:
                continue
            seen.clear()
            client: Client = world.client("admin")  # each anew: one of the addresses signs out
            with rolled_back():
                answer = client.get(address, QUERY) if ask == "query" else client.post(address)
                if answer.streaming:
                    list(answer.streaming_content)
            if answer.status_code == 500:
                broken.append(f"{pattern}: {seen}")
    finally:
        got_request_exception.disconnect(note)
        logging.disable(logging.NOTSET)
    assert broken == []


def test_the_control_a_view_that_breaks_is_seen(world: World) -> None:
    logging.disable(logging.ERROR)
    try:
        assert world.client("admin").get("/admin/failwhale/").status_code == 500
    finally:
        logging.disable(logging.NOTSET)


def test_nothing_is_done_to_the_root_of_the_pages(world: World) -> None:
    client, root = world.client("admin"), Page.get_first_root_node().pk
    for name, args in (("lock", [root]), ("unlock", [root]), ("set_page_position", [root])):
        assert client.post(reverse(f"wagtailadmin_pages:{name}", args=args)).status_code == 404
    move = reverse("wagtailadmin_pages:move_confirm", args=[root, world.home.pk])
    assert client.post(move).status_code == 404
    assert client.post(reverse("wagtailadmin_choose_page_external_link")).status_code == 400
    assert client.get("/admin/api/main/pages/", {"offset": HUGE}).status_code == 400
