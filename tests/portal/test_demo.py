"""The demonstration: loaded once, deleted data stays deleted, refused in production, in three languages."""

import io
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client, override_settings
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from accounts.models import User
from cop.demo import LESSON
from cop.models import Thread
from core.jobs.testing import run_due
from learning.models import CoursePage, LessonPage
from portal.demo import LOCALES, load
from portal.demo.content_loader import CONTENT, blocks, page_names, read, rich_text
from portal.demo.translations import catalogues
from portal.models import Announcement, DemoState, HomePage, SiteChrome, SiteChromeText, StandardPage
from tests.factories.cop import CommunityFactory
from tests.factories.learning import make_demo_concepts
from translations.selectors.texts import texts_of
from translations.services import apply_catalogue, read_catalogue

pytestmark = pytest.mark.early  # to load it takes ten seconds
READS = 4  # for each written row, however large the demonstration becomes
MODULE = "why-knowledge"
SLUGS = {"about", "accessibility", "help", "privacy", "terms"}


def load_and_count() -> tuple[str, Counter[str]]:
    """Load it with the command; return its output, and the number of each kind of query."""
    said, kinds = io.StringIO(), Counter[str]()

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        kinds[sql.split(maxsplit=1)[0]] += 1
        return execute(sql, params, many, context)

    with connection.execute_wrapper(count):
        call_command("load_demo", stdout=said)
    return said.getvalue(), kinds


@pytest.fixture(scope="module")
def demo(django_db_setup: Any, django_db_blocker: Any) -> Iterator[tuple[str, Counter[str]]]:
    """Load it once for all tests here; each of them is rolled back to this state, and the last to nothing."""
    with django_db_blocker.unblock(), override_settings(DEMO=True):
        around = transaction.atomic()
        around._from_testcase = True  # the outermost block of a test, as in TestCase
        with around:
            make_demo_concepts()
            yield load_and_count()
            transaction.set_rollback(True)


@pytest.fixture
def loaded(demo: tuple[str, Counter[str]], db: Any) -> HomePage:
    """The home page of a loaded demonstration."""
    return HomePage.objects.get(locale__language_code="en")


def state() -> list[Any]:
    """Return everything that a second load could change."""
    return [
        list(Page.objects.order_by("pk").values_list("pk", "slug", "latest_revision", "alias_of", "live")),
        list(Announcement.objects.values_list("pk", "from_at")),
        list(SiteChromeText.objects.values_list("pk", "title")),
        list(SiteChrome.objects.values_list("navigation", "footer")),
        list(User.objects.order_by("pk").values_list("email", "password")),
    ]


def test_the_command_prints_what_it_did_with_few_queries(
    demo: tuple[str, Counter[str]], loaded: HomePage
) -> None:
    said, kinds = demo
    assert said == f"Demonstration: {DemoState.objects.count()} pieces loaded.\n"
    assert kinds["SELECT"] <= READS * (kinds["INSERT"] + kinds["UPDATE"])
    said, kinds = load_and_count()
    assert said == "Demonstration: nothing to do.\n"
    assert kinds["UPDATE"] == 0


def test_it_creates_pages_course_navigation_and_people(loaded: HomePage, client: Client) -> None:
    english = StandardPage.objects.filter(locale__language_code="en")
    assert {page.slug for page in english.live()} == SLUGS
    assert {page.title for page in loaded.get_children().live()} >= {"Courses", "Help"}
    assert User.objects.filter(email__endswith="@demo.km4b.example").count() == 8
    home = client.get("/en/")
    assert [item.title for item in home.context["navigation"]] == ["Courses", "Communities", "About", "Help"]
    assert home.context["navigation"][1].url == "/en/communities/"
    assert [len(column.links) for column in home.context["footer"].columns] == [4, 3, 2]
    read_and_found = {link.url for column in home.context["footer"].columns for link in column.links}
    assert read_and_found >= {"/en/vocabularies/", "/en/account/reading/", "/en/help/", "/en/accessibility/"}
    assert len(home.context["announcements"]) == 1
    assert len(home.context["courses"]) == 1


def test_the_course_has_discussions(loaded: HomePage, client: Client) -> None:
    course = CoursePage.objects.get(locale=loaded.locale)
    assert course.community is not None
    lessons = LessonPage.objects.under(course, levels=2)
    threads = Thread.objects.filter(origin_kind=LESSON, origin_key__in=lessons.values("translation_key"))
    assert threads.count() == 4  # of the first module
    assert threads.filter(post_count=0).count() == 0
    assert {thread.community for thread in threads} == {course.community}
    run_due()
    threads = threads.all()  # read again
    assert threads.count() == lessons.count(), "the worker opens one thread for each other lesson"
    for lesson in lessons:
        page = client.get(lesson.get_url()).content.decode()
        assert f"/en/threads/{threads.get(origin_key=lesson.translation_key).public_id}/" in page
    assert len(client.get("/en/").context["recent_threads"]) == 3
    french = CoursePage.objects.get(translation_key=course.translation_key, locale__language_code="fr")
    assert french.community == course.community


def test_a_translated_lesson_has_the_worksheet_in_its_language(loaded: HomePage) -> None:
    heads = {"en": "Knowledge map: a", "fr": "Carte des connaissances", "ar": "خريطة المعرفة"}
    for code, head in heads.items():
        lesson = LessonPage.objects.get(slug="where-knowledge-is-lost", locale__language_code=code)
        (block,) = [block for block in lesson.body if block.block_type == "download"]
        document = block.value["document"]
        assert block.value["title"] == document.title
        assert document.title.startswith(head)
        with document.open_file() as file:
            assert file.read().decode().startswith(f"# {head}")


def test_a_course_an_editor_gave_another_community_keeps_it(loaded: HomePage) -> None:
    course = CoursePage.objects.get(locale=loaded.locale)
    course.community = CommunityFactory()
    course.save_revision().publish()
    load(again=True)
    course.refresh_from_db()
    assert course.community == CoursePage.objects.get(pk=course.pk).community
    assert course.community.name.startswith("Community")


def test_each_page_has_400_to_900_words_and_a_summary(loaded: HomePage, client: Client) -> None:
    for name in page_names():
        content = read(name)
        words = sum(len(str(value).split()) for row in content["body"] for value in row.values())
        assert 400 <= words <= 900, name
        assert 50 <= len(content["search_description"]) <= 160, name
        page = client.get(f"/en/{content['slug']}/")
        assert page.status_code == 200
        assert all(section.title.endswith("?") for section in page.context["sections"]), name


def test_every_page_exists_in_each_locale(loaded: HomePage, client: Client) -> None:
    english = Page.objects.filter(locale__language_code="en", depth__gt=1).count()
    for code in ("fr", "ar"):
        assert Page.objects.filter(locale=Locale.objects.get(language_code=code)).count() == english
        translated = (CONTENT / f"{code}.po").exists()
        for path in ("", *(f"{slug}/" for slug in SLUGS)):
            page = client.get(f"/{code}/{path}")
            assert page.status_code == 200
            notice = page.context["language_notice"]
            assert bool(notice) is not translated, f"/{code}/{path} is shown in English"
    french = [item.title for item in client.get("/fr/?not=stored").context["navigation"]]
    assert french == ["Cours", "Communautés", "À propos", "Aide"]


def test_the_second_time_nothing_changes(loaded: HomePage) -> None:
    before = state()
    assert load() == 0
    assert state() == before
    assert load(again=True) > 0
    assert state()[:4] == before[:4]


def test_deleted_pages_are_loaded_again_only_on_request(loaded: HomePage) -> None:
    for page in Page.objects.filter(slug="terms"):
        page.delete()
    Announcement.objects.get().delete()
    load()
    assert not Page.objects.filter(slug="terms").exists()
    assert not Announcement.objects.exists()
    load(again=True)
    assert Page.objects.filter(slug="terms").count() == 3
    assert Announcement.objects.count() == 1


def test_an_editors_changes_are_kept(loaded: HomePage) -> None:
    loaded.heading = "Written by an editor"
    loaded.save_revision().publish()
    load(again=True)
    assert HomePage.objects.get(pk=loaded.pk).heading == "Written by an editor"


def test_markdown_becomes_rich_text_with_links_to_pages(loaded: HomePage) -> None:
    about = loaded.get_children().get(slug="about")
    html = rich_text("**Bold** and [about](page:about)\n\n<script>x</script>", lambda slug: about)
    assert html.startswith(f'<p><b>Bold</b> and <a linktype="page" id="{about.pk}">about</a></p>')
    assert "<script>" not in html


def test_content_files_are_read_strictly() -> None:
    with pytest.raises(ValueError, match="no page nowhere"):
        rich_text("[x](page:nowhere)", lambda slug: None)
    with pytest.raises(ValueError, match="not image"):
        blocks([{"image": "x"}], lambda slug: None)


def sources() -> Iterator[Page]:
    """Return the demonstration's pages in English."""
    yield from Page.objects.filter(locale__language_code="en", live=True, depth__gt=1).specific()


def test_module_one_is_translated_completely(loaded: HomePage) -> None:
    module = Page.objects.get(slug=MODULE, locale__language_code="en")
    wanted = [*module.get_ancestors(inclusive=True).filter(depth__gt=2), *module.get_children()]
    assert len(wanted) == 7
    for code in LOCALES:
        locale = Locale.objects.get(language_code=code)
        segments = StringSegment.objects.filter(
            source__object_id__in=[page.translation_key for page in wanted]
        ).annotate_translation(locale)
        assert segments.count() > 400
        assert [segment.string.data for segment in segments.filter(translation__isnull=True)] == []
        made = [page.get_translation(locale) for page in wanted]
        assert {(page.alias_of_id, page.live, page.has_unpublished_changes) for page in made} == {
            (None, True, False)
        }
        assert [page.slug for page in made] == [page.slug for page in wanted]


def test_every_entry_of_the_catalogues_is_used(loaded: HomePage) -> None:
    said = {text.source for page in sources() for text in texts_of(page, with_slug=True)}
    whole = {code: set[str]() for code in LOCALES}
    for name, code, path in catalogues(LOCALES):
        words = set(read_catalogue(path))
        assert words - said == set(), f"{name} holds what no page says"
        whole[code] |= words
    assert whole["fr"] == whole["ar"]


def test_a_catalogue_translates_a_page_completely(loaded: HomePage) -> None:
    for code in LOCALES:
        locale = Locale.objects.get(language_code=code)
        titles = {
            title
            for _name, language, path in catalogues([code])
            if language == code
            for title in read_catalogue(path)
        }
        begun = {page.translation_key for page in sources() if page.title in titles and not page.is_root()}
        made = Translation.objects.filter(target_locale=locale).values_list("source__object_id", flat=True)
        assert begun == set(made)


def test_the_other_modules_stay_in_english(loaded: HomePage) -> None:
    module = Page.objects.get(slug=MODULE, locale__language_code="en")
    others = LessonPage.objects.exclude(path__startswith=module.path).filter(locale__language_code="fr")
    assert {page.alias_of_id is not None for page in others if page.get_parent().slug != MODULE} == {True}


def test_an_editors_translations_are_kept(loaded: HomePage) -> None:
    row = StringTranslation.objects.filter(locale__language_code="fr").first()
    StringTranslation.objects.filter(pk=row.pk).update(data="Mieux")
    number = StringTranslation.objects.count()
    load(again=True)
    assert StringTranslation.objects.get(pk=row.pk).data == "Mieux"
    assert StringTranslation.objects.count() == number
    assert load() == 0


def test_a_catalogue_that_came_later_is_loaded_once(loaded: HomePage) -> None:
    DemoState.objects.filter(name="course in ar").delete()
    assert load() == 1
    assert load() == 0


def test_a_page_is_translated_completely_or_not_at_all(loaded: HomePage, tmp_path: Path) -> None:
    locale = Locale.objects.get(language_code="fr")
    lesson = LessonPage.objects.filter(locale=loaded.locale).last()
    catalogue = {text.source: "x" for text in texts_of(lesson, with_slug=True)}
    catalogue.popitem()
    assert apply_catalogue([lesson], locale, catalogue) == []
    assert lesson.get_translation(locale).alias_of_id == lesson.pk
