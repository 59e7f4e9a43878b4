"""The registry of kinds of spaces: who may listen to one, and how its events look."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from core.base.registry import Registry

if TYPE_CHECKING:
    from core.realtime.models import Event

Audience = Callable[[Iterable[int | None], UUID], dict[int | None, str]]
Weigh = Callable[[Sequence["Event"], UUID], list[int]]
Render = Callable[[Sequence["Event"], UUID, str, str], list[dict[str, Any]]]


@dataclass(frozen=True)
class SpaceKind:
    """One kind of space.

    `audience(user_ids, key)` gives, of these people (None is a visitor), who may listen to the space of
    `key` now, and which version each may see ("member", "manager" ...): one or two queries for all.
    `render(events, key, audience, language)` gives, for each event in order, what the client gets beside
    sequence and kind, JSON-ready: {} where this audience sees nothing. The language is active already, and
    times are in UTC: the answer is the same for everyone of that audience.
    `weigh(events, key)`, for kinds whose events can be large, estimates how many letters each of them shows,
    in one query; a subject counts once.
    """

    name: str
    audience: Audience
    render: Render
    weigh: Weigh | None = None


SPACE_KINDS: Registry[str, SpaceKind] = Registry("Kinds of spaces", attrgetter("name"))
