"""Imports of files: their results, and the strings that are left out."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation

from accounts.models import User
from core.base.models import AuditEvent
from portal.models import StandardPage
from tests.translations.files import FRENCH, bundle_of, filled, line_of
from translations.enums import FileKind
from translations.exchange import FileRefused
from translations.services import import_file

KINDS = list(FileKind)


def translations_of(page: Page, locale: Locale) -> dict[str, str]:
    """Return the translated strings of a page: from source to translation."""
    rows = StringTranslation.objects.filter(locale=locale, context__object_id=page.translation_key)
    return dict(rows.values_list("translation_of__data", "data"))


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_is_imported_as_a_translation(
    page: StandardPage, french: Locale, moderator: User, client: Client, kind: FileKind
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH, kind)
    report = import_file(content, by=moderator, language="fr", publish=True)
    assert (report.written, report.unchanged, report.empty, report.published) == (4, 0, [], 1)
    assert [(row.title, row.written, row.published) for row in report.pages] == [("Help", 4, True)]
    assert translations_of(page, french) == FRENCH | {"help": "help"}
    shown = client.get("/fr/help/").content.decode()
    assert '<b>première</b> ligne &amp; <a href="https://example.org/">suivez</a>' in shown
    assert 'class="language-note"' not in shown
    made = page.get_translation(french)
    assert (made.title, made.slug, made.alias_of_id, made.has_unpublished_changes) == (
        "Aide",
        "help",
        None,
        False,
    )
    event = AuditEvent.objects.get(action="translations.imported")
    assert event.actor == moderator.pseudonym
    assert event.detail == {
        "language": "fr", "strings": 4, "pages": [str(page.translation_key)], "published": 1,
    }  # fmt: skip


def test_without_publishing_readers_see_no_change(
    page: StandardPage, french: Locale, editor: User, client: Client
) -> None:
    report = import_file(filled(bundle_of(page, locale=french), FRENCH), by=editor, language="fr")
    assert (report.written, report.published) == (4, 0)
    assert page.get_translation(french).alias_of_id == page.pk
    assert "How it works." in client.get("/fr/help/").content.decode()
    assert {row.last_translated_by for row in StringTranslation.objects.all()} == {editor}


def test_an_imported_translation_can_be_published_later(
    page: StandardPage, french: Locale, editor: User, moderator: User, client: Client
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    import_file(content, by=editor, language="fr")
    report = import_file(content, by=moderator, language="fr", publish=True)
    assert (report.written, report.unchanged, report.published) == (0, 4, 1)
    assert "Comment ça marche." in client.get("/fr/help/").content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_file_twice_changes_nothing(
    page: StandardPage, french: Locale, moderator: User, kind: FileKind
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH, kind)
    import_file(content, by=moderator, publish=True)
    revisions = page.get_translation(french).revisions.count()
    report = import_file(content, by=moderator, publish=True)
    assert (report.written, report.unchanged, report.published) == (0, 4, 0)
    assert page.get_translation(french).revisions.count() == revisions
    assert AuditEvent.objects.filter(action="translations.imported").count() == 1


def test_existing_translations_are_exported_with_their_state(page: StandardPage, french: Locale) -> None:
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    units = bundle_of(page, locale=french).pages[0].units
    assert [(unit.source, unit.target) for unit in units][:2] == [("Help", "Aide"), ("How it works.", "")]


def test_empty_and_unfinished_strings_are_listed_by_line(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), {"Help": "Aide", "Second.": "Deux"})
    at = content.index(b'msgid "Second."')
    start = content.rindex(b"\n\n", 0, at) + 2
    content = content[:start] + b"#, fuzzy\n" + content[start:]
    report = import_file(content)
    empty = [line_of(content, f'msgid "{source}') for source in ("How it", "Read the")]
    assert report.written == 1
    # An entry begins with its comment and its reference.
    assert report.empty == [line - 2 for line in empty]
    assert report.unfinished == [line_of(content, "#, fuzzy")]


def test_a_partial_translation_is_imported(page: StandardPage, french: Locale, client: Client) -> None:
    report = import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}), publish=True)
    assert (report.written, len(report.empty), report.published) == (1, 3, 1)
    assert "How it works." in client.get("/fr/help/").content.decode()


def test_a_new_file_corrects_an_earlier_one(page: StandardPage, french: Locale, moderator: User) -> None:
    first = filled(bundle_of(page, locale=french), FRENCH)
    import_file(first, by=moderator)
    report = import_file(filled(bundle_of(page, locale=french), {"Help": "À l’aide"}), by=moderator)
    assert (report.written, report.unchanged) == (1, 3)
    assert translations_of(page, french)["Help"] == "À l’aide"


def test_changes_by_others_are_kept(
    page: StandardPage, french: Locale, editor: User, moderator: User
) -> None:
    old = filled(bundle_of(page, locale=french), FRENCH)
    import_file(filled(bundle_of(page, locale=french), {"Help": "Assistance"}), by=editor)
    StringTranslation.objects.update(updated_at=timezone.now() + timedelta(seconds=2))
    report = import_file(old, by=moderator)
    assert report.written == 3
    assert [problem.unit for problem in report.kept] == ["Help"]
    assert translations_of(page, french)["Help"] == "Assistance"


@pytest.mark.parametrize("kind", KINDS)
def test_a_translation_with_broken_tags_is_exported_as_text(
    page: StandardPage, french: Locale, kind: FileKind
) -> None:
    import_file(filled(bundle_of(page, locale=french), FRENCH))
    for row in StringTranslation.objects.filter(data="Deuxième."):
        row.data = "<script>Deux"
        row.save()
    content = filled(bundle_of(page, locale=french), {}, kind)
    assert bundle_of(page, locale=french).pages[0].units[-1].has_error
    assert len(import_file(content).unfinished) == 1
    mended = filled(bundle_of(page, locale=french), {"Second.": "Deux."}, kind)
    mended = mended.replace(b"needs-review-translation", b"translated").replace(b"#, fuzzy\n", b"")
    assert import_file(mended).written == 1
    row = StringTranslation.objects.get(data="Deux.")
    assert not row.has_error


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("tag", ["fr-FR", "fr_CA", "FR", "fr-Latn-CA", "fr_FR.UTF-8"])
def test_a_more_specific_language_tag_is_accepted(
    page: StandardPage, french: Locale, kind: FileKind, tag: str
) -> None:
    bundle = bundle_of(page, locale=french)
    content = filled(bundle, {"Help": "Aide"}, kind)
    content = content.replace(b"Language: fr", f"Language: {tag}".encode())
    content = content.replace(b'target-language="fr"', f'target-language="{tag}"'.encode())
    content = content.replace(b"Source-Language: en", b"Source-Language: en_GB")
    content = content.replace(b'source-language="en"', b'source-language="en-GB"')
    assert import_file(content, language="fr").written == 1


def test_another_language_is_refused(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), {"Help": "Aide"})
    for tag, language in (("frp", "fr"), ("zh_TW", ""), ("fr", "ar"), ("", "")):
        with pytest.raises(FileRefused):
            import_file(content.replace(b"Language: fr", f"Language: {tag}".encode()), language=language)
