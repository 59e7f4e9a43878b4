"""Every row of the matrix holds, every route has rows, and every rule matters to one of them."""

import pytest
from django.utils.module_loading import import_string

from core.base.rules import RULES, is_anyone
from core.web.access import access_of
from tests.permissions.asking import Consulted, answers, ask, wrong_answers
from tests.permissions.matrix import METHODS, ROLES, SIGN_IN, Row, all_rows, apps_with_rows, rows_of, succeeds
from tests.permissions.world import World
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


@pytest.mark.parametrize("app", apps_with_rows())
def test_each_role_gets_what_its_row_says(app: str, world: World) -> None:
    wrong = [sentence for row in rows_of(app) for sentence in ask(row, world)]
    assert not wrong, "\n".join(wrong)


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
    views = {route.name: route.view for route in own_routes()}
    views |= {label(page): import_string(page.view) for page in own_pages()}
    wrong = []
    for route, rows in by_route().items():
        access = access_of(views.get(route))
        if access is None:
            continue  # tests/architecture fails on it
        fine = {SIGN_IN} if access.rule is is_anyone else set()
        let_in = {
            role
            for row in rows
            for role, status in row.wanted().items()
            if succeeds(status) or status in fine
        }
        owners = {role for row in rows for role in row.owners}
        wrong += [
            f"{route}: {role}"
            for role in (owners or ROLES_OF.get(access.rule.name, ()))
            if role not in let_in
        ]
    assert wrong == []


# Whom each rule of core.web.access admits without an object; other rules are judged by their rows alone.
ROLES_OF: dict[str, tuple[str, ...]] = {
    "core.base.rules.is_anyone": ROLES,
    "core.base.rules.is_member": ROLES[1:],
    "core.base.rules.is_editor": ("editor", "admin"),
    "core.base.rules.is_operator": ("admin",),
}


def default_rows() -> list[tuple[Row, str]]:
    """Return, for each route and method without a row, the row that stands for "405", and whom to ask."""
    found = []
    for route, rows in by_route().items():
        for method in METHODS:
            if any(row.method == method for row in rows):
                continue
            like = next((row for row in rows if row.method == "GET"), rows[0])
            role = next((role for role, status in like.wanted().items() if succeeds(status)), "admin")
            found.append((Row(route, method, {"everyone": 405}, like.make, state="no row"), role))
    return found


def test_methods_without_a_row_are_refused_and_tell_a_stranger_nothing(world: World) -> None:
    wrong = [
        f"{row.name}: {asked} gets {status}"
        for row, role in default_rows()
        for asked, status, _body in answers(row, world, dict.fromkeys([role, "stranger"]))
        if status != 405 and (asked == role or status not in (404, SIGN_IN))
    ]
    assert wrong == []


def some_roles(row: Row) -> list[str]:
    """Return one role for each answer the row wants: they ask most rules, in less time than all."""
    return list({status: role for role, status in row.wanted().items()}.values())


def test_each_rule_matters_to_a_row(world: World) -> None:
    """The control: a rule that always says yes, and then always no, must make some row fail."""
    concerned: dict[str, list[Row]] = {name: [] for name in RULES}
    for row in all_rows():
        with Consulted() as names:
            ask(row, world, some_roles(row))
        for name in names:
            concerned[name].append(row)
    unnoticed = [
        (name, answer)
        for name, rows in concerned.items()
        for answer in (True, False)
        if (name, answer) not in TAUTOLOGIES
        and not _noticed(name, answer, rows, world)
        and not _noticed(name, answer, all_rows(), world)
    ]
    assert unnoticed == []


def _noticed(name: str, answer: bool, rows: list[Row], world: World) -> bool:
    with RULES[name].forced(answer):
        return any(True for row in rows for _wrong in wrong_answers(row, world))
