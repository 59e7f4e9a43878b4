"""The one kind of registry: what apps above enter, in their `integrations.py`, for an app below to find."""

from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Key = TypeVar("Key", bound=Hashable)
Entry = TypeVar("Entry")


class Registry(dict[Key, Entry]):
    """Entries by the key that `key` returns of each, in the order in which they were registered."""

    def __init__(self, name: str, key: Callable[[Entry], Key]) -> None:
        """Make an empty one; `name` is what error messages call it."""
        super().__init__()
        self.name, self.key = name, key

    def register(self, entry: Entry) -> Entry:
        """Enter it and return it. An equal entry again changes nothing; ValueError for another of its key."""
        key: Any = self.key(entry)
        if self.setdefault(key, entry) != entry:
            raise ValueError(f"{self.name}: {key} is registered twice, as {self[key]} and as {entry}.")
        return entry
