"""Work that does not wait runs at once; other work becomes a task that can be cancelled."""

import asyncio

import pytest

from core.realtime.eager_tasks import begin


async def test_work_that_never_waits_is_done_at_once():
    done: list[str] = []

    async def work() -> None:
        done.append("all")

    assert begin(work(), asyncio.create_task) is None
    assert done == ["all"]


async def test_work_continues_in_a_task_from_its_first_wait():
    done, first, second = [], asyncio.Event(), asyncio.Event()

    async def work() -> None:
        done.append("begun")
        await first.wait()
        done.append("first")
        await second.wait()
        await asyncio.sleep(0)
        done.append("second")

    task = begin(work(), asyncio.create_task)
    assert done == ["begun"]
    assert task is not None
    first.set()  # before the task has run at all
    for _turn in range(3):
        await asyncio.sleep(0)
    assert done == ["begun", "first"]
    second.set()
    await task
    assert done == ["begun", "first", "second"]


@pytest.mark.parametrize("turns", [0, 3])
async def test_a_cancelled_task_cancels_the_work(turns):
    ended = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("cleaned up")

    task = begin(work(), asyncio.create_task)
    assert task is not None
    for _turn in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await asyncio.sleep(0)
    assert ended == ["cleaned up"]


async def test_an_exception_while_waiting_fails_the_task():
    future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
    seen = []

    async def work() -> None:
        try:
            await future
        except OSError as error:
            seen.append(str(error))
        raise ValueError("in the work")

    task = begin(work(), asyncio.create_task)
    assert task is not None
    future.set_exception(OSError("in the future"))
    with pytest.raises(ValueError, match="in the work"):
        await task
    assert seen == ["in the future"]
