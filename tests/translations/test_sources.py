"""The saved translation source equals that of wagtail-localize."""

import json
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from learning.models import LessonPage
from portal.models import HomePage, StandardPage
from tests.factories.learning import lessons_of, make_course
from translations.services.sources import make_source


def segments_of(source: TranslationSource) -> list[list[tuple[Any, ...]]]:
    """Return all segments of a source."""
    place = ("order", "context__path", "context__path_id")
    return [
        list(source.stringsegment_set.order_by("order").values_list(*place, "string_id", "attrs")),
        list(source.templatesegment_set.order_by("order").values_list(*place, "template_id")),
        list(source.overridablesegment_set.order_by("order").values_list(*place, "data_json")),
        list(source.relatedobjectsegment_set.order_by("order").values_list(*place, "object_id")),
    ]


def check(page: Page) -> None:
    """Compare with what wagtail-localize itself writes."""
    made = make_source(page)
    ours = segments_of(made)
    fields = (set(json.loads(made.content_json)), made.object_repr, made.schema_version)
    made.delete()
    theirs, created = TranslationSource.get_or_create_from_instance(page)
    assert created
    assert ours == segments_of(theirs)
    assert ours[0]
    # Blocks without an id get a new one each time they are saved, so only the fields are compared.
    assert fields == (set(json.loads(theirs.content_json)), theirs.object_repr, theirs.schema_version)
    assert made.specific_content_type == theirs.specific_content_type


def test_a_page_with_rich_text_and_links(page: StandardPage) -> None:
    check(page.specific)


def test_a_lesson(home: HomePage) -> None:
    check(lessons_of(make_course(home, lessons=1))[0])


def test_a_page_that_was_copied_before_is_copied_again(page: StandardPage) -> None:
    first = make_source(page.specific)
    held = segments_of(first)
    first.delete()
    assert segments_of(make_source(page.specific)) == held
    assert held[0]


def test_the_queries_do_not_grow_with_the_strings(home: HomePage) -> None:
    lesson = lessons_of(make_course(home, lessons=1))[0]
    with CaptureQueriesContext(connection) as count_queries:
        make_source(LessonPage.objects.get(pk=lesson.pk))
    assert len(count_queries) < 30
