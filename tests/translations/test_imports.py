"""Files taken in: whole, or refused with every reason and nothing done."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from accounts.models import User
from core.models import AuditEvent
from portal.models import HomePage, StandardPage
from portal.services.locales import fill_locales
from tests.factories.portal import make_page
from tests.translations.files import FRENCH, LINK, bundle_of, filled, line_of
from translations.enums import FileKind
from translations.services import import_file
from translations.units import FileRefused

KINDS = list(FileKind)


def translations_of(page: Page, locale: Locale) -> dict[str, str]:
    """Give what is translated of a page: from source to translation."""
    rows = StringTranslation.objects.filter(locale=locale, context__object_id=page.translation_key)
    return dict(rows.values_list("translation_of__data", "data"))


def refusal(content: bytes, **options: Any) -> list[tuple[int, str]]:
    """Give line and reason of each problem; nothing was written."""
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
def test_a_file_becomes_a_translation(
    page: StandardPage, french: Locale, moderator: User, client: Client, kind: FileKind
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH, kind)
    report = import_file(content, by=moderator, language="fr", publish=True)
    assert (report.written, report.unchanged, report.empty, report.published) == (4, 0, 0, 1)
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


def test_without_publishing_readers_see_what_they_saw(
    page: StandardPage, french: Locale, editor: User, client: Client
) -> None:
    report = import_file(filled(bundle_of(page, locale=french), FRENCH), by=editor, language="fr")
    assert (report.written, report.published) == (4, 0)
    assert page.get_translation(french).alias_of_id == page.pk
    assert "How it works." in client.get("/fr/help/").content.decode()
    assert {row.last_translated_by for row in StringTranslation.objects.all()} == {editor}


def test_published_later_it_brings_what_was_kept(
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


def test_what_is_there_goes_out_with_its_state(page: StandardPage, french: Locale) -> None:
    import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}))
    units = bundle_of(page, locale=french).pages[0].units
    assert [(unit.source, unit.target) for unit in units][:2] == [("Help", "Aide"), ("How it works.", "")]


def test_empty_and_unfinished_strings_are_counted(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), {"Help": "Aide", "Second.": "Deux"})
    at = content.index(b'msgid "Second."')
    start = content.rindex(b"\n\n", 0, at) + 2
    report = import_file(content[:start] + b"#, fuzzy\n" + content[start:])
    assert (report.written, report.empty, report.unfinished) == (1, 2, 1)


def test_half_a_translation_is_half(page: StandardPage, french: Locale, client: Client) -> None:
    report = import_file(filled(bundle_of(page, locale=french), {"Help": "Aide"}), publish=True)
    assert (report.written, report.empty, report.published) == (1, 3, 1)
    assert "How it works." in client.get("/fr/help/").content.decode()


def test_a_new_file_mends_an_earlier_one(page: StandardPage, french: Locale, moderator: User) -> None:
    first = filled(bundle_of(page, locale=french), FRENCH)
    import_file(first, by=moderator)
    report = import_file(filled(bundle_of(page, locale=french), {"Help": "À l’aide"}), by=moderator)
    assert (report.written, report.unchanged) == (1, 3)
    assert translations_of(page, french)["Help"] == "À l’aide"


def test_what_somebody_else_changed_meanwhile_is_kept(
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
@pytest.mark.parametrize(
    ("target", "reasons"),
    [
        ("Lisez la ligne.", ["<b> is missing", '<a id="a1"> is missing']),
        ('<b>a</b> <b>b</b> <a id="a1">c</a>', ["<b> stands there too often"]),
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
        "the tag <script> may not stand in a text",
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


def test_a_change_elsewhere_in_the_page_does_no_harm(page: StandardPage, french: Locale) -> None:
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


def test_a_page_that_is_translated_by_hand_is_left_alone(page: StandardPage, french: Locale) -> None:
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
    assert [reason for _line, reason in refusal(content + last)] == ["This text stands in the file twice."]


def test_a_unit_of_a_page_the_file_does_not_name_is_refused(page: StandardPage, french: Locale) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    key = str(page.translation_key).encode()
    stray = content.replace(key + b":lead", b"00000000-0000-4000-8000-000000000000:lead")
    assert ["does not say which page" in reason for _line, reason in refusal(stray)] == [True]


def test_who_may_not_publish_or_translate_is_told(
    page: StandardPage, french: Locale, editor: User, learner: User
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    assert ["may not publish" in reason for _l, reason in refusal(content, by=editor, publish=True)] == [True]
    assert ["may not translate" in reason for _l, reason in refusal(content, by=learner)] == [True]


def test_one_bad_page_keeps_the_others_out(home: HomePage, page: StandardPage, french: Locale) -> None:
    other = make_page(home, title="Terms", slug="terms", lead="Be kind.")
    fill_locales()
    content = filled(bundle_of(page, other, locale=french), FRENCH | {"Be kind.": "<b>x</b>"})
    assert len(refusal(content)) == 1
    good = filled(bundle_of(page, other, locale=french), FRENCH | {"Be kind.": "Soyez aimables."})
    report = import_file(good, publish=True)
    assert (report.written, report.touched, report.published) == (5, 2, 2)


def test_a_page_that_cannot_take_it_undoes_all(page: StandardPage, french: Locale, monkeypatch: Any) -> None:
    monkeypatch.setattr(StandardPage, "clean", _refuse, raising=False)
    content = filled(bundle_of(page, locale=french), FRENCH)
    ((line, reason),) = refusal(content, publish=True)
    assert line == line_of(content, "X-Commons-Page-1")
    assert reason == "The page cannot take these texts: Never."


def _refuse(page: Page) -> None:
    if page.locale.language_code == "fr":
        raise ValidationError({"title": "Never."})
