"""Malicious files and texts: refused at once, without blocking other work."""

import cProfile
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from accounts.models import User
from portal.models import StandardPage
from tests.factories.accounts import UserFactory
from tests.limited_process import run_limited
from tests.translations.files import FRENCH, bundle_of, filled
from translations.exchange import FileRefused
from translations.files import read_file
from translations.inline_markup import MarkupError, tokens_of
from translations.services import import_file

HEAD = 'msgid ""\nmsgstr ""\n"Language: fr\\n"\n\n'


@contextmanager
def count_calls() -> Iterator[list[int]]:
    """Count the calls of functions within the block; filled when it ends."""
    counts: list[int] = []
    with cProfile.Profile() as profile:
        try:
            yield counts
        finally:
            counts += [entry.callcount for entry in profile.getstats()]


@pytest.mark.parametrize("part", ["<b ", "<b =", "<a id='", "<!--", "</b ", "<?"])
def test_tags_without_an_end_are_refused_at_once(part: str) -> None:
    """Python's parser searches the end of each tag from its start, which took minutes."""
    with count_calls() as calls, pytest.raises(MarkupError):
        tokens_of(part * 50_000)
    assert sum(calls) < 1_000


READ = """
from translations.files import read_file
from translations.exchange import FileRefused
try:
    print(len(read_file(text.encode()).pages))
except FileRefused as refusal:
    print(refusal.problems[0].reason)
"""
MALFORMED, UNKNOWN = "This is not a well-formed PO file.", "A PO file cannot contain this escape: "
MANY = 1_000_000


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (" " * MANY + "x", MALFORMED),
        ("msgid" + " " * MANY + "x", MALFORMED),
        ('"x"' + " " * MANY + "x", MALFORMED),
        ('msgid "' + "x" * MANY, MALFORMED),
        ('msgid "' + r"\x" * MANY + '"', UNKNOWN + r"\x"),
        (r'msgid "\x' + "f" * MANY + '"', UNKNOWN + r"\x" + "f" * 38),
        ('"Content-Type: charset' + " " * MANY + '"', "The header of the file does not say which pages"),
    ],
    ids=["spaces", "keyword", "end", "text", "escapes", "digits", "charset"],
)
def test_a_line_of_one_character_is_read_at_once(line: str, said: str) -> None:
    """Spaces that two parts of a regular expression could both match kept a worker busy for hours."""
    assert run_limited(READ, f"{HEAD.strip()}\n{line}\n").startswith(said)


def test_a_head_of_very_many_pages_is_read_at_once() -> None:
    """For each page the file was searched from its beginning."""
    pages = [f'"X-Commons-Page-{number}: {UUID(int=number)} v /\\n"\n' for number in range(60_000)]
    assert run_limited(READ, f"{HEAD.strip()}\n{''.join(pages)}") == "60000"


LONG = "x" * 36
TIMES = 190_000
TEXT = 'msgid "a"\nmsgstr ""\n' + f'"{LONG}"\n' * TIMES


@pytest.mark.parametrize(
    "lines",
    [TEXT, *(f"{mark}{LONG}\n" * TIMES for mark in ("# ", "#. "))],
    ids=["text", "comments", "notes"],
)
def test_very_many_lines_are_read_at_once(lines: str) -> None:
    """polib copies all earlier lines for each line of a text or a comment."""
    page = f'"X-Commons-Page-1: {UUID(int=1)} v /\\n"\n'
    said = run_limited(READ, f"{HEAD.strip()}\n{page}\n{lines}")
    assert said == ("msgctxt does not name a page." if lines.startswith("msgid") else "1")


@pytest.mark.parametrize("plural", ["", 'msgid_plural ""\n'])
def test_a_head_of_very_many_lines_without_a_name_is_refused_at_once(plural: str) -> None:
    head = f'msgid ""\n{plural}msgstr "Language: fr\\n"\n'
    said = run_limited(READ, head + f'"{LONG}\\n"\n' * TIMES)
    assert said == MALFORMED


def test_less_than_signs_are_counted_at_once() -> None:
    code = "from translations.inline_markup import plain, tokens_of\n"
    code += "print(len(tokens_of(text)), len(plain(text)))"
    assert run_limited(code, "<" * 250_000) == "1 250000"


@pytest.mark.parametrize("number", ["9" * 5_000, "x" + "f" * 5_000])
def test_the_number_of_a_character_is_bounded(number: str) -> None:
    """Python refuses to convert so many digits: the import failed with 500."""
    with pytest.raises(MarkupError, match="the number of a character is too long"):
        tokens_of(f"a &#{number}; b")


def test_less_than_signs_stay_text() -> None:
    assert [token.value for token in tokens_of("a < b, 2 <3, <!-- x > y -->")] == [
        "a < b, 2 <3, ",
        "<!-- x > y -->",
    ]


def test_a_file_of_very_many_lines_is_refused_at_once() -> None:
    with count_calls() as calls, pytest.raises(FileRefused, match="too much for one file"):
        read_file((HEAD + 'msgid "a"\nmsgstr ""\n' + '"a"\n' * 1_500_000).encode())
    assert sum(calls) < 1_000


def test_a_very_long_line_takes_little_memory() -> None:
    resource = pytest.importorskip("resource")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(FileRefused):
        read_file((HEAD + '"' + '\\"' * 3_000_000 + "\n").encode())
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # KiB
    assert grown < 200 * 1024


def test_a_locked_page_is_not_published_by_an_import(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    lock = {"locked": True, "locked_by": UserFactory(), "locked_at": timezone.now()}
    Page.objects.filter(translation_key=page.translation_key, locale=french).update(**lock)
    with pytest.raises(FileRefused, match="may not publish"):
        import_file(content, by=moderator, language="fr", publish=True)
    Page.objects.filter(translation_key=page.translation_key).update(locked_by=moderator)
    assert import_file(content, by=moderator, language="fr", publish=True).published == 1


def test_a_page_is_translated_from_one_language_only(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    """A file from the French translation would replace the translation from English."""
    import_file(filled(bundle_of(page, locale=french), FRENCH), by=moderator, publish=True)
    arabic = Locale.objects.get(language_code="ar")
    import_file(filled(bundle_of(page, locale=arabic), {"Help": "مساعدة"}), by=moderator, publish=True)
    other = filled(bundle_of(page.get_translation(french), locale=arabic), {"Aide": "عون"})
    with pytest.raises(FileRefused, match="Nothing is translated from the language fr"):
        import_file(other, by=moderator, publish=True)
    assert page.get_translation(arabic).title == "مساعدة"
    assert Translation.objects.filter(target_locale=arabic).count() == 1


def test_an_untranslated_copy_is_no_source(page: StandardPage, moderator: User) -> None:
    arabic, french = (Locale.objects.get(language_code=code) for code in ("ar", "fr"))
    bundle = bundle_of(page.get_translation(french), locale=arabic)
    content = filled(dataclasses.replace(bundle, source_language="fr"), {"Help": "مساعدة"})
    with pytest.raises(FileRefused, match="Nothing is translated from the language fr"):
        import_file(content, by=moderator)
    assert not Translation.objects.filter(target_locale=arabic).exists()
