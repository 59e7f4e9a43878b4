"""Two imports at the same moment: nothing is written or published twice."""

import pytest
from django.db import IntegrityError
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from accounts.models import User
from core.base.models import AuditEvent
from portal.models import StandardPage
from tests.cop.test_races import at_once
from tests.translations.files import FRENCH, bundle_of, filled
from translations.services import import_file
from translations.services.sources import source_of

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_same_file_twice_at_once_is_one_import(
    page: StandardPage, french: Locale, moderator: User
) -> None:
    content = filled(bundle_of(page, locale=french), FRENCH)
    reports = []

    def work(barrier):  # type: ignore[no-untyped-def]
        barrier.wait()
        reports.append(import_file(content, by=moderator, language="fr", publish=True))

    assert at_once(work, work) == []
    assert sorted((report.written, report.published) for report in reports) == [(0, 0), (4, 1)]
    assert StringTranslation.objects.count() == 5  # with the slug
    assert page.get_translation(french).revisions.count() == 2  # one when the copy became a page
    assert AuditEvent.objects.filter(action="translations.imported").count() == 1


def test_control_looking_first_and_writing_then_fails(page: StandardPage, french: Locale) -> None:
    segments = list(source_of(page.specific).stringsegment_set.all())

    def work(barrier):  # type: ignore[no-untyped-def]
        assert not StringTranslation.objects.exists()
        barrier.wait()
        StringTranslation.objects.bulk_create(
            StringTranslation(
                translation_of_id=row.string_id, context_id=row.context_id, locale=french, data="x"
            )
            for row in segments
        )

    assert [type(error) for error in at_once(work, work)] == [IntegrityError]
