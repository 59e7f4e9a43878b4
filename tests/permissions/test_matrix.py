"""Every row of the matrix holds, every route has rows, and every rule matters to one of them."""

from typing import Any

import pytest
from django.utils.module_loading import import_string

from core.base.rules import RULES, is_anyone
from core.web.access import access_of
from tests.permissions.matrix import METHODS, ROLES, SIGN_IN, Row, all_rows, apps_with_rows, rows_of, succeeds
from tests.permissions.runner import check_row, check_rows, responses_to
from tests.permissions.scenario import Scenario
from tests.routes import own_pages, own_routes

# Rules that always answer the same by their nature: forcing that answer changes nothing.
TAUTOLOGIES = {("core.base.rules.is_anyone", True)}


def label(page: type) -> str:
    """Return a page class the name its rows use."""
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
def test_each_role_gets_what_its_row_says_and_each_rule_matters(app: str, scenario: Scenario) -> None:
    """The control: a rule of the app that always says yes, and then always no, makes some row fail.

    Only an answer for which the rule was asked can change.
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
    """Return the names of the rules that an app declares."""
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
    """Return whether some wanted answer changes; those that are likely to change are asked first."""
    likely_first = sorted(asked, key=lambda pair: succeeds(pair[0].wanted()[pair[1]]) == answer)
    with RULES[name].forced(answer):
        return any(check_row(row, scenario, [role]) for row, role in likely_first)


def test_every_rule_belongs_to_an_app_with_rows() -> None:
    assert {name for app in apps_with_rows() for name in rules_of(app)} == RULES.keys()


def test_every_route_and_page_type_has_a_row() -> None:
    wanted = {route.name for route in own_routes()} | {label(page) for page in own_pages()}
    assert wanted - by_route().keys() == set()


def test_no_row_speaks_of_what_is_not_there() -> None:
    known = {route.name for route in own_routes()} | {label(page) for page in own_pages()}
    assert by_route().keys() - known == set()


def test_rows_of_a_route_can_be_told_apart() -> None:
    names = [row.name for row in all_rows()]
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_each_admitted_role_is_really_let_in() -> None:
    """Whom the declared rule admits gets a 2xx or 3xx in some row, save on routes that have owners.

    To be sent to sign in is what a public address may be for (the door of Wagtail's admin).
    """
    views = views_by_route()
    wrong = []
    for route, rows in by_route().items():
        access = access_of(views.get(route))
        if access is None:
            continue  # tests/architecture fails on it
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


# Whom each rule of core.web.access admits without an object; others are judged by their rows alone.
ROLES_OF: dict[str, tuple[str, ...]] = {
    "core.base.rules.is_anyone": ROLES,
    "core.base.rules.is_member": ROLES[1:],
    "core.base.rules.is_editor": ("editor", "admin"),
    "core.base.rules.is_operator": ("admin",),
}


def default_rows() -> list[tuple[list[Row], str]]:
    """Return for each route a row for each method without one, which expects 405, and whom to ask."""
    found = []
    for route, rows in by_route().items():
        like = next((row for row in rows if row.method == "GET"), rows[0])
        role = next((role for role, status in like.wanted().items() if succeeds(status)), "admin")
        missing = [method for method in METHODS if not any(row.method == method for row in rows)]
        found.append(
            ([Row(route, method, {"everyone": 405}, like.make, state="no row") for method in missing], role)
        )
    return found


def test_methods_without_a_row_are_refused_and_tell_a_stranger_nothing(scenario: Scenario) -> None:
    wrong = [
        f"{row.name}: {asked} gets {status}"
        for rows, role in default_rows()
        for row, asked, status, _body in responses_to(rows, scenario, dict.fromkeys([role, "stranger"]))
        if status != 405 and (asked == role or status not in (404, SIGN_IN))
    ]
    assert wrong == []
