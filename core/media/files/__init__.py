"""Files on their way out: ranges, names, safe types, and streaming that never holds the whole file."""

from core.media.files.serving import serve
from core.media.files.storage import private_storage

__all__ = ["private_storage", "serve"]
