"""Coroutines that mostly have nothing to wait for: run at once, and made a task only where they wait.

Python 3.12 has this as eager tasks; our lock goes back to 3.11.
"""

import asyncio
import types
from collections.abc import Callable, Coroutine, Generator
from typing import Any

Work = Coroutine[Any, Any, None]


def begin(work: Work, spawn: Callable[[Work], asyncio.Task[None]]) -> asyncio.Task[None] | None:
    """Run `work` up to its first wait; return the task `spawn` makes of the rest, None when it has ended.

    Up to there it must not ask for the current task, which is its caller's.
    """
    try:
        waits_for = work.send(None)
    except StopIteration:
        return None
    task = spawn(_end(work, waits_for))
    task.add_done_callback(lambda _task: work.close())  # it may be cancelled before its first step
    return task


async def _end(work: Work, waits_for: Any) -> None:
    await _hand_on(work, waits_for)


@types.coroutine
def _hand_on(work: Work, waits_for: Any) -> Generator[Any, Any, None]:
    """Pass what `work` waits for to the task, and the result, or a cancellation, to `work`."""
    while True:
        error: BaseException | None = None
        try:
            yield waits_for
        except BaseException as raised:
            error = raised
        try:
            waits_for = work.send(None) if error is None else work.throw(error)
        except StopIteration:
            return
