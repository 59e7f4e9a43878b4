"""Public pictures and editors' documents. Members' private files have views in their own apps."""

from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import SuspiciousFileOperation
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe
from wagtail import hooks
from wagtail.documents import get_document_model
from wagtail.documents.models import document_served

from core.media.files.serving import PUBLIC, serve
from core.web.access import public

# Of the public storage only these folders have an address: Wagtail's renditions. Originals
# (with the camera's place and time in them) and documents have none.
PUBLIC_FOLDERS = frozenset({"images"})


@public
@require_safe
def media_show(request: HttpRequest, name: str) -> HttpResponseBase:
    """Send a rendition of a picture; 404 for anything else that lies in the storage."""
    parts = PurePosixPath(name).parts
    if len(parts) < 2 or parts[0] not in PUBLIC_FOLDERS or ".." in parts:
        raise Http404
    try:
        return serve(request, StoredFile(name), cache_control=PUBLIC)
    except (SuspiciousFileOperation, ValueError, OSError) as error:
        raise Http404 from error


@public
@require_safe
def document_show(request: HttpRequest, document_id: int, document_filename: str) -> HttpResponseBase:
    """Send an editor's document in our way, after Wagtail's own checks of its collection."""
    document = get_object_or_404(get_document_model(), pk=document_id)
    if document.filename != document_filename:
        raise Http404
    for check in hooks.get_hooks("before_serve_document"):
        answer = check(document, request)
        if isinstance(answer, HttpResponse):
            return answer
    document_served.send(sender=type(document), instance=document, request=request)
    return serve(request, document.file, filename=document.filename)


class StoredFile(File):  # type: ignore[type-arg]
    """A name in the public storage, in the shape `serve` takes, without opening it."""

    def __init__(self, name: str, storage: Any = default_storage) -> None:
        super().__init__(None, name)  # type: ignore[arg-type]
        self.storage = storage
