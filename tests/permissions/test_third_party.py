"""What others wrote and we mount: all of it is named in tests/routes.py, and its admin keeps people out."""

import pytest
from django.urls import NoReverseMatch, reverse

from tests.permissions.asking import status_of
from tests.permissions.matrix import SIGN_IN
from tests.permissions.world import World, rolled_back
from tests.routes import THIRD_PARTY, Route, ThirdParty, third_party_routes

# Admin addresses that must answer somebody who is not signed in, and why.
OPEN = {
    "wagtailadmin_login": "sends on to our own sign-in page",
    "wagtailadmin_logout": "ends a session that is not there",
    "wagtailadmin_javascript_catalog": "the words of Wagtail's scripts",
    "wagtailadmin_sprite": "the icons of Wagtail's admin",
}


def test_every_third_party_view_is_classified() -> None:
    strays = [r for r in third_party_routes() if not any(t.covers(r) for t in THIRD_PARTY)]
    assert [(route.pattern, route.module) for route in strays] == []


def test_no_class_is_empty() -> None:
    routes = third_party_routes()
    empty = [(t.prefix, t.module) for t in THIRD_PARTY if not any(t.covers(r) for r in routes)]
    assert empty == []


def test_an_unclassified_view_is_caught() -> None:
    stray = Route("x", "admin/x/", eval)
    assert not ThirdParty(r"admin/", "wagtail", "").covers(stray)


def admin_addresses() -> list[str]:
    """Give the addresses of Wagtail's admin that need no object."""
    found = []
    for route in third_party_routes():
        if route.pattern.startswith("admin/") and route.name not in OPEN:
            try:
                found.append(reverse(route.name))
            except NoReverseMatch:
                continue
    return sorted(set(found))


@pytest.mark.parametrize("role", ["stranger", "learner"])
def test_the_admin_keeps_out(role: str, world: World) -> None:
    addresses = admin_addresses()
    assert len(addresses) > 40
    let_in = []
    for url in addresses:
        with rolled_back():
            answer = world.client(role).get(url)
            if status_of(answer) < 400 and status_of(answer) != 302:
                let_in.append((url, answer.status_code))
            elif status_of(answer) == 302 and role == "stranger":
                let_in.append((url, answer["Location"]))
    assert let_in == []


def test_the_admin_lets_the_editor_in(world: World) -> None:
    with rolled_back():
        assert status_of(world.client("editor").get(reverse("wagtailadmin_home"))) == 200
        assert status_of(world.client("stranger").get(reverse("wagtailadmin_home"))) == SIGN_IN
