"""No test asserts how long something took: on a slower machine it fails. And every wait has an end.

Where a test must show that something does not block, it counts steps, queries or events; durations belong
to `benchmarks/`, as ratios. A wait has an end: `tests.waiting.wait_for`, and `timeout=` for a process, a
thread or a queue.
"""

import ast
from collections.abc import Iterator

import pytest

from tests.architecture.files import name, nodes, parsed, python_files

# Seconds on a clock, whichever it is called by; the moments are clocks too when one is taken from another.
CLOCKS = {
    f"{clock}{unit}"
    for clock in ("monotonic", "perf_counter", "process_time", "thread_time")
    for unit in ("", "_ns")
}
CLOCKS |= {"ru_utime", "ru_stime", "total_seconds"}
MOMENTS = {"now", "utcnow", "today", "localdate", "localtime"}
ARITHMETIC = {"abs", "float", "int", "max", "min", "round", "sorted", "sum"}
STATISTICS = {"mean", "fmean", "median", "median_low", "median_high", "quantiles", "stdev", "pstdev"}
BLOCKING = {"run", "call", "check_call", "check_output"}
# Methods that wait, and the number of arguments with which they have a timeout; `text.join(words)` is another
# one.
WAITING = {"wait": 1, "communicate": 2, "join": 1}
# Files with one wait that has no end of its own, and why.
ENDLESS = {"tools/services.py": "runs a command as long as it takes; who starts it sets its limit"}


class Clocks(ast.NodeVisitor):
    """Collect the lines of a file that assert a duration; names with a clock's value are followed."""

    def __init__(self) -> None:
        self.held: set[str] = set()  # names of durations and of values of a clock
        self.moments: set[str] = set()
        self.found: list[int] = []

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.hold(target, node.value)
        self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign | ast.AugAssign | ast.NamedExpr) -> None:
        if node.value:
            self.hold(node.target, node.value)
        self.generic_visit(node)

    visit_AugAssign = visit_NamedExpr = visit_AnnAssign

    def visit_Call(self, node: ast.Call) -> None:
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("append", "add"):
            for argument in node.args:
                self.hold(node.func.value, argument)
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> None:
        self.generic_visit(node)
        returned = [part.value for part in ast.walk(node) if isinstance(part, ast.Return) and part.value]
        if any(self.has_clock(value) for value in returned):
            self.held.add(node.name)

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_If(self, node: ast.If | ast.While) -> None:
        """A test that fails by itself when a clock says so asserts a duration."""
        if self.has_clock(node.test):
            parts = [part for line in node.body for part in ast.walk(line)]
            self.found += [part.lineno for part in parts if isinstance(part, ast.Call) and is_failure(part)]
        self.generic_visit(node)

    visit_While = visit_If

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
            if isinstance(part, ast.Name | ast.Attribute):
                if self.has_clock(given):
                    self.held.add(ast.unparse(part))
                if self.is_moment(given):
                    self.moments.add(ast.unparse(part))

    def has_clock(self, node: ast.AST) -> bool:
        """Return whether an expression holds seconds of a clock, or the time between two moments."""
        parts = ast.iter_child_nodes(node)
        if isinstance(node, ast.Call) and not is_arithmetic(node.func):
            parts = iter([node.func])  # the result of other functions is no time
        return self.is_clock(node) or any(self.has_clock(part) for part in parts)

    def is_clock(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Attribute):
            of_time = getattr(node.value, "id", "") in ("time", "loop") and node.attr in ("time", "time_ns")
            return of_time or node.attr in CLOCKS or ast.unparse(node) in self.held
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Sub):
            return self.is_moment(node.right)
        return isinstance(node, ast.Name) and (node.id in CLOCKS or node.id in self.held)

    def is_moment(self, node: ast.AST) -> bool:
        if isinstance(node, ast.Call):
            return (getattr(node.func, "attr", "") or getattr(node.func, "id", "")) in MOMENTS
        return isinstance(node, ast.Name | ast.Attribute) and ast.unparse(node) in self.moments


def is_arithmetic(called: ast.expr) -> bool:
    """Return whether a function makes seconds of seconds: `max`, or anything of `statistics`."""
    owner = getattr(getattr(called, "value", None), "id", "")
    return owner == "statistics" or getattr(called, "id", "") in ARITHMETIC | STATISTICS


def is_failure(call: ast.Call) -> bool:
    """Return whether a call ends the test: `pytest.fail`, `self.fail`."""
    return (getattr(call.func, "attr", "") or getattr(call.func, "id", "")) == "fail"


def asserted_durations(source: str) -> list[int]:
    """Return the lines that assert how long something took."""
    visitor = Clocks()
    visitor.visit(parsed(source))
    return visitor.found


def endless_calls(source: str) -> list[int]:
    """Return the lines that wait for another program, a thread or a queue without an end."""
    made = dict(pair for node in nodes(source) if isinstance(node, ast.Assign) for pair in constructed(node))
    awaits = [node for node in nodes(source) if isinstance(node, ast.Await)]
    awaited = {id(part) for node in awaits for part in ast.walk(node)}
    calls = [node for node in nodes(source) if isinstance(node, ast.Call) and id(node) not in awaited]
    return sorted(call.lineno for call in calls if is_endless(call, made))


def constructed(node: ast.Assign) -> Iterator[tuple[str, ast.Call]]:
    """Yield each name that gets what a call returns, and the call."""
    for target in node.targets:
        pair = isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple)
        parts = zip(target.elts, node.value.elts, strict=False) if pair else [(target, node.value)]
        yield from ((ast.unparse(part), given) for part, given in parts if isinstance(given, ast.Call))


def has_timeout(call: ast.Call) -> bool:
    return "timeout" in {keyword.arg for keyword in call.keywords}


def is_endless(call: ast.Call, made: dict[str, ast.Call]) -> bool:
    """Return whether a call may wait for ever, or makes a barrier at which one may."""
    if ast.unparse(call.func).endswith("Barrier"):
        return not has_timeout(call)
    if not isinstance(call.func, ast.Attribute) or has_timeout(call):
        return False
    owner, method = ast.unparse(call.func.value), call.func.attr
    if owner == "subprocess":
        return method in BLOCKING
    kind = (ast.unparse(made[owner].func) if owner in made else owner).lower()
    if method == "get":  # the method of a dictionary or a queryset, which does not wait
        return "queue" in kind and not call.args
    if "barrier" in kind:
        return False
    return len(call.args) < WAITING.get(method, 0)


def test_no_test_asserts_a_duration() -> None:
    files = [path for path in python_files() if name(path).startswith("tests/")]
    wrong = {name(path): asserted_durations(path.read_text("utf-8")) for path in files}
    assert {path: lines for path, lines in wrong.items() if lines} == {}


def test_nothing_is_waited_for_without_an_end() -> None:
    files = [path for path in python_files() if name(path).startswith(("tests/", "tools/", "benchmarks/"))]
    wrong = {name(path): endless_calls(path.read_text("utf-8")) for path in files}
    for path in ENDLESS:
        assert len(wrong.pop(path)) == 1, f"{path} does not wait without an end any more"
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
        ("took: float = time.time() - start\nassert took < 1", [2]),
        ("took = 0.0\ntook += time.monotonic() - start\nassert took < 1", [3]),
        ("assert (took := time.monotonic() - start) is not None\nassert took < 1", [1, 2]),
        ("self.took = time.monotonic() - start\nassert self.took < 1", [2]),
        ("async def measure():\n    return time.time() - start\nassert await measure() < 1", [3]),
        ("if time.monotonic() > deadline:\n    pytest.fail('too slow')", [2]),
        ("while time.monotonic() < deadline:\n    if failed:\n        pytest.fail('wrong')", [3]),
        ("took = [time.monotonic() - start]\nassert statistics.median(took) < 1", [2]),
        ("took = [time.monotonic() - start]\nassert fmean(took) < 1", [2]),
        ("self.took = measure()\nassert self.other < 1", []),
        ("if time.monotonic() > deadline:\n    raise TimeoutError", []),
        ("assert statistics.median(weights) < 9", []),
        ("assert count == 3", []),
    ],
)
def test_an_asserted_duration_is_seen(source: str, lines: list[int]) -> None:
    assert asserted_durations(source) == lines


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ("subprocess.run(['x'])\nsubprocess.run(['x'], timeout=9)\nsubprocess.call(x)", [1, 3]),
        ("process.wait()\nprocess.wait(9)\nprocess.wait(timeout=9)\nawait process.wait()", [1]),
        ("process.communicate()\nprocess.communicate(b'x')\nprocess.communicate(timeout=9)", [1, 2]),
        ("thread.join()\nthread.join(9)\n', '.join(words)", [1]),
        ("queue.get()\nself.queue.get()\nqueue.get(timeout=9)\nawait queue.get()", [1, 2]),
        ("box = multiprocessing.Queue()\nbox.get()", [2]),
        ("Person.objects.get()\nclient.get('/')", []),
        ("one, other = Barrier(2, timeout=9), threading.Barrier(2)\none.wait()\nbarrier.wait()", [1]),
        ("await asyncio.wait_for(queue.get(), 9)", []),
    ],
)
def test_an_endless_wait_is_seen(source: str, lines: list[int]) -> None:
    assert endless_calls(source) == lines
