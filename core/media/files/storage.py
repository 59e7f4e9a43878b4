"""Where members' private files lie: a root of its own, to which no address leads."""

from django.core.files.storage import FileSystemStorage, storages
from django.utils.functional import LazyObject


class PrivateFileStorage(FileSystemStorage):
    """A folder without addresses. (Django's own, given no base_url, would answer with MEDIA_URL.)"""

    def url(self, name: str | None) -> str:
        """Refuse with ValueError: a private file is sent by the view that checks who asks."""
        raise ValueError("This file is not accessible via a URL.")


class PrivateStorage(LazyObject):
    """STORAGES["private"], looked up when it is first used."""

    def _setup(self) -> None:
        self._wrapped = storages["private"]


private_storage = PrivateStorage()
