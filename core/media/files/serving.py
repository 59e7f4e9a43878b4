"""`serve`: one file as an answer, with ranges, validators, a safe type and a name in any script."""

import asyncio
import mimetypes
from collections.abc import AsyncIterator, Iterator
from pathlib import PurePosixPath
from typing import Any, BinaryIO
from urllib.parse import quote

from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, http_date, parse_http_date_safe

from core.media.files.ranges import ByteRange, Unsatisfiable, parse_range
from core.media.files.sources import Source, find_source, internal_address

CHUNK = 64 * 1024
LOCKED = "default-src 'none'; sandbox"  # for what a browser could run
SHOWN = "default-src 'none'; frame-ancestors 'self'"
# Shown in the browser; everything else is downloaded. No SVG, HTML or XML: they may contain scripts.
PLAINLY_SAFE = frozenset(
    [f"image/{kind}" for kind in ("png", "jpeg", "gif", "webp", "avif")]
    + [f"audio/{kind}" for kind in ("mpeg", "ogg", "mp4", "wav", "x-wav", "webm", "flac")]
    + [f"video/{kind}" for kind in ("mp4", "webm", "ogg")]
    + ["application/pdf", "text/plain", "text/vtt", "text/csv"]
)
# Python's own table, so that every machine answers alike, whatever its /etc/mime.types holds ...
TYPES = mimetypes.MimeTypes()
# ... and what it lacks of the files that editors and members share.
OFFICE = "application/vnd.openxmlformats-officedocument"
MORE_TYPES = {
    ".webp": "image/webp",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".oga": "audio/ogg",
    ".ogg": "audio/ogg",
    ".ogv": "video/ogg",
    ".docx": f"{OFFICE}.wordprocessingml.document",
    ".pptx": f"{OFFICE}.presentationml.presentation",
    ".xlsx": f"{OFFICE}.spreadsheetml.sheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".epub": "application/epub+zip",
    ".geojson": "application/geo+json",
    ".ics": "text/calendar",
    ".md": "text/markdown",
    ".rtf": "application/rtf",
    ".xlf": "application/xliff+xml",
}
for _suffix, _type in MORE_TYPES.items():
    TYPES.add_type(_type, _suffix)
PRIVATE, PUBLIC = "private, no-cache", "public, max-age=86400"


def serve(
    request: HttpRequest,
    source: Any,
    *,
    filename: str | None = None,
    content_type: str | None = None,
    as_attachment: bool = False,
    cache_control: str = PRIVATE,
) -> HttpResponseBase:
    """Return the file as an answer to GET or HEAD; the caller has checked who may have it.

    `source` is a FieldFile, a storage file or a path; `filename` is what the reader's computer calls it.
    Answers 200, 206 for a single range, 304, 412 or 416. Under ASGI the file is read in a thread,
    64 KiB at a time; with MEDIA_SENDFILE nginx sends it. Http404 when the file is gone.
    """
    file = find_source(source)
    name = (filename or file.name).replace("\r", " ").replace("\n", " ")
    kind = content_type or kind_of(name)
    headers = _headers(file, name, kind, as_attachment, cache_control)
    answer = _by_nginx(file, headers) or _conditional(request, file) or _answer(request, file, headers)
    for header, value in headers.items():
        answer.headers.setdefault(header, value)
    return answer


def kind_of(name: str) -> str:
    """Return the media type of a file by its name."""
    return TYPES.guess_type(PurePosixPath(name).name)[0] or "application/octet-stream"


def _headers(file: Source, name: str, kind: str, as_attachment: bool, cache_control: str) -> dict[str, str]:
    plain = kind.partition(";")[0].strip().lower()
    safe = plain in PLAINLY_SAFE
    headers = {
        "Content-Type": f"{plain}; charset=utf-8" if plain.startswith("text/") else plain,
        "Accept-Ranges": "bytes",
        "ETag": file.etag,
        "Cache-Control": cache_control,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": SHOWN if safe else LOCKED,
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    if disposition := content_disposition_header(as_attachment or not safe, name):
        headers["Content-Disposition"] = disposition
    if file.modified:
        headers["Last-Modified"] = http_date(file.modified.timestamp())
    return headers


def _by_nginx(file: Source, headers: dict[str, str]) -> HttpResponseBase | None:
    """Let nginx send the file: it answers ranges and conditions itself."""
    if file.path is None or (address := internal_address(file.path)) is None:
        return None
    return HttpResponse(content_type=headers["Content-Type"], headers={"X-Accel-Redirect": quote(address)})


def _conditional(request: HttpRequest, file: Source) -> HttpResponseBase | None:
    """Return 304 or 412 where the request's conditions ask for it."""
    modified = int(file.modified.timestamp()) if file.modified else None
    return get_conditional_response(request, etag=file.etag, last_modified=modified)


def _answer(request: HttpRequest, file: Source, headers: dict[str, str]) -> HttpResponseBase:
    content_type = headers["Content-Type"]
    try:
        part = _asked_range(request, file)
    except Unsatisfiable:
        return HttpResponse(
            status=416, content_type=content_type, headers={"Content-Range": f"bytes */{file.size}"}
        )
    wanted = part or ByteRange(0, file.size)
    length = {"Content-Length": str(wanted.length)}
    if part:
        length["Content-Range"] = part.content_range(file.size)
    status = 206 if part else 200
    if request.method == "HEAD":
        return HttpResponse(status=status, content_type=content_type, headers=length)
    handle = file.open()
    body = _read_in_thread(handle, wanted) if isinstance(request, ASGIRequest) else _read(handle, wanted)
    answer = StreamingHttpResponse(body, status=status, content_type=content_type, headers=length)
    answer._resource_closers.append(handle.close)  # type: ignore[attr-defined]
    return answer


def _asked_range(request: HttpRequest, file: Source) -> ByteRange | None:
    """Return the range, unless If-Range says that the reader holds another version of the file."""
    if request.method != "GET" or "Range" not in request.headers:
        return None
    held = request.headers.get("If-Range", "").strip()
    if held and held != file.etag and not _same_date(held, file):
        return None
    return parse_range(request.headers["Range"], file.size)


def _same_date(held: str, file: Source) -> bool:
    date = parse_http_date_safe(held)
    return date is not None and file.modified is not None and date == int(file.modified.timestamp())


def _read(handle: BinaryIO, wanted: ByteRange) -> Iterator[bytes]:
    with handle:
        handle.seek(wanted.start)
        left = wanted.length
        while left and (chunk := handle.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk


async def _read_in_thread(handle: BinaryIO, wanted: ByteRange) -> AsyncIterator[bytes]:
    chunks = _read(handle, wanted)
    while (chunk := await asyncio.to_thread(next, chunks, None)) is not None:
        yield chunk
