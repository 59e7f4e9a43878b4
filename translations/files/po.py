"""PO files (GNU gettext): one entry for each string, `msgctxt` says page and place.

The head names the languages and, in `X-Commons-Page-<n>`, key, version and address of each page.
A string whose source changed since it was translated is marked as gettext does it: fuzzy, with the
earlier source as the previous message.
"""

import re
from datetime import datetime
from tempfile import NamedTemporaryFile
from uuid import UUID

import polib
from django.utils.translation import gettext as _

from translations.exchange import (
    Bundle,
    FileRefused,
    PageUnits,
    Problem,
    ReadFile,
    ReadPage,
    ReadUnit,
    Unit,
    refused,
)
from translations.files.po_lines import check_head, join_texts, normalise
from translations.language_tags import gettext_name

PAGE = "X-Commons-Page-"
SOURCE = "X-Source-Language"
MADE = "X-Commons-Made-At"
LINES = 200_000
_LINE = re.compile(r"\(line (\d+)\)")
_NAME = re.compile(r'"([^":]+):')  # of a line of the head
_CHARSET = re.compile(r"charset\s*=\s*([^\s;]+)", re.IGNORECASE)
UTF_8 = {"utf-8", "utf8", "us-ascii", "ascii", "charset"}  # "CHARSET" is in the templates of gettext


def write(bundle: Bundle) -> bytes:
    """Return the bundle as a PO file."""
    po = polib.POFile(wrapwidth=0)  # wrapping would turn tabs into spaces
    po.metadata = {
        "Project-Id-Version": "KM4B Commons",
        "POT-Creation-Date": datetime.fromisoformat(bundle.made_at).strftime("%Y-%m-%d %H:%M%z"),
        MADE: bundle.made_at,
        "Language": gettext_name(bundle.target_language),
        SOURCE: gettext_name(bundle.source_language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    for number, page in enumerate(bundle.pages, start=1):
        po.metadata[f"{PAGE}{number}"] = f"{page.key} {page.version} {page.address}"
        for place, unit in enumerate(page.units):
            po.append(_entry(page, unit, first=place == 0))
    po.header = "\n".join(f"{term.source} = {term.target}" for term in bundle.glossary if term.target)
    return str(po).encode()


def _entry(page: PageUnits, unit: Unit, *, first: bool) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=f"{page.key}:{unit.path}", msgid=unit.source, msgstr=unit.target)
    notes = [f"{page.title} ({page.words}) {page.url}"] if first else []
    entry.comment = "\n".join([*notes, unit.note] if unit.note else notes)
    if unit.has_error:
        entry.flags.append("fuzzy")
    elif not unit.target and unit.former:
        entry.flags.append("fuzzy")
        entry.previous_msgid, entry.msgstr = unit.former
    return entry


def read(text: str) -> ReadFile:
    """Read a PO file; FileRefused names the lines that are wrong."""
    if text.count("\n") > LINES:
        raise refused(LINES, _("That is too much for one file."))
    source = normalise(text)
    joined = join_texts(source)
    check_head(joined)
    po = _parse("\n".join(joined))
    head, lines = po.metadata, _lines_of_names(source)
    _check_charset(str(head.get("Content-Type", "")), lines.get("Content-Type", 1))
    pages = [
        _page(name, str(value), lines.get(name, 1)) for name, value in head.items() if name.startswith(PAGE)
    ]
    if not pages:
        reason = _(
            "The header of the file does not say which pages it is for. Export it again from the "
            "translation dashboard."
        )
        raise refused(1, reason)
    return ReadFile(
        line=lines.get("Language", 1),
        source_language=str(head.get(SOURCE, "")),
        target_language=str(head.get("Language", "")),
        made_at=str(head.get(MADE, "")),
        pages=pages,
        units=_units(po),
    )


def _parse(text: str) -> polib.POFile:
    try:
        # From a file: polib opens a text that happens to be a path, and breaks lines where gettext does not.
        with NamedTemporaryFile(suffix=".po") as copy:
            copy.write(text.encode())
            copy.flush()
            return polib.pofile(copy.name, encoding="utf-8")
    except (OSError, ValueError, IndexError, KeyError, UnicodeDecodeError) as error:
        found = _LINE.search(str(error))
        raise refused(int(found[1]) if found else 1, _("This is not a well-formed PO file.")) from None


def _check_charset(content_type: str, line: int) -> None:
    """Refuse a file whose head names another character set: its letters were read as UTF-8."""
    found = _CHARSET.search(content_type)
    if found and found[1].lower() not in UTF_8:
        reason = _("The header of the file names the character set %(name)s. Save the file as UTF-8.")
        raise refused(line, reason % {"name": found[1]})


def _lines_of_names(source: list[str]) -> dict[str, int]:
    """Return the number of the first line of each field of the header."""
    lines: dict[str, int] = {}
    for number, line in enumerate(source, start=1):
        for found in _NAME.finditer(line):
            lines.setdefault(found[1], number)
    return lines


def _page(name: str, value: str, line: int) -> ReadPage:
    try:
        key, version, address = value.split(" ", 2)
        return ReadPage(line, UUID(key), address, version)
    except ValueError:
        raise refused(line, _("%(name)s does not name a page.") % {"name": name}) from None


def _units(po: polib.POFile) -> list[ReadUnit]:
    units, problems = [], list[Problem]()
    for entry in po:
        try:
            units += [] if entry.obsolete else [_unit(entry)]
        except FileRefused as error:
            problems += error.problems
    if problems:
        raise FileRefused(problems)
    return units


def _unit(entry: polib.POEntry) -> ReadUnit:
    line = entry.linenum or 0
    name = (entry.msgid or "")[:60]
    if entry.msgid_plural or entry.msgstr_plural:
        raise refused(line, _("Texts of pages have no plural forms."), name)
    page, _colon, path = (entry.msgctxt or "").partition(":")
    try:
        key = UUID(page)
    except ValueError:
        raise refused(line, _("msgctxt does not name a page."), name) from None
    return ReadUnit(
        line=line,
        name=name,
        page=key,
        path=path,
        source=entry.msgid,
        target=entry.msgstr,
        finished="fuzzy" not in entry.flags,
    )
