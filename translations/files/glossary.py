"""The glossary as files: CSV for spreadsheets, TBX-Basic (ISO 30042:2008, "TBX-Basic") for term bases."""

import csv
import io

from lxml import etree

from translations.exchange import Term

XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEAD = ("source", "target", "official", "vocabulary", "identifier", "definition")


def csv_text(terms: list[Term]) -> str:
    """Return the terms as CSV with a head; `official` is yes only where both names are."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\n")
    rows.writerow(HEAD)
    for term in terms:
        official = "yes" if term.source_is_official and term.target_is_official else ""
        cells = (term.source, term.target, official, term.scheme, term.identifier, term.definition)
        rows.writerow(map(_cell, cells))
    return made.getvalue()


def _cell(value: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{value}" if value.startswith(("=", "+", "-", "@", "\t", "\r")) else value


def write_csv(terms: list[Term], source: str, target: str) -> bytes:
    """Return the terms as a CSV file that spreadsheets open as UTF-8."""
    return b"\xef\xbb\xbf" + csv_text(terms).encode()


def write_tbx(terms: list[Term], source: str, target: str) -> bytes:
    """Return the terms that have a name in both languages as a TBX-Basic file."""
    root = etree.Element("martif", {"type": "TBX-Basic", XML_LANG: source})
    head = etree.SubElement(etree.SubElement(root, "martifHeader"), "fileDesc")
    etree.SubElement(etree.SubElement(head, "sourceDesc"), "p").text = "KM4B Commons"
    body = etree.SubElement(etree.SubElement(root, "text"), "body")
    for term in terms:
        if not term.target:
            continue
        entry = etree.SubElement(body, "termEntry", id=f"{term.scheme}-{term.identifier}")
        etree.SubElement(entry, "descrip", type="subjectField").text = term.scheme
        names = (
            (source, term.source, term.source_is_official),
            (target, term.target, term.target_is_official),
        )
        for language, name, official in names:
            part = etree.SubElement(entry, "langSet", {XML_LANG: language})
            if language == source and term.definition:
                note = etree.SubElement(part, "descripGrp")
                etree.SubElement(note, "descrip", type="definition").text = term.definition
            tig = etree.SubElement(part, "tig")
            etree.SubElement(tig, "term").text = name
            status = "preferredTerm-admn-sts" if official else "admittedTerm-admn-sts"
            etree.SubElement(tig, "termNote", type="administrativeStatus").text = status
    doctype = '<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">'
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True, doctype=doctype)
