"""Fragments are kept under the version of the content, for each site and language."""

from collections.abc import Iterator

import pytest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation

from core.web.caching.changes import CONTENT, DISCUSSION, PAGES, SITE, record
from core.web.caching.fragments import remember
from core.web.caching.versions import present, reading
from core.web.reader_preferences import was_asked
from tests.fragments import unfollowed

pytestmark = pytest.mark.django_db


def render(template: str, request: object, **context: object) -> str:
    with reading():
        return engines["django"].from_string(template).render({"request": request, **context})


def test_a_value_is_made_once_for_its_parts_until_content_changes() -> None:
    made: list[str] = []

    def value(*parts: object) -> int:
        with reading():
            remember("test", parts, lambda: made.append("x"))
        return len(made)

    assert [value(1), value(1), value(2), value(1)] == [1, 1, 2, 2]
    with translation.override("fr"):
        assert [value(1), value(1)] == [3, 3]
    record(DISCUSSION)
    assert value(1) == 3
    record(CONTENT)
    assert value(1) == 4


def test_a_value_is_made_anew_only_for_the_kinds_it_follows_from() -> None:
    made: list[str] = []

    def value() -> int:
        with reading():
            remember("test", [], lambda: made.append("x"), (PAGES, SITE))
        return len(made)

    assert [value(), value()] == [1, 1]
    record(f"{CONTENT}.another")
    assert value() == 1
    record(SITE)
    assert value() == 2


def test_content_is_all_of_its_kinds() -> None:
    versions = []
    for kind in (PAGES, SITE, f"{CONTENT}.another", CONTENT):
        record(kind)
        versions.append(present(CONTENT))
    assert versions == sorted(set(versions))


@pytest.mark.parametrize(
    ("sql", "kinds", "tables"),
    [
        ('SELECT 1 FROM "wagtailcore_page" INNER JOIN "wagtailcore_site" ON 1', (PAGES, SITE), set()),
        ('SELECT 1 FROM "wagtailcore_page" INNER JOIN "wagtailcore_site" ON 1', (CONTENT,), set()),
        (
            'SELECT 1 FROM "wagtailcore_page" INNER JOIN "wagtailcore_site" ON 1',
            (PAGES,),
            {"wagtailcore_site"},
        ),
        ('SELECT 1 FROM "wagtailcore_page"', (), {"wagtailcore_page"}),
        ('SELECT 1 FROM "django_session"', (CONTENT,), {"django_session"}),
        ('SELECT 1 FROM "django_content_type"', (), set()),
    ],
)
def test_control_a_fragment_that_reads_another_table_is_found(
    sql: str, kinds: tuple[str, ...], tables: set[str]
) -> None:
    assert unfollowed(sql, kinds) == tables


def test_with_only_the_tag_follows_its_parts_alone(rf: RequestFactory) -> None:
    template = '{% cached "test" part only %}{{ part }} {{ other }}{% endcached %}'
    assert render(template, rf.get("/"), part=[1], other="first") == "[1] first"
    record(CONTENT)
    assert render(template, rf.get("/"), part=[1], other="second") == "[1] first"
    assert render(template, rf.get("/"), part=[2], other="second") == "[2] second"


def test_outside_of_a_request_that_reads_nothing_is_stored_or_taken() -> None:
    made: list[str] = []

    def parts() -> Iterator[int]:
        made.append("parts")
        yield 1

    for _time in range(2):
        remember("test", parts(), lambda: made.append("value"))
    assert made == ["value", "value"]


def test_the_tag_renders_once_for_its_parts(rf: RequestFactory) -> None:
    template = '{% cached "test" part %}{{ part }} {{ other }}{% endcached %}'
    assert render(template, rf.get("/"), part=1, other="first") == "1 first"
    assert render(template, rf.get("/"), part=1, other="second") == "1 first"
    assert render(template, rf.get("/"), part=2, other="second") == "2 second"
    assert render(template, rf.get("/", headers={"host": "localhost"}), part=1, other="third") == "1 third"
    record(CONTENT)
    assert render(template, rf.get("/"), part=1, other="second") == "1 second"


def test_drafts_and_mails_are_rendered_anew(rf: RequestFactory) -> None:
    template = '{% cached "test" %}{{ other }}{% endcached %}'
    draft = rf.get("/")
    draft.is_preview = True  # type: ignore[attr-defined]
    render(template, rf.get("/"), other="published")
    assert render(template, draft, other="draft") == "draft"
    assert render(template, None, other="mail") == "mail"
    assert render(template, rf.get("/"), other="later") == "published"


def test_a_script_that_is_included_once_is_in_each_fragment(rf: RequestFactory) -> None:
    once = '{% if request|once:"x" %}script{% endif %}'
    template = once + '{% cached "test" %}' + once + once + "{% endcached %}" + once
    assert render(template, rf.get("/")) == "scriptscript"


@pytest.mark.parametrize("inside", ["{% if request|saves_data %}less{% endif %}", "plain"])
def test_a_page_varies_on_the_saving_of_data_when_a_stored_fragment_does(
    rf: RequestFactory, inside: str
) -> None:
    template = '{% cached "test" request|asks_to_save_data %}' + inside + "{% endcached %}"
    for _time in range(2):
        request = rf.get("/")
        render(template, request)
        assert was_asked(request) is (inside != "plain")


def test_a_fragment_without_a_name_is_refused() -> None:
    with pytest.raises(Exception, match="name in quotes"):
        engines["django"].from_string("{% cached part %}{% endcached %}")
