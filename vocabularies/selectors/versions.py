"""The version of the vocabularies' data, known without reading the vocabularies."""

import hashlib
from functools import cache
from pathlib import Path

from vocabularies.models import DataVersion
from vocabularies.selectors import skos


def data_version(uri: str, kind: str) -> str:
    """Return an opaque text that is another one when the data at `uri` in this format may have changed.

    One read by primary key: every service that changes a vocabulary changes the token.
    """
    token = DataVersion.objects.filter(pk=DataVersion.ONLY).values_list("token", flat=True).first()
    return hashlib.sha256("\n".join([uri, kind, _serialiser(), str(token)]).encode()).hexdigest()[:32]


@cache
def _serialiser() -> str:
    """Return what changes when a new release writes the same rows differently."""
    return hashlib.sha256(Path(skos.__file__).read_bytes()).hexdigest()
