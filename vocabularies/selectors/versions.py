"""Whether the vocabularies changed, told without reading them."""

import hashlib
from functools import cache
from pathlib import Path

from django.db.models import Count, Max, Q

from core.models import AuditEvent
from vocabularies.selectors import skos

# Every service that changes a vocabulary records an event of one of them, a load one without a subject.
_CHANGES = Q(subject_type__in=("vocabularies.concept", "vocabularies.scheme")) | Q(
    subject_type="", action="vocabularies.loaded"
)


def data_version(uri: str, kind: str) -> str:
    """Return an opaque text that is another one when the data at `uri` in this format may have changed.

    One query. The number of events is part of it, since their keys may be committed out of order.
    """
    changes = AuditEvent.objects.filter(_CHANGES).aggregate(Count("pk"), Max("pk"), Max("at"))
    facts = [uri, kind, _serialiser(), *map(str, changes.values())]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:32]


@cache
def _serialiser() -> str:
    """Return what changes when a new release writes the same rows differently."""
    return hashlib.sha256(Path(skos.__file__).read_bytes()).hexdigest()
