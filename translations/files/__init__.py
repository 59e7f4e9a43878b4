"""The files translators work in: written from a Bundle, read into a ReadFile, without the database."""

from django.utils.translation import gettext as _

from translations.enums import FileKind
from translations.exchange import Bundle, ReadFile, refused
from translations.files import po, xliff

LARGEST = 8 * 1024 * 1024  # bytes; a course of fourteen lessons is about 0.5 MB
CONTENT_TYPES = {FileKind.PO: "text/x-gettext-translation", FileKind.XLIFF: "application/x-xliff+xml"}

__all__ = ["CONTENT_TYPES", "LARGEST", "read_file", "write_file"]


def write_file(bundle: Bundle, kind: FileKind) -> bytes:
    """Return the bundle as a file of the kind, in UTF-8."""
    return po.write(bundle) if kind == FileKind.PO else xliff.write(bundle)


def read_file(content: bytes, *, name: str = "") -> ReadFile:
    """Read a PO or XLIFF file, recognised by its content; FileRefused names the lines that are wrong."""
    if len(content) > LARGEST:
        limit = LARGEST // (1024 * 1024)
        raise refused(0, _("The file is larger than %(limit)s MB. Export fewer pages.") % {"limit": limit})
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise refused(line, _("This is not UTF-8 text. Save the file as UTF-8.")) from None
    if text.lstrip().startswith("<"):
        return xliff.read(text)
    if "\n" in text and "msgid" in text:
        return po.read(text)
    raise refused(1, _("This is neither a PO nor an XLIFF file."))
