"""Send the request of each row as each role, and report unexpected responses."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.shortcuts import resolve_url
from django.test import Client
from django.urls import reverse
from django.utils import translation
from wagtail.models import Page

from core.base.rules import Rule
from tests.permissions.matrix import ROLES, SIGN_IN, Row
from tests.permissions.scenario import Scenario, rolled_back


def address(row: Row, scenario: Scenario) -> str:
    """Return the row's URL; create its object."""
    made = row.make(scenario) if row.make else {}
    with translation.override("en"):
        url = made.get_url() if isinstance(made, Page) else reverse(row.route, kwargs=made)
    assert url, f"{row.name}: the page has no URL; is it published below scenario.home?"
    return f"{url}?{row.query}" if row.query else url


def status_of(answer: Any) -> int:
    """Return the status, or SIGN_IN for a redirect to the sign-in page."""
    with translation.override("en"):
        doors = {resolve_url(settings.LOGIN_URL), str(settings.WAGTAILADMIN_LOGIN_URL)}
    if answer.status_code == 302 and urlsplit(answer["Location"]).path in doors:
        return SIGN_IN
    return answer.status_code


def _send(client: Client, row: Row, url: str, data: Any) -> Any:
    if row.method in ("GET", "HEAD"):
        return getattr(client, row.method.lower())(url, data or None)
    if row.method == "POST":
        return client.post(url, data or {})
    return client.generic(row.method, url)


def _body(answer: Any) -> str:
    """Return the whole body; a stream read to its end closes its file."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode("utf-8", "replace")


def read_to_the_end(answer: Any) -> None:
    """Read the rest of a streamed file. The test client then ends the request as usual:
    close() would close the database connection of the test as well."""
    for _piece in answer.streaming_content if answer.streaming else ():
        pass


def responses_to(
    rows: Sequence[Row], scenario: Scenario, roles: Iterable[str] = ROLES
) -> Iterator[tuple[Row, str, int, str]]:
    """Send the requests of rows that differ only in method and data; yield row, role, status and body.

    Each request is rolled back before the next.
    """
    with rolled_back():
        url = address(rows[0], scenario) if rows else ""
        for row, role in product(rows, roles):
            with rolled_back():
                if row.before:
                    row.before(scenario, role)
                data = row.data(scenario, role) if callable(row.data) else row.data
                answer = _send(scenario.client(role), row, url, data)
                status, body = status_of(answer), _body(answer)
            yield row, role, status, body


def results_by_role(row: Row, scenario: Scenario, roles: Iterable[str] = ROLES) -> Iterator[tuple[str, str]]:
    """Yield each role, with a sentence when its response is not the expected one."""
    wanted = row.wanted()
    for _row, role, got, body in responses_to([row], scenario, roles):
        wrong = ""
        if got != wanted[role]:
            wrong = f"{row.name}: {role} gets {got}, not {wanted[role]}"
        elif row.text and (row.text in body) != (role in row.seen_by):
            see = "does not see" if role in row.seen_by else "sees"
            wrong = f"{row.name}: {role} {see} {row.text!r}"
        yield role, wrong


def check_row(row: Row, scenario: Scenario, roles: Iterable[str] = ROLES) -> list[str]:
    """Return a sentence for each unexpected response."""
    return [wrong for _role, wrong in results_by_role(row, scenario, roles) if wrong]


def check_rows(rows: Iterable[Row], scenario: Scenario) -> tuple[list[str], dict[str, list[tuple[Row, str]]]]:
    """Check every row as every role; return the problems, and for each rule the rows and roles that used it.

    Rules used while a row's object is created are counted for each of its roles.
    """
    problems: list[str] = []
    consulted: dict[str, list[tuple[Row, str]]] = defaultdict(list)
    for row in rows:
        with RuleRecorder() as names:
            for number, (role, wrong) in enumerate(results_by_role(row, scenario)):
                problems += [wrong] if wrong else []
                for name in names:
                    consulted[name].append((row, role))
                if number == 0:
                    first = set(names)
                names.clear()
                names |= first  # rules of creating the object, or of the first role
    return problems, consulted


class RuleRecorder:
    """A context manager that records the names of the used rules."""

    def __enter__(self) -> set[str]:
        self.names: set[str] = set()
        self._call, self._q = Rule.__call__, Rule.q
        names, call, query = self.names, Rule.__call__, Rule.q

        def noted_call(rule: Rule, user: Any, obj: Any = None) -> bool:
            names.add(rule.name)
            return call(rule, user, obj)

        def noted_query(rule: Rule, user: Any) -> Any:
            names.add(rule.name)
            return query(rule, user)

        Rule.__call__, Rule.q = noted_call, noted_query  # type: ignore[method-assign]
        return self.names

    def __exit__(self, *_exc: object) -> None:
        Rule.__call__, Rule.q = self._call, self._q  # type: ignore[method-assign]
