"""Under CI a skip fails unless its reason is allowed: everything a test may need is installed there."""

import os

import pytest

# Skips that are right even when everything is installed, and why. A missing service is not among them.
ALLOWED_SKIPS = {"SQLite only": "PostgreSQL has more than one writer"}


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]):  # type: ignore[no-untyped-def]
    """Turn a skip into a failure."""
    outcome = yield
    report = outcome.get_result()
    if report.skipped and os.environ.get("CI") and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if reason.removeprefix("Skipped: ") not in ALLOWED_SKIPS:
            report.outcome = "failed"
            report.longrepr = f"Under CI nothing may be skipped: {reason}"
