"""PO and XLIFF: exported strings are imported unchanged, and invalid files are refused with the line."""

import dataclasses
import re
from collections.abc import Callable
from uuid import uuid4

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from translations.enums import FileKind
from translations.exchange import Bundle, FileRefused, PageUnits, Term, Unit
from translations.files import LARGEST, read_file, write_file
from translations.files.glossary import write_csv, write_tbx
from translations.inline_markup import canonical, count_words, differences, html_of, tokens_of
from translations.language_tags import bcp47_tag, gettext_name, match_language

SPACE = "{urn:oasis:names:tc:xliff:document:1.2}"
words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


def tagged(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return strings with nested tags."""
    names = st.sampled_from(["b", "i", "strong", "em", "code", "abbr"])
    pair = st.tuples(names, inner).map(lambda part: f"<{part[0]}>{part[1]}</{part[0]}>")
    link = inner.map(lambda text: f'<a id="a1">{text}</a>')
    return st.lists(st.one_of(inner, pair, link, st.just("<br/>"), st.just("<!--n-->")), max_size=4).map(
        "".join
    )


plain_html = words.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
# wagtail-localize stores what BeautifulSoup writes.
strings = st.recursive(plain_html, tagged, max_leaves=8).map(canonical)


def bundle(*units: Unit) -> Bundle:
    """Return a bundle of one page."""
    page = PageUnits(uuid4(), "Title", "/en/x/", "https://example.org/en/x/", "v1", list(units))
    return Bundle("en", "fr", "2026-11-21T06:00:00+00:00", [page])


def gettext_escaped(text: str, draw: Callable[[st.SearchStrategy[int]], int]) -> str:
    """Return the text as in a PO file: each character as itself or as any escape of C."""
    made = []
    for letter in text:
        number = draw(st.integers(0, 2))
        if number == 0 and letter in NAMED:
            made.append(NAMED[letter])
        elif number == 1:
            made.append("".join(f"\\{byte:03o}" for byte in letter.encode()))
        elif number == 2 or letter in NAMED:
            made.append("".join(f"\\x{byte:02x}" for byte in letter.encode()) + '"\n"')  # a digit may follow
        else:
            made.append(letter)
    return "".join(made)


NAMED = {
    "\a": r"\a",
    "\b": r"\b",
    "\f": r"\f",
    "\n": r"\n",
    "\r": r"\r",
    "\t": r"\t",
    "\v": r"\v",
    "\\": r"\\",
}
NAMED['"'] = r"\""


@settings(deadline=None, max_examples=60)
@given(words, st.data(), st.sampled_from(["\n", "\r\n"]), st.booleans())
def test_po_is_read_as_gettext_reads_it(text: str, data: st.DataObject, ending: str, has_bom: bool) -> None:
    content = PO.decode().replace('msgstr "B"', f'msgstr "{gettext_escaped(text, data.draw)}"')
    obsolete = f'{content}\n#,fuzzy\n#~ msgctxt "x"\n#~ msgid "A"\n#~ msgstr "\\q"\n'
    unit = read_file(obsolete.replace("\n", ending).encode("utf-8-sig" if has_bom else "utf-8")).units[0]
    assert (unit.source, unit.target, unit.finished) == ("A", text, True)


@pytest.mark.parametrize(
    ("attributes", "target", "finished"),
    [
        ('state="new"', 'C <g id="b-1">d</g>', True),
        ('state="new"', 'A <g id="b-1">b</g>', False),
        ('state="translated"', 'A <g id="b-1">b</g>', True),
        ("", 'A <g id="b-1">b</g>', True),
        ('state="needs-translation"', 'C <g id="b-1">d</g>', False),
        ('state="needs-review-translation"', 'C <g id="b-1">d</g>', False),
    ],
)
def test_the_state_of_a_filled_target(attributes: str, target: str, finished: bool) -> None:
    content = re.sub(r"<target.*</target>", f"<target {attributes}>{target}</target>", XLIFF.decode())
    assert [unit.finished for unit in read_file(content.encode()).units] == [finished]
    approved = content.replace("<trans-unit ", '<trans-unit approved="yes" ')
    assert read_file(approved.encode()).units[0].finished


@pytest.mark.parametrize(
    ("tag", "code"),
    [
        ("fr-FR", "fr"), ("fr_CA", "fr"), ("FR", "fr"), ("zh_CN", "zh-hans"), ("zh-Hans-CN", "zh-hans"),
        ("zh_Hans", "zh-hans"), ("ZH-SG", "zh-hans"), ("zh", "zh-hans"), ("es-419", "es"),
        ("ar_SD.UTF-8", "ar"), ("zh_TW", None), ("zh-Hant", None), ("zh-HK", None), ("frp", None),
        ("sr@latin", None), ("", None),
    ],
)  # fmt: skip
def test_a_language_tag_is_resolved_to_a_language_of_the_site(tag: str, code: str | None) -> None:
    assert match_language(tag, ["ar", "en", "es", "fr", "ru", "zh-hans"]) == code
    assert match_language(tag, ["ar", "en", "es", "fr", "ru", "zh-hant"]) == ({
        "zh_TW": "zh-hant", "zh-Hant": "zh-hant", "zh-HK": "zh-hant"
    }.get(tag, None if code == "zh-hans" else code))  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.tuples(strings, strings), min_size=1, max_size=4),
    st.sampled_from(list(FileKind)),
    st.sampled_from(["ar", "fr", "fr-ca", "zh-hans"]),
)
def test_exported_strings_are_imported_unchanged(
    pairs: list[tuple[str, str]], kind: FileKind, language: str
) -> None:
    units = [Unit(f"body.{n}", source, target) for n, (source, target) in enumerate(pairs) if source]
    made = dataclasses.replace(bundle(*units), target_language=language)
    read = read_file(write_file(made, kind))
    assert (read.source_language, read.made_at) == ("en", made.made_at)
    assert match_language(read.target_language, ["ar", "en", "fr", "fr-ca", "zh-hans"]) == language
    page = made.pages[0]
    assert [(p.key, p.address, p.version) for p in read.pages] == [(page.key, page.address, page.version)]
    assert [(u.page, u.path, u.source, u.target) for u in read.units] == [
        (page.key, unit.path, unit.source, unit.target) for unit in units
    ]


@given(strings)
def test_tokens_make_up_the_string(html: str) -> None:
    assert html_of(tokens_of(html)) == html == canonical(html)
    assert differences(tokens_of(html), tokens_of(html)) == []


def test_xliff_has_what_a_translator_needs() -> None:
    unit = Unit("body.1", 'A <b>b</b><br/><a id="a1">l</a>', "", "lesson", words=3, former=("Old", "Vieux"))
    root = etree.fromstring(write_file(bundle(unit), FileKind.XLIFF))
    part = root.find(f"{SPACE}file")
    assert part.find(f"{SPACE}header/{SPACE}reference/{SPACE}external-file").get("href").endswith("/en/x/")
    made = part.find(f"{SPACE}body/{SPACE}trans-unit")
    inline = [(etree.QName(e).localname, e.get("id"), e.get("ctype")) for e in made.find(f"{SPACE}source")]
    assert inline == [("g", "b-1", "bold"), ("x", "br-1", "lb"), ("g", "a1", "link")]
    assert made.find(f"{SPACE}target").get("state") == "new"
    assert made.find(f"{SPACE}note").text == "lesson"
    assert made.find(f"{SPACE}count-group/{SPACE}count").text == "3"
    assert made.find(f"{SPACE}alt-trans/{SPACE}target").text == "Vieux"
    assert {etree.QName(e).namespace for e in root.iter()} == {SPACE[1:-1]}


def test_po_proposes_the_earlier_translation() -> None:
    content = write_file(bundle(Unit("body.1", "New", former=("Old", "Vieux"))), FileKind.PO)
    entry = polib.pofile(content.decode())[0]
    assert (entry.previous_msgid, entry.msgid, entry.msgstr, entry.flags) == (
        "Old",
        "New",
        "Vieux",
        ["fuzzy"],
    )
    assert read_file(content).units[0].finished is False


def test_an_invalid_translation_is_not_finished() -> None:
    for kind in FileKind:
        content = write_file(bundle(Unit("body.1", "A", "B", has_error=True)), kind)
        assert [unit.finished for unit in read_file(content).units] == [False]


def refusal(content: bytes) -> list[tuple[int, str]]:
    """Return line and reason of each problem."""
    with pytest.raises(FileRefused) as caught:
        read_file(content)
    return [(problem.line, problem.reason) for problem in caught.value.problems]


XLIFF = write_file(bundle(Unit("body.1", "A <b>b</b>", "C <b>d</b>")), FileKind.XLIFF)
PO = write_file(bundle(Unit("body.1", "A", "B")), FileKind.PO)


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        (b"", 1, "neither"),
        (b"<html></html>", 1, "not XLIFF"),
        (XLIFF.replace(b'version="1.2"', b'version="2.0"'), 2, "not XLIFF"),
        (XLIFF.replace(b"</body>", b""), None, "broken"),
        (XLIFF.replace(b"<xliff", b'<!DOCTYPE x [<!ENTITY e "y">]>\n<xliff'), 2, "not allowed"),
        (XLIFF.replace(b"<xliff", b"\n\n<!DOCTYPE x SYSTEM 'file:///etc/passwd'>\n<xliff"), 4, "not allowed"),
        (XLIFF.replace(b">C <", b">&unknown; <"), None, "broken"),
        (re.sub(rb'original="[^"]+"', b'original="x"', XLIFF), 3, "does not name a page"),
        (XLIFF.replace(b'">d</g>', b'"><sub id="1">d</sub></g>'), None, "<sub> is not known"),
        (XLIFF.replace(b'id="b-1" ctype="bold">d', b'id="script-1">d'), None, "script-1 is not known"),
        (XLIFF.replace(b'resname="body.1"', b""), None, "no source or no place"),
        ("é".encode("latin-1") + PO, 1, "not UTF-8"),
        (PO + 'msgid "é"\n'.encode("utf-16"), None, "not UTF-8"),
        (PO + b'msgid "broken\n', None, "well-formed"),
        (PO.replace(b"X-Commons-Page-1", b"X-Other"), 1, "which pages"),
        (re.sub(rb"Page-1: \S+", b"Page-1: nobody", PO), None, "does not name a page"),
        (re.sub(rb'msgctxt "[^"]+"', b'msgctxt "x:y"', PO), None, "does not name a page"),
        (PO + b'\nmsgctxt "a:b"\nmsgid "a"\nmsgid_plural "b"\nmsgstr[0] ""\n', None, "plural"),
        (PO + b'\nmsgctxt "a:b"\nmsgid "a"\nmsgstr[0] "b"\n', None, "plural"),
        (PO.replace(b'msgstr "B"', rb'msgstr "\q"'), None, r"cannot contain this escape: \q"),
        (PO.replace(b'msgstr "B"', rb'msgstr "\351"'), None, r"cannot contain this escape: \351"),
        (PO.replace(b'msgstr "B"', rb'msgstr "\xe9e9"'), None, r"cannot contain this escape: \xe9e9"),
        (PO.replace(b"charset=utf-8", b"charset=ISO-8859-1"), None, "ISO-8859-1"),
        (b"x" * (LARGEST + 1), 0, "larger than 8 MB"),
    ],
)
def test_an_unreadable_file_is_refused(content: bytes, line: int | None, reason: str) -> None:
    ((found, said),) = refusal(content)
    assert reason in said
    assert found == line if line is not None else found > 1


def test_a_billion_laughs_attack_is_refused() -> None:
    lines = [
        '<?xml version="1.0"?>',
        "<!DOCTYPE l [",
        '<!ENTITY a "ha">',
        '<!ENTITY b "&a;&a;">',
        "]>",
        "<l>&b;</l>",
    ]
    bomb = "\n".join(lines).encode()
    assert refusal(bomb)[0][0] == 2


def test_every_broken_unit_is_named() -> None:
    two = bundle(Unit("body.1", "A <b>b</b>", "A <b>b</b>"), Unit("body.2", "<i>x</i>", "<i>y</i>"))
    content = write_file(two, FileKind.XLIFF).replace(
        b'<target state="translated">', b'<target><sub id="1"/>'
    )
    assert len(refusal(content)) == 2


def test_a_name_that_is_a_path_is_not_opened() -> None:
    assert "neither" in refusal(b"/etc/passwd")[0][1]


def test_the_glossary_is_exported_in_two_formats() -> None:
    terms = [Term("Kenya", "Kenya", "countries", "ke", True, False, "A country"), Term("=1+1", "", "s", "i")]
    rows = write_csv(terms, "en", "fr").decode("utf-8-sig").splitlines()
    assert rows == [
        "source,target,official,vocabulary,identifier,definition",
        "Kenya,Kenya,,countries,ke,A country",
        "'=1+1,,,s,i,",
    ]
    root = etree.fromstring(write_tbx(terms, "en", "fr"))
    assert [term.text for term in root.iter("term")] == ["Kenya", "Kenya"]
    assert [note.text for note in root.iter("termNote")] == [
        "preferredTerm-admn-sts",
        "admittedTerm-admn-sts",
    ]


@pytest.mark.parametrize(
    ("html", "number"), [("", 0), ("One <b>two</b>, 3 – x.", 4), ('<a id="a1">a</a>b', 1), ("a<br/>b", 2)]
)
def test_words_are_counted(html: str, number: int) -> None:
    assert count_words(html) == number


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("x", ["<b> is missing", '<a id="a1"> is missing']),
        ('<b>x</b><b>y</b><a id="a1">z</a>', ["<b> occurs too often"]),
        ('<b>x</b><a id="a2">z</a>', ['<a id="a1"> is missing', '<a id="a2"> is not in the source']),
        ('<a id="a1">z</a> <b>x</b>', []),
    ],
)
def test_lost_added_and_duplicate_tags_are_found(target: str, said: list[str]) -> None:
    found = differences(tokens_of('<b>x</b> <a id="a1">y</a>'), tokens_of(target))
    assert sorted(found) == sorted(said)


def test_files_have_the_language_tag_of_their_tools_for_chinese() -> None:
    assert (gettext_name("zh-hans"), bcp47_tag("zh-hans")) == ("zh_CN", "zh-Hans")
    assert (gettext_name("fr-ca"), bcp47_tag("fr-ca")) == ("fr_CA", "fr-CA")
    made = dataclasses.replace(bundle(Unit("body.1", "A", "B")), target_language="zh-hans")
    assert b'"Language: zh_CN\\n"' in write_file(made, FileKind.PO)
    assert b'target-language="zh-Hans"' in write_file(made, FileKind.XLIFF)
