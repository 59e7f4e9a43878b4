"""The jobs of core.realtime."""

from datetime import timedelta

from core.jobs import periodic
from core.realtime import cleanup


@periodic("realtime.prune_events", every=timedelta(hours=1), atomic=False)
def prune_events() -> None:
    """Remove events of live discussion that are past their time."""
    cleanup.prune()
