"""How many messages one person may send over the sockets of this process."""

from collections import Counter
from collections.abc import Callable

MESSAGES = 60  # of one person, at all their sockets together
WINDOW = 10  # seconds


class Meter:
    """Counts messages by person in fixed windows; what it knows ends with the window."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now, self._window = now, 0
        self._counts: Counter[int] = Counter()

    def count(self, user_id: int) -> bool:
        """Count one more; False when it is more than MESSAGES in this window."""
        window = int(self._now() // WINDOW)
        if window != self._window:
            self._window, self._counts = window, Counter()
        self._counts[user_id] += 1
        return self._counts[user_id] <= MESSAGES
