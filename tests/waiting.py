"""Waiting for what another thread or process does: no longer than it takes, and never for ever."""

import time
from collections.abc import Callable
from typing import Any


def wait_for(condition: Callable[[], Any], seconds: float = 60) -> Any:
    """Return what `condition` answers as soon as it is true; TimeoutError after so many seconds."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        if time.monotonic() > deadline:
            raise TimeoutError(f"still waiting after {seconds} s")
        time.sleep(0.02)
    return answer
