"""Live discussion: what is posted reaches every screen, once, in order, also after a failure.

Writing (core.realtime.log): `with sequenced() as log: log.add(space, "post", subject=post.pk, by=user.pk)`.
Reading: each kind of space registers once who may read it and how its events are rendered
(core.realtime.registry). docs/developers/realtime.md explains the whole; the protocol is in
`core.realtime.consumers`.
"""
