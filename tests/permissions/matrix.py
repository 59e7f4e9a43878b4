"""The permission matrix: the response of every route and page type to each role, by every method.

Each app states its rows in tests/permissions/rows_<app>.py as `ROWS`, a list of Row. For example:

    Row("learning:enrol", "POST",
        expect={"stranger": SIGN_IN, "members": 302},
        make=lambda scenario: {"course_key": CourseFactory(parent=scenario.home).translation_key})

`expect` names roles, or the shorthands `everyone`, `members` (all who are signed in) and
`others` (all who are not named); every role must be covered. A method that no row of a route
names must be answered by 405 (or as GET refuses that person).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

ROLES = ("stranger", "learner", "captain", "juror", "manager", "expert", "focalpoint", "editor", "admin")
MEMBERS = ROLES[1:]
METHODS = ("GET", "POST", "PUT", "DELETE")
# A redirect to the sign-in page, distinguished from any other 302.
SIGN_IN = 1302


@dataclass(frozen=True)
class Row:
    """One row of the matrix; see the module's docstring."""

    # A URL name with its namespace, or a page type as "app.Class".
    route: str
    method: str = "GET"
    expect: Mapping[str, int] = field(default_factory=dict)
    # Returns the keyword arguments of the URL, or the page itself; created for each row.
    make: Callable[[Any], Any] | None = None
    # The sent data: a dict, or a function of scenario and role that returns it.
    data: Mapping[str, Any] | Callable[[Any, str], Mapping[str, Any]] | None = None
    # The state of the object in words, which distinguishes the rows of a route.
    state: str = ""
    # The query string of the URL.
    query: str = ""
    # Text that is in the response for the roles of `seen_by`, and not for others.
    text: str = ""
    seen_by: tuple[str, ...] = ()
    # Called before each request, in its own rolled-back transaction: `before(scenario, role)`.
    before: Callable[[Any, str], None] | None = None
    # The role (or roles) that own the object; other roles need no success on this route.
    owner: str | tuple[str, ...] = ""

    @property
    def name(self) -> str:
        return " ".join(part for part in (self.method, self.route, self.state) if part)

    @property
    def owners(self) -> tuple[str, ...]:
        """Return the roles that own the object."""
        return tuple(filter(None, (self.owner,))) if isinstance(self.owner, str) else self.owner

    def wanted(self) -> dict[str, int]:
        """Return the expected status of each role; raise ValueError when a role is missing or unknown."""
        given = dict(self.expect)
        known = set(ROLES) | {"everyone", "members", "others"}
        if unknown := given.keys() - known:
            raise ValueError(f"{self.name}: unknown roles {sorted(unknown)}")
        base = dict.fromkeys(ROLES, given["everyone"]) if "everyone" in given else {}
        base |= dict.fromkeys(MEMBERS, given["members"]) if "members" in given else {}
        base |= {role: given[role] for role in ROLES if role in given}
        if "others" in given:
            base = dict.fromkeys(ROLES, given["others"]) | base
        if missing := [role for role in ROLES if role not in base]:
            raise ValueError(f"{self.name}: nothing is said for {', '.join(missing)}")
        return base


def succeeds(status: int) -> bool:
    """Return whether the status means access: 2xx, or a redirect that is not to sign in."""
    return 200 <= status < 400


def apps_with_rows() -> list[str]:
    """Return the apps that have a rows file, sorted."""
    return sorted(path.stem.removeprefix("rows_") for path in Path(__file__).parent.glob("rows_*.py"))


def rows_of(app: str) -> list[Row]:
    """Return one app's rows."""
    return list(import_module(f"tests.permissions.rows_{app}").ROWS)


def all_rows() -> list[Row]:
    """Return the rows of all apps."""
    return [row for app in apps_with_rows() for row in rows_of(app)]
