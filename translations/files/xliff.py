"""XLIFF 1.2 (OASIS, 2008), strict: one <file> for each page, one <trans-unit> for each string.

Tags of a string become <g> (paired) and <x/> (alone), what is neither text nor tag becomes <ph>; their
`id` names the tag (translations.inline_markup). `original` holds the page's key, `build-num` its version,
`external-file` its address.
"""

from lxml import etree

from translations.exchange import Bundle, PageUnits, Unit
from translations.files.glossary import csv_text
from translations.files.xliff_reader import read
from translations.inline_markup import Token, shown_literal, tokens_of
from translations.language_tags import bcp47_tag

NAMESPACE = "urn:oasis:names:tc:xliff:document:1.2"
XML = "http://www.w3.org/XML/1998/namespace"
LOCATION = f"{NAMESPACE} http://docs.oasis-open.org/xliff/v1.2/cs02/xliff-core-1.2-strict.xsd"
SCHEMA = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
TYPES = {"b": "bold", "i": "italic", "a": "link", "br": "lb"}

__all__ = ["read", "write"]

Element = etree._Element


def _q(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def write(bundle: Bundle) -> bytes:
    """Return the bundle as an XLIFF file."""
    names = {None: NAMESPACE, "xsi": "http://www.w3.org/2001/XMLSchema-instance"}
    root = etree.Element(_q("xliff"), {"version": "1.2", SCHEMA: LOCATION}, nsmap=names)  # type: ignore[arg-type]
    for number, page in enumerate(bundle.pages, start=1):
        _write_page(root, bundle, page, number)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def _inline(parent: Element, element: str, text: str | None = None, **attributes: str) -> Element:
    made = etree.SubElement(parent, _q(element), {key.replace("_", "-"): v for key, v in attributes.items()})
    made.text = text
    return made


def _add(parent: Element, element: str, text: str | None = None, **attributes: str) -> Element:
    """Add an element on a line of its own. Indentation by lxml would put spaces into texts."""
    parent.text = parent.text or "\n"
    made = _inline(parent, element, text, **attributes)
    made.tail = "\n"
    return made


def _write_page(root: Element, bundle: Bundle, page: PageUnits, number: int) -> None:
    part = _add(
        root,
        "file",
        original=str(page.key),
        source_language=bcp47_tag(bundle.source_language),
        target_language=bcp47_tag(bundle.target_language),
        datatype="html",
        date=bundle.made_at,
        product_name="KM4B Commons",
        build_num=page.version,
    )
    head = _add(part, "header")
    if number == 1 and bundle.glossary:
        _add(_add(head, "glossary"), "internal-file", csv_text(bundle.glossary), form="text/csv")
    _add(_add(head, "reference"), "external-file", href=page.url or page.address, uid=page.address)
    counts = _add(head, "count-group", name="source")
    _add(counts, "count", str(page.words), count_type="total", unit="word")
    _add(head, "note", page.title)
    body = _add(part, "body")
    for place, unit in enumerate(page.units, start=1):
        _write_unit(body, unit, f"p{number}u{place}")


def _write_unit(body: Element, unit: Unit, name: str) -> None:
    made = _add(body, "trans-unit", id=name, resname=unit.path)
    made.set(f"{{{XML}}}space", "preserve")
    _write_text(_add(made, "source"), tokens_of(unit.source))
    _write_text(_add(made, "target", state=_state(unit)), tokens_of(unit.target))
    counts = _add(made, "count-group", name="source")
    _add(counts, "count", str(unit.words), count_type="total", unit="word")
    if unit.note:
        _add(made, "note", _printable(unit.note))
    if unit.former:
        other = _add(made, "alt-trans", alttranstype="previous-version")
        _write_text(_add(other, "source"), tokens_of(unit.former[0]))
        _write_text(_add(other, "target"), tokens_of(unit.former[1]))


def _state(unit: Unit) -> str:
    if unit.has_error:
        return "needs-review-translation"
    return "translated" if unit.target else "new"


def _write_text(parent: Element, tokens: list[Token]) -> None:
    """Write a string below `parent`."""
    open_elements: list[Element] = [parent]
    last: Element | None = None
    for token in tokens:
        here = open_elements[-1]
        if token.kind == "text" and last is None:
            here.text = (here.text or "") + token.value
        elif token.kind == "text" and last is not None:
            last.tail = (last.tail or "") + token.value
        elif token.kind == "close":
            last = open_elements.pop()
        else:
            last = _write_tag(here, token)
            if token.kind == "open":
                open_elements.append(last)
                last = None


def _write_tag(parent: Element, token: Token) -> Element:
    if token.kind == "literal":
        return _inline(parent, "ph", _printable(shown_literal(token.value)), id=token.number)
    kind = TYPES.get(token.value, f"x-html-{token.value}")
    return _inline(parent, "g" if token.kind == "open" else "x", id=token.number, ctype=kind)


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter in "\n\t" else " " for letter in text)
