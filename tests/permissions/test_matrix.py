"""Every row of the matrix is right, every route has rows, and every rule changes the result of one."""

from typing import Any

import pytest
from django.utils.module_loading import import_string

from core.base.rules import RULES, is_anyone
from core.web.access import access_of
from tests.permissions.matrix import METHODS, ROLES, SIGN_IN, Row, all_rows, apps_with_rows, rows_of, succeeds
from tests.permissions.runner import check_row, check_rows, responses_to
from tests.permissions.scenario import Scenario
from tests.routes import own_pages, own_routes

pytestmark = pytest.mark.early  # one test of an app takes up to twenty seconds

# Rules that always return the same value: forcing that value changes nothing.
TAUTOLOGIES = {("core.base.rules.is_anyone", True)}


def label(page: type) -> str:
    """Return the name of a page class or view as in the rows."""
    return f"{page._meta.app_label}.{page.__name__}"  # type: ignore[attr-defined]


def by_route() -> dict[str, list[Row]]:
    """Return all rows by their route."""
    grouped: dict[str, list[Row]] = {}
    for row in all_rows():
        grouped.setdefault(row.route, []).append(row)
    return grouped


def views_by_route() -> dict[str, Any]:
    """Return the view of each route and of each page type."""
    views = {route.name: route.view for route in own_routes()}
    return views | {label(page): import_string(page.view) for page in own_pages()}


@pytest.mark.parametrize("app", apps_with_rows())
def test_each_role_gets_the_expected_response_and_each_rule_matters(app: str, scenario: Scenario) -> None:
    """The control: when a rule of the app is forced to True, and then to False, some row fails.

    Only a response for which the rule was used can change.
    """
    wrong, consulted = check_rows(rows_of(app), scenario)
    assert not wrong, "\n".join(wrong)
    unnoticed = [
        (name, answer)
        for name in rules_of(app)
        for answer in (True, False)
        if (name, answer) not in TAUTOLOGIES
        and not _is_noticed(name, answer, consulted[name], scenario)
        and not _is_noticed(name, answer, asked_by_declaration(name), scenario)
    ]
    assert unnoticed == []


def rules_of(app: str) -> list[str]:
    """Return the names of the rules that an app defines."""
    return [name for name in RULES if name.partition(".")[0] == app]


def asked_by_declaration(name: str) -> list[tuple[Row, str]]:
    """Return the rows of all apps whose view declares the rule, with each role."""
    views = views_by_route()
    routes = [
        route for route, view in views.items() if (access := access_of(view)) and access.rule.name == name
    ]
    rows = by_route()
    return [(row, role) for route in routes for row in rows.get(route, ()) for role in ROLES]


def _is_noticed(name: str, answer: bool, asked: list[tuple[Row, str]], scenario: Scenario) -> bool:
    """Return whether some expected response changes; likely ones are tried first."""
    likely_first = sorted(asked, key=lambda pair: succeeds(pair[0].wanted()[pair[1]]) == answer)
    with RULES[name].forced(answer):
        return any(check_row(row, scenario, [role]) for row, role in likely_first)


def test_every_rule_belongs_to_an_app_with_rows() -> None:
    assert {name for app in apps_with_rows() for name in rules_of(app)} == RULES.keys()


def test_every_route_and_page_type_has_a_row() -> None:
    wanted = {route.name for route in own_routes()} | {label(page) for page in own_pages()}
    assert wanted - by_route().keys() == set()


def test_every_row_names_an_existing_route() -> None:
    known = {route.name for route in own_routes()} | {label(page) for page in own_pages()}
    assert by_route().keys() - known == set()


def test_rows_of_a_route_have_different_names() -> None:
    names = [row.name for row in all_rows()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_each_role_with_access_has_a_successful_row() -> None:
    """A role that the declared rule allows gets a 2xx or 3xx in some row, except on routes with owners.

    A public URL may redirect to sign in (the sign-in of Wagtail's admin).
    """
    views = views_by_route()
    wrong = []
    for route, rows in by_route().items():
        access = access_of(views.get(route))
        if access is None:
            continue  # tests/architecture fails for it
        fine = {SIGN_IN} if access.rule is is_anyone else set()
        admitted = {
            role
            for row in rows
            for role, status in row.wanted().items()
            if succeeds(status) or status in fine
        }
        owners = {role for row in rows for role in row.owners}
        wrong += [
            f"{route}: {role}"
            for role in (owners or ROLES_OF.get(access.rule.name, ()))
            if role not in admitted
        ]
    assert wrong == []


# The roles that each rule of core.web.access allows without an object; others are checked by rows only.
ROLES_OF: dict[str, tuple[str, ...]] = {
    "core.base.rules.is_anyone": ROLES,
    "core.base.rules.is_member": ROLES[1:],
    "core.base.rules.is_editor": ("editor", "admin"),
    "core.base.rules.is_operator": ("admin",),
}


def default_rows() -> list[tuple[list[Row], str]]:
    """Return for each route the rows of missing methods, which expect 405, and the roles to check."""
    found = []
    for route, rows in by_route().items():
        like = next((row for row in rows if row.method == "GET"), rows[0])
        role = next((role for role, status in like.wanted().items() if succeeds(status)), "admin")
        missing = [method for method in METHODS if not any(row.method == method for row in rows)]
        found.append(
            ([Row(route, method, {"everyone": 405}, like.make, state="no row") for method in missing], role)
        )
    return found


def test_methods_without_a_row_are_refused_and_reveal_nothing(scenario: Scenario) -> None:
    wrong = [
        f"{row.name}: {asked} gets {status}"
        for rows, role in default_rows()
        for row, asked, status, _body in responses_to(rows, scenario, dict.fromkeys([role, "stranger"]))
        if status != 405 and (asked == role or status not in (404, SIGN_IN))
    ]
    assert wrong == []
