"""Messages are found where they are said, and a catalogue that is not right is caught."""

import polib
import pytest

from tools.catalogue import (
    LANGUAGES,
    Message,
    extract_all,
    malformed,
    out_of_step,
    plural_count,
    python_messages,
    template_messages,
    untranslated,
    update,
)

HELLO = Message("Hello %(name)s")
LESSONS = Message("%(count)s lesson", "%(count)s lessons")
MESSAGES = {m.key: m for m in (HELLO, LESSONS)}


def french(**texts: str) -> polib.POFile:
    """Give a French catalogue that is right, but for the texts given by the first word of the message."""
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


def test_the_source_speaks() -> None:
    assert len(extract_all()) > 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_new_catalogue_is_in_step_and_empty(language: str) -> None:
    po = update(language, MESSAGES, None)
    assert out_of_step(language, po, MESSAGES) == malformed(language, po) == []
    assert len(po[1].msgstr_plural) == plural_count(language)
    assert len(untranslated(language, po, set())) == 2


def test_an_update_keeps_translations_and_drops_what_nobody_says() -> None:
    po = update("fr", {HELLO.key: HELLO}, french())
    assert [(entry.msgid, entry.msgstr) for entry in po] == [(HELLO.text, "Bonjour %(name)s")]


def test_an_update_changes_nothing_twice() -> None:
    once = str(update("fr", MESSAGES, french()))
    assert str(update("fr", MESSAGES, polib.pofile(once))) == once


def test_a_right_catalogue_passes() -> None:
    assert malformed("fr", french()) == untranslated("fr", french(), set()) == []


def test_a_missing_and_a_forgotten_message_are_caught() -> None:
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
