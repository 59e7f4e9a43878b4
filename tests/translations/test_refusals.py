"""Refused files: every reason with its line, and no change."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from accounts.models import User
from core.base.models import AuditEvent
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.portal import make_page
from tests.translations.files import FRENCH, LINK, bundle_of, filled, line_of
from translations.enums import FileKind
from translations.exchange import FileRefused
from translations.services import import_file

KINDS = list(FileKind)


def refusal(content: bytes, **options: Any) -> list[tuple[int, str]]:
    """Return line and reason of each problem; nothing was written."""
    before = (
        Translation.objects.count(),
        StringTranslation.objects.count(),
        TranslationSource.objects.count(),
    )
    with pytest.raises(FileRefused) as caught:
        import_file(content, **options)
    after = (
        Translation.objects.count(),
        StringTranslation.objects.count(),
        TranslationSource.objects.count(),
    )
    assert before == after
    assert not AuditEvent.objects.filter(action="translations.imported").exists()
    return [(problem.line, problem.reason) for problem in caught.value.problems]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("target", "reasons"),
    [
        ("Lisez la ligne.", ["<b> is missing", '<a id="a1"> is missing']),
        ('<b>a</b> <b>b</b> <a id="a1">c</a>', ["<b> occurs too often"]),
        ('<b>a</b> <a id="a1">b</a><a id="a2">c</a>', ['<a id="a2"> is not in the source']),
    ],
)
def test_a_lost_or_added_tag_is_refused_by_its_line(
    page: StandardPage, french: Locale, kind: FileKind, target: str, reasons: list[str]
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH | {LINK: target}, kind)
    found = refusal(content)
    assert sorted(reason for _line, reason in found) == sorted(reasons)
    if kind == FileKind.XLIFF:
        assert {line for line, _reason in found} == {line_of(content, "follow</g>") + 1}
    else:
        shown = content.decode().splitlines()
        assert all("msgctxt" in shown[line - 1] or shown[line - 1].startswith("#") for line, _reason in found)


def test_a_tag_that_does_not_close_is_refused(page: StandardPage, french: Locale) -> None:
    words = {LINK: 'Lisez la <b>ligne <a id="a1">x</a>', "Second.": "<script>x</script>"}
    content = filled(bundle_of(page, locale=french), FRENCH | words)
    assert [reason for _line, reason in refusal(content)] == [
        "<b> is not closed",
        "the tag <script> is not allowed in a text",
    ]


def test_all_reasons_are_given_at_once(page: StandardPage, french: Locale) -> None:
    content = filled(
        bundle_of(page, locale=french), {LINK: "Lisez.", "Help": "x" * 300, "Second.": "<i>x</i>"}
    )
    assert [reason for _line, reason in refusal(content)] == [
        "It has 300 characters; there is room for 255.",
        '<a id="a1"> is missing',
        "<b> is missing",
        "<i> is not in the source",
    ]


def test_a_source_that_changed_is_refused(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    page.lead = "How it works now."
    page.body = page.body[:0]
    page.save_revision().publish()
    found = refusal(content)
    assert [reason[:40] for _line, reason in found] == [
        "The source text has changed since the fi",
        "The page no longer has this text. Export",
        "The page no longer has this text. Export",
    ]
    assert found[0][0] == line_of(content, 'msgid "How it works."') - 1 - 1


def test_a_change_of_another_text_of_the_page_does_no_harm(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), {"Help": "Aide"})
    page.lead = "How it works now."
    page.save_revision().publish()
    report = import_file(content, publish=True)
    assert report.written == 1
    assert page.get_translation(french).specific.lead == "How it works now."


def test_a_page_that_moved_is_refused(home: HomePage, page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    page.move(make_page(home, title="More", slug="more"), pos="last-child")
    ((line, reason),) = refusal(content)
    assert line == line_of(content, "X-Commons-Page-1")
    assert reason == (
        "The page has moved from /en/help/ to /en/more/help/ since the file was made. Export it again."
    )
    assert import_file(filled(bundle_of(page, locale=french), FRENCH)).written == 4


def test_a_page_that_was_unpublished_or_deleted_is_refused(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    page.unpublish()
    assert [reason for _line, reason in refusal(content)] == ["The page (/en/help/) is no longer published."]
    page.delete()
    ((_line, reason),) = refusal(content, by=moderator)
    assert "is not there any more" in reason or "is no longer published" in reason


def test_a_page_translated_by_hand_is_not_changed(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    copy = page.get_translation(french)
    copy.alias_of = None
    copy.title = "Aide à la main"
    copy.save()
    ((_line, reason),) = refusal(content)
    assert "translated by hand" in reason


@pytest.mark.parametrize("kind", KINDS)
def test_another_language_is_refused(page: StandardPage, french: Locale, kind: FileKind) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH, kind)
    ((line, reason),) = refusal(content, language="ar")
    assert "is for the language fr, not for ar" in reason
    wanted = "<file" if kind == FileKind.XLIFF else '"Language:'
    assert line == line_of(content, wanted)
    strange = content.replace(b'target-language="fr"', b'target-language="xx"').replace(
        b"Language: fr", b"Language: xx"
    )
    assert "no pages in the language xx" in refusal(strange)[0][1]


def test_a_text_twice_is_refused(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    last = content[content.rindex(b"\n\n") :]
    assert [reason for _line, reason in refusal(content + last)] == ["This text is in the file twice."]


def test_a_unit_of_an_unlisted_page_is_refused(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    key = str(page.translation_key).encode()
    stray = content.replace(key + b":lead", b"00000000-0000-4000-8000-000000000000:lead")
    assert ["does not say which page" in reason for _line, reason in refusal(stray)] == [True]


def test_missing_permissions_are_reported(
    page: StandardPage, french: Locale, editor: User, learner: User
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    assert ["may not publish" in reason for _l, reason in refusal(content, by=editor, publish=True)] == [True]
    assert ["may not translate" in reason for _l, reason in refusal(content, by=learner)] == [True]


def test_one_bad_page_refuses_the_whole_file(home: HomePage, page: StandardPage, french: Locale) -> None:
    other = make_page(home, title="Terms", slug="terms", lead="Be kind.")
    fill_locales()
    content = filled(bundle_of(page, other, locale=french), FRENCH | {"Be kind.": "<b>x</b>"})
    assert len(refusal(content)) == 1
    good = filled(bundle_of(page, other, locale=french), FRENCH | {"Be kind.": "Soyez aimables."})
    report = import_file(good, publish=True)
    assert (report.written, report.touched, report.published) == (5, 2, 2)


def test_a_page_that_cannot_be_saved_rolls_back_everything(
    page: StandardPage, french: Locale, monkeypatch: Any
) -> None:
    monkeypatch.setattr(StandardPage, "clean", _refuse, raising=False)
    content = filled(bundle_of(page, locale=french), FRENCH)
    ((line, reason),) = refusal(content, publish=True)
    assert line == line_of(content, "X-Commons-Page-1")
    assert reason == "The page cannot take these texts: Never."


def _refuse(page: Page) -> None:
    if page.locale.language_code == "fr":
        raise ValidationError({"title": "Never."})
