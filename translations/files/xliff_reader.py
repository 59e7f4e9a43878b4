"""Reading XLIFF 1.2: no document type, no entities, no network; every refusal names its line."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from lxml import etree

from translations.exchange import FileRefused, Problem, ReadFile, ReadPage, ReadUnit, refused
from translations.inline_markup import MarkupError, Token, html_of, literal_of, tag_of

SPACE = "{urn:oasis:names:tc:xliff:document:1.2}"
FINISHED = frozenset({"", "translated", "signed-off", "final"})
NEW = "new"
_TYPE = re.compile(r"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_HEAD = re.compile(r"^\s*<\?xml.*?\?>", re.DOTALL)

Element = etree._Element


def read(text: str) -> ReadFile:
    """Read an XLIFF 1.2 file; FileRefused names the lines that are wrong."""
    root = _root(text)
    files = list(root.iterchildren(f"{SPACE}file"))
    if not files:
        raise refused(_line(root), _("There is no <file> in it."))
    pages, units, problems = [], [], list[Problem]()
    for part in files:
        page = _page(part)
        pages.append(page)
        for element in part.iterfind(f"{SPACE}body//{SPACE}trans-unit"):
            try:
                units.append(_unit(element, page.key))
            except MarkupError as error:
                problems.append(Problem(_line(element), element.get("id", ""), str(error)))
    sources = {part.get("source-language", "") for part in files}
    targets = {part.get("target-language", "") for part in files}
    if len(sources) > 1 or len(targets) > 1:
        problems.append(Problem(_line(files[-1]), "", _("All pages of a file must have the same languages.")))
    if problems:
        raise FileRefused(problems)
    return ReadFile(_line(files[0]), sources.pop(), targets.pop(), files[0].get("date", ""), pages, units)


def _root(text: str) -> Element:
    if found := _TYPE.search(text):
        line = text.count("\n", 0, found.start()) + 1
        raise refused(line, _("Document types and entities are not allowed in it."))
    body = _HEAD.sub(lambda head: "\n" * head[0].count("\n"), text, count=1)  # its encoding was read already
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(body.encode(), parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise refused(line, _("The XML is broken: %(reason)s") % {"reason": error.msg}) from None
    if root.tag != f"{SPACE}xliff" or root.get("version") != "1.2":
        raise refused(_line(root), _("This is XML, but not XLIFF 1.2."))
    return root


def _line(element: Element) -> int:
    line: Any = element.sourceline  # None in what no parser made
    return int(line or 0)


def _page(part: Element) -> ReadPage:
    try:
        key = UUID(part.get("original", ""))
    except ValueError:
        reason = _(
            "<file original=…> does not name a page. Export the file again from the translation dashboard."
        )
        raise refused(_line(part), reason) from None
    address = part.find(f"{SPACE}header/{SPACE}reference/{SPACE}external-file")
    given = "" if address is None else address.get("uid", "")
    return ReadPage(_line(part), key, given, part.get("build-num", ""))


def _unit(element: Element, page: UUID) -> ReadUnit:
    """Read one unit; MarkupError when its tags are none of its source's."""
    name, path = element.get("id", ""), element.get("resname", "")
    source, target = element.find(f"{SPACE}source"), element.find(f"{SPACE}target")
    if source is None or not path:
        raise MarkupError(_("it has no source or no place in the page"))
    words = html_of(_tokens(source))
    translated = "" if target is None else html_of(_tokens(target))
    return ReadUnit(
        line=_line(element if target is None else target),
        name=name,
        page=page,
        path=path,
        source=words,
        target=translated,
        finished=_is_finished(element, target, is_copy=translated == words),
    )


def _is_finished(element: Element, target: Element | None, *, is_copy: bool) -> bool:
    """Return whether a unit is said to be translated.

    Tools that know no states leave the `new` with which the file went out: there a target that says
    something else than its source is a translation, and a copy of the source is none.
    """
    if element.get("approved") == "yes":
        return True
    state = "" if target is None else target.get("state", "")
    return state in FINISHED or (state == NEW and not is_copy)


def _tokens(element: Element) -> Iterator[Token]:
    """Return the tokens of a <source> or <target>. Marks (<mrk>) of translators' tools are left out."""
    if element.text:
        yield Token("text", element.text)
    for child in element:
        if isinstance(child.tag, str):
            yield from _tag(child)
        elif not isinstance(child, etree._Comment):
            raise MarkupError(_("an entity is not allowed in a text"))
        if child.tail:
            yield Token("text", child.tail)


def _tag(element: Element) -> Iterator[Token]:
    name, number = etree.QName(element).localname, element.get("id", "")
    if name == "mrk":
        yield from _tokens(element)
    elif name == "ph":
        yield literal_of(element.text or "", number)
    elif name in ("g", "x"):
        token = tag_of(number)
        if (token.kind == "empty") != (name == "x"):
            raise MarkupError(_("<%(name)s> does not fit the tag %(tag)s") % {"name": name, "tag": number})
        yield token
        if name == "g":
            yield from _tokens(element)
            yield Token("close", token.value)
    else:
        raise MarkupError(_("the element <%(name)s> is not known") % {"name": name})
