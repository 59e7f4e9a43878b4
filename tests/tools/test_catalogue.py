"""Messages are found in the source, and faults of catalogues are reported."""

import shutil
from pathlib import Path

import polib
import pytest
from django.utils.translation import to_locale

from tests.routes import project_apps
from tools.catalogue import (
    COMPLETE,
    LANGUAGES,
    ROOT,
    Message,
    extract_all,
    malformed,
    out_of_step,
    plural_count,
    po_path,
    problems,
    python_messages,
    sources,
    template_messages,
    unchanged,
    untranslated,
    update,
)

HELLO = Message("Hello %(name)s")
LESSONS = Message("%(count)s lesson", "%(count)s lessons")
MESSAGES = {m.key: m for m in (HELLO, LESSONS)}


def french(**texts: str) -> polib.POFile:
    """Return a correct French catalogue, except for the given texts, by the first word of the message."""
    po = update("fr", MESSAGES, None)
    po[0].msgstr = texts.get("hello", "Bonjour %(name)s")
    po[1].msgstr_plural = {0: "%(count)s leçon", 1: texts.get("lessons", "%(count)s leçons")}
    return po


def test_python_messages_are_found() -> None:
    found = python_messages(
        '_("One " "two")\n'
        'ngettext_lazy("%(n)s leaf", "%(n)s leaves", "n")\n'
        'pgettext("month", "May")\n'
        "# Translators: on a button\n"
        'gettext("Go")\n'
        "gettext(variable)\n"
    )
    assert [(m.text, m.plural, m.context, m.comments) for m in found] == [
        ("One two", "", None, []),
        ("%(n)s leaf", "%(n)s leaves", None, []),
        ("May", "", "month", []),
        ("Go", "", None, ["on a button"]),
    ]


def test_template_messages_are_found() -> None:
    found = template_messages(
        '<p>{% translate "A" %}{% translate "B" context "c" as b %}</p>\n'
        "    {% blocktranslate trimmed with n=x.y %}\n      50 % of\n      {{ n }}\n"
        "    {% endblocktranslate %}\n"
        "  {% blocktranslate count n=n %}one{% plural %}many{% endblocktranslate %}\n"
        '{% component "card" title=_("D") %}{% endcomponent %}{{ x|default:_("E") }}\n'
        "(unbalanced \"quote' {% if a %} text\n"
    )
    assert [(m.text, m.plural, m.context) for m in found] == [
        ("A", "", None),
        ("B", "", "c"),
        ("50 %% of %(n)s", "", None),
        ("one", "many", None),
        ("D", "", None),
        ("E", "", None),
    ]


def test_the_source_has_messages() -> None:
    assert len(extract_all()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_catalogue_is_in_step_and_empty(language: str) -> None:
    po = update(language, MESSAGES, None)
    assert out_of_step(language, po, MESSAGES) == malformed(language, po) == []
    assert len(po[1].msgstr_plural) == plural_count(language)
    assert len(untranslated(language, po, set())) == 2


def test_an_update_keeps_translations_and_drops_unused_messages() -> None:
    po = update("fr", {HELLO.key: HELLO}, french())
    assert [(entry.msgid, entry.msgstr) for entry in po] == [(HELLO.text, "Bonjour %(name)s")]


def test_an_update_changes_nothing_twice() -> None:
    once = str(update("fr", MESSAGES, french()))
    assert str(update("fr", MESSAGES, polib.pofile(once))) == once


def test_a_correct_catalogue_passes() -> None:
    assert malformed("fr", french()) == untranslated("fr", french(), set()) == []


def test_a_missing_and_an_unused_message_are_reported() -> None:
    po = french()
    po[0].msgid = "Goodbye"
    assert out_of_step("fr", po, MESSAGES) == [
        "fr: no longer in the source: 'Goodbye'",
        "fr: not in the catalogue: 'Hello %(name)s'",
    ]


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        ({"hello": "Bonjour"}, "placeholders differ"),
        ({"hello": "Bonjour %(nom)s"}, "placeholders differ"),
        ({"lessons": "%(nombre)s leçons"}, "placeholders differ in form 1"),
    ],
)
def test_a_lost_placeholder_is_caught(texts: dict[str, str], wrong: str) -> None:
    assert [wrong in sentence for sentence in malformed("fr", french(**texts))] == [True]


def test_a_wrong_plural_rule_is_caught() -> None:
    po = french()
    po.metadata["Plural-Forms"] = "nplurals=1; plural=0;"
    del po[1].msgstr_plural[1]
    assert len(malformed("fr", po)) == 2


def test_an_empty_a_fuzzy_and_an_english_message_are_caught() -> None:
    po = french(hello="Hello %(name)s", lessons="")
    po[0].flags.append("fuzzy")
    found = untranslated("fr", po, set())
    assert [sentence.split(": ")[1] for sentence in found] == [
        "fuzzy",
        "the same as in English",
        "not translated",
    ]
    assert len(untranslated("fr", po, {("fr", HELLO.text)})) == 2


def arabic(forms: int = 6, **texts: str) -> polib.POFile:
    """Return an Arabic catalogue with so many plural forms; six are correct."""
    po = update("ar", MESSAGES, None)
    po[0].msgstr = texts.get("hello", "مرحبًا %(name)s")
    po[1].msgstr_plural = dict.fromkeys(range(forms), "%(count)s درس")
    return po


def test_arabic_needs_its_six_plural_forms() -> None:
    """Zero, one, two, few, many, other: a catalogue with fewer would have no text for some numbers."""
    assert malformed("ar", arabic()) == untranslated("ar", arabic(), set()) == []
    assert malformed("ar", arabic(forms=5)) == ["ar: needs 6 plural forms: '%(count)s lesson'"]
    assert malformed("ar", arabic(forms=7)) == ["ar: needs 6 plural forms: '%(count)s lesson'"]
    empty = arabic()
    empty[1].msgstr_plural[2] = ""
    assert untranslated("ar", empty, set()) == ["ar: not translated: '%(count)s lesson'"]


def write(root: Path, language: str, po: polib.POFile) -> None:
    """Write a catalogue into a separate project."""
    path = po_path(language, root)
    path.parent.mkdir(parents=True, exist_ok=True)
    po.save(str(path))


def broken(po: polib.POFile, fault: str) -> None:
    """Add one fault to a correct catalogue."""
    entry = next(entry for entry in po if "%(" in entry.msgid and not entry.msgid_plural)
    plural = next(entry for entry in po if entry.msgid_plural)
    if fault == "missing":
        entry.msgstr = ""
    elif fault == "fuzzy":
        entry.flags.append("fuzzy")
    elif fault == "english":
        entry.msgstr = entry.msgid
    elif fault == "placeholder":
        entry.msgstr = entry.msgstr.split("%(")[0] + "?"
    elif fault == "plural":
        del plural.msgstr_plural[max(plural.msgstr_plural)]
    elif fault == "unsaid":
        entry.msgid += " never said"


FAULTS = {
    "missing": "not translated",
    "fuzzy": "fuzzy",
    "english": "the same as in English",
    "placeholder": "placeholders differ",
    "plural": "plural forms",
    "unsaid": "no longer in the source",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Correct catalogues with invented words."""
    root = tmp_path_factory.mktemp("whole")
    for language in LANGUAGES:
        po = update(language, MESSAGES, None)
        for entry in po:
            if entry.msgid_plural:
                entry.msgstr_plural = dict.fromkeys(entry.msgstr_plural, f"§ {entry.msgid_plural}")
            else:
                entry.msgstr = f"§ {entry.msgid}"
        write(root, language, po)
    return root


def test_correct_catalogues_pass(whole: Path) -> None:
    """The control of the faults below."""
    assert problems(whole, MESSAGES) == []


@pytest.mark.parametrize("language", ["fr", "ar"])
@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_alone_fails_the_check(fault: str, language: str, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "locale", tmp_path / "locale")
    po = polib.pofile(str(po_path(language, whole)))
    broken(po, fault)
    write(tmp_path, language, po)
    found = problems(tmp_path, MESSAGES)
    assert found
    assert any(FAULTS[fault] in sentence for sentence in found)
    assert all(sentence.startswith(f"{language}: ") for sentence in found)


@pytest.mark.parametrize("fault", ["missing", "fuzzy", "english"])
def test_an_incomplete_language_may_have_gaps(fault: str, whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "locale", tmp_path / "locale")
    po = polib.pofile(str(po_path("es", whole)))
    broken(po, fault)
    write(tmp_path, "es", po)
    assert problems(tmp_path, MESSAGES) == []


@pytest.mark.parametrize("fault", ["placeholder", "plural"])
def test_the_translations_of_an_incomplete_language_are_checked(
    fault: str, whole: Path, tmp_path: Path
) -> None:
    shutil.copytree(whole / "locale", tmp_path / "locale")
    po = polib.pofile(str(po_path("ru", whole)))
    broken(po, fault)
    write(tmp_path, "ru", po)
    assert [FAULTS[fault] in sentence for sentence in problems(tmp_path, MESSAGES)] == [True]


def test_a_missing_catalogue_is_caught(whole: Path, tmp_path: Path) -> None:
    shutil.copytree(whole / "locale", tmp_path / "locale")
    po_path("ar", tmp_path).unlink()
    assert problems(tmp_path, MESSAGES) == ["ar: there is no catalogue; run make messages."]


def test_translations_equal_to_english_are_listed_exceptions(tmp_path: Path) -> None:
    allowed = tmp_path / "unchanged.txt"
    allowed.write_text("# a remark\nfr Menu\n\nfr  Audio \n", "utf-8")
    assert unchanged(allowed) == {("fr", "Menu"), ("fr", "Audio")}
    assert unchanged(tmp_path / "nothing.txt") == set()


def test_the_check_requires_the_offered_languages() -> None:
    from django.conf import settings

    assert {settings.LANGUAGE_CODE, *COMPLETE} == set(settings.INTERFACE_LANGUAGES)
    known = {to_locale(code) for code, _name in settings.LANGUAGES}
    assert known == {settings.LANGUAGE_CODE, *LANGUAGES}


def test_the_messages_of_every_app_are_read() -> None:
    read = {path for path in sources() if path.suffix == ".py"}
    folders = {app: ROOT / app.replace(".", "/") for app in project_apps()}
    assert [app for app, folder in folders.items() if not read & {*folder.rglob("*.py")}] == []
