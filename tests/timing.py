"""At the end of each run: the ten slowest tests, and each folder's share of the time."""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import PurePosixPath

import pytest

SLOWEST = 10


class Timing:
    """Seconds by test: set-up, call and tear-down together, summed over all workers."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Add one phase of one test; pytest-xdist passes on what its workers report."""
        self.seconds[report.nodeid] += report.duration

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the table below the results."""
        if self.seconds:
            terminalreporter.section("time")
            for line in self.lines():
                terminalreporter.write_line(line)

    def lines(self) -> Iterator[str]:
        """Return the lines of the table: the slowest tests, then the folders, longest first."""
        yield f"The {SLOWEST} slowest tests (set-up, call and tear-down)"
        for test, seconds in _longest_first(self.seconds)[:SLOWEST]:
            yield f"{seconds:8.1f} s  {test}"
        yield "Each folder's share"
        total = sum(self.seconds.values())
        for folder, seconds in _longest_first(self.by_folder()):
            yield f"{seconds:8.1f} s  {seconds / total if total else 0:4.0%}  {folder}"
        yield f"{total:8.1f} s  100%  all"

    def by_folder(self) -> dict[str, float]:
        """Return the seconds of each folder directly below `tests`."""
        folders: dict[str, float] = defaultdict(float)
        for test, seconds in self.seconds.items():
            folder = PurePosixPath(test.partition("::")[0]).parent
            folders["/".join(folder.parts[:2])] += seconds
        return folders


def _longest_first(seconds: dict[str, float]) -> list[tuple[str, float]]:
    return sorted(seconds.items(), key=lambda pair: (-pair[1], pair[0]))


def pytest_configure(config: pytest.Config) -> None:
    """Measure where results are printed, which is not in a worker of pytest-xdist."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Timing(), "timing")
