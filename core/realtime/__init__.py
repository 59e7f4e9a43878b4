"""Live discussion: what is said reaches every screen, once, in order, whatever dies.

Writing: `with sequenced() as log: ...; log.add(space, "post", subject=post.pk, by=user.pk)`.
Reading: each kind of space registers once what its audience is and how its events are rendered.
docs/developers/realtime.md explains the whole; the protocol is in `core.realtime.consumers`.
"""

from core.realtime.kinds import SpaceKind, register
from core.realtime.log import EVERYBODY, Log, access_changed, open_space, sequenced

__all__ = ["EVERYBODY", "Log", "SpaceKind", "access_changed", "open_space", "register", "sequenced"]
