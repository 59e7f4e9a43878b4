"""Files and texts made to do harm: refused at once, without taking the place of anybody's work."""

import cProfile
import dataclasses
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import Translation

from accounts.models import User
from portal.models import StandardPage
from tests.factories.accounts import UserFactory
from tests.translations.files import FRENCH, bundle_of, filled
from translations.files import read_file
from translations.inline import MarkupError, tokens_of
from translations.services import import_file
from translations.units import FileRefused

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
    """The parser of Python looks from each of them for its end: this took minutes."""
    with count_calls() as calls, pytest.raises(MarkupError):
        tokens_of(part * 50_000)
    assert sum(calls) < 1_000


def test_signs_that_begin_no_tag_stay_text() -> None:
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


def test_a_locked_page_is_not_published_past_the_lock(
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
    """A file from the French translation would take the place of what was translated from English."""
    import_file(filled(bundle_of(page, locale=french), FRENCH), by=moderator, publish=True)
    arabic = Locale.objects.get(language_code="ar")
    import_file(filled(bundle_of(page, locale=arabic), {"Help": "مساعدة"}), by=moderator, publish=True)
    other = filled(bundle_of(page.get_translation(french), locale=arabic), {"Aide": "عون"})
    with pytest.raises(FileRefused, match="Nothing is translated from the language fr"):
        import_file(other, by=moderator, publish=True)
    assert page.get_translation(arabic).title == "مساعدة"
    assert Translation.objects.filter(target_locale=arabic).count() == 1


def test_an_untranslated_copy_is_nobodys_source(page: StandardPage, moderator: User) -> None:
    arabic, french = (Locale.objects.get(language_code=code) for code in ("ar", "fr"))
    bundle = bundle_of(page.get_translation(french), locale=arabic)
    content = filled(dataclasses.replace(bundle, source_language="fr"), {"Help": "مساعدة"})
    with pytest.raises(FileRefused, match="Nothing is translated from the language fr"):
        import_file(content, by=moderator)
    assert not Translation.objects.filter(target_locale=arabic).exists()
