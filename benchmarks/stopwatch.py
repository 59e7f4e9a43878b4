"""A middleware that measures what it calls."""

import time
from collections.abc import Callable
from typing import Any


class Stopwatch:
    """A middleware between two others: it adds up the CPU seconds of what it calls."""

    def __init__(self, get_response: Callable[[Any], Any]) -> None:
        self.get_response, self.seconds = get_response, 0.0
        STOPWATCHES.insert(0, self)  # Django makes the innermost first

    def __call__(self, request: Any) -> Any:
        """Pass the request on."""
        start = time.process_time()
        try:
            return self.get_response(request)
        finally:
            self.seconds += time.process_time() - start


STOPWATCHES: list[Stopwatch] = []
