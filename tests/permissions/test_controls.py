"""Controls of the matrix: wrong and incomplete rows are found."""

import pytest

from tests.permissions.matrix import ROLES, SIGN_IN, Row, succeeds
from tests.permissions.runner import check_row, check_rows
from tests.permissions.scenario import Scenario


def test_a_wrong_expectation_is_reported(scenario: Scenario) -> None:
    wrong = check_row(Row("operations:healthz", expect={"everyone": 200, "juror": 404}), scenario)
    assert wrong == ["GET operations:healthz: juror gets 200, not 404"]


def test_a_text_seen_by_the_wrong_role_is_reported(scenario: Scenario) -> None:
    row = Row("operations:healthz", expect={"everyone": 200}, text="ok", seen_by=("admin",))
    assert [sentence.split(": ")[1] for sentence in check_row(row, scenario)] == [
        f"{role} sees 'ok'" for role in ROLES if role != "admin"
    ]


def test_the_rules_are_noted_for_each_row_and_role(scenario: Scenario) -> None:
    rows = [
        Row("operations:metrics_show", expect={"others": 404, "admin": 200}),
        Row("operations:healthz", expect={"everyone": 200}),
    ]
    wrong, consulted = check_rows(rows, scenario)
    assert wrong == []
    assert consulted["core.base.rules.is_operator"] == [(rows[0], role) for role in ROLES]


@pytest.mark.parametrize("expect", [{}, {"stranger": 200}, {"everyone": 200, "pirate": 404}])
def test_a_role_left_out_or_unknown_is_refused(expect: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=r"nothing is said|unknown roles"):
        Row("operations:healthz", expect=expect).wanted()


def test_the_more_specific_name_wins() -> None:
    wanted = Row("x", expect={"others": 404, "members": 200, "juror": 403}).wanted()
    assert (wanted["stranger"], wanted["learner"], wanted["juror"]) == (404, 200, 403)


def test_a_redirect_to_sign_in_is_no_success() -> None:
    assert [succeeds(status) for status in (200, 302, SIGN_IN, 404, 405, 422)] == [True, True, *[False] * 4]
