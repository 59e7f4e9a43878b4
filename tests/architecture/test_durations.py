"""No test asserts how long something took: on a slower machine it fails. And nothing waits for ever.

Where a test must show that something does not block, it counts steps, queries or events; durations belong
to `benchmarks/`, as ratios. A wait has an end: `tests.waiting.wait_for`, and `timeout=` for a subprocess.
"""

import ast

import pytest

from tests.architecture.files import name, python_files

# Seconds on a clock, whichever it is called by; the moments are clocks too when one is taken from another.
CLOCKS = {
    f"{clock}{unit}"
    for clock in ("monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
}
CLOCKS |= {"ru_utime", "ru_stime", "total_seconds"}
MOMENTS = {"now", "utcnow", "today", "localdate", "localtime"}
ARITHMETIC = {"abs", "float", "int", "max", "min", "round", "sorted", "sum"}
BLOCKING = {"run", "call", "check_call", "check_output"}


class Clocks(ast.NodeVisitor):
    """The lines of a file in which a duration is asserted; names that hold a clock's value are followed."""

    def __init__(self) -> None:
        self.held: set[str] = set()  # names of durations and of values of a clock
        self.moments: set[str] = set()
        self.found: list[int] = []

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.hold(target, node.value)
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        owner = node.func.value if isinstance(node.func, ast.Attribute) else None
        if isinstance(owner, ast.Name) and node.func.attr in ("append", "add"):  # type: ignore[attr-defined]
            for argument in node.args:
                self.hold(owner, argument)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self.generic_visit(node)
        returned = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
        if any(self.has_clock(value) for value in returned):
            self.held.add(node.name)

    def visit_Assert(self, node: ast.Assert) -> None:
        if self.has_clock(node.test):
            self.found.append(node.lineno)
        self.generic_visit(node)

    def hold(self, target: ast.expr, value: ast.expr) -> None:
        pairs = [(target, value)]
        if isinstance(target, ast.Tuple):
            values = value.elts if isinstance(value, ast.Tuple) else [value] * len(target.elts)
            pairs = list(zip(target.elts, values, strict=False))
        for part, given in pairs:
            if isinstance(part, ast.Name):
                if self.has_clock(given):
                    self.held.add(part.id)
                if self.is_moment(given):
                    self.moments.add(part.id)

    def has_clock(self, node: ast.AST) -> bool:
        """Say whether an expression holds seconds of a clock, or the time between two moments."""
        parts = ast.iter_child_nodes(node)
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") not in ARITHMETIC:
            parts = iter([node.func])  # what other functions make of a time is no time
        return self.is_clock(node) or any(self.has_clock(part) for part in parts)

    def is_clock(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            of_time = getattr(node.value, "id", "") in ("time", "loop") and node.attr in ("time", "time_ns")
            return of_time or node.attr in CLOCKS
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            return self.is_moment(node.right)
        return isinstance(node, ast.Name) and (node.id in CLOCKS or node.id in self.held)

    def is_moment(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in MOMENTS
        return isinstance(node, ast.Name) and node.id in self.moments


def asserted_durations(source: str) -> list[int]:
    """Return the lines that assert how long something took."""
    visitor = Clocks()
    visitor.visit(ast.parse(source))
    return visitor.found


def endless_calls(source: str) -> list[int]:
    """Return the lines that wait for another program without an end."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and getattr(node.func.value, "id", "") == "subprocess"
        and node.func.attr in BLOCKING
        and "timeout" not in {keyword.arg for keyword in node.keywords}
    ]


def test_no_test_asserts_a_duration() -> None:
    files = [path for path in python_files() if name(path).startswith("tests/")]
    wrong = {name(path): asserted_durations(path.read_text("utf-8")) for path in files}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


def test_no_program_is_waited_for_without_an_end() -> None:
    files = [path for path in python_files() if name(path).startswith(("tests/", "tools/", "benchmarks/"))]
    wrong = {name(path): endless_calls(path.read_text("utf-8")) for path in files}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("begun = time.monotonic()\nassert time.monotonic() - begun < 2", [2]),
        ("begun = time.process_time()\ntook = time.process_time() - begun\nassert took < 10", [3]),
        ("from time import perf_counter\nassert perf_counter() < deadline", [2]),
        ("took, said = time.time() - start, ''\nassert said == ''\nassert took <= 1", [3]),
        ("took = []\ntook.append(time.perf_counter() - start)\nassert max(took) < 1", [3]),
        ("def measure():\n    return loop.time() - start\nassert measure() < 1", [3]),
        ("assert resource.getrusage(0).ru_utime < 5", [1]),
        ("assert (row.run_at - timezone.now()).total_seconds() < 9", [1]),
        ("before = datetime.now(UTC)\nassert row.at - before < timedelta(seconds=2)", [2]),
        ("before = timezone.now()\nassert before <= row.at <= timezone.now()", []),
        ("assert timezone.now() - timedelta(days=90) < thread.created_at", []),
        ("title = f'Frogs {time.time_ns()}'\nshow(title)", []),
        ("assert count == 3", []),
    ],
)
def test_an_asserted_duration_is_seen(source: str, lines: list[int]) -> None:
    assert asserted_durations(source) == lines


def test_an_endless_wait_is_seen() -> None:
    assert endless_calls("subprocess.run(['x'])\nsubprocess.run(['x'], timeout=9)\nsubprocess.call(x)") == [
        1,
        3,
    ]
