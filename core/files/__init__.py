"""Files on their way out: ranges, names, safe types, and streaming that never holds the whole file."""

from core.files.serving import serve
from core.files.storage import private_storage

__all__ = ["private_storage", "serve"]
