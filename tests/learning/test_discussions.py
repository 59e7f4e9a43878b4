"""Lessons and their threads: created by the worker, linked in both directions."""

from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation
from wagtail.models import Page, PageViewRestriction

from cop import services, thread_sources
from cop.models import Community, ReadMark, Thread
from core.jobs.testing import run_due
from learning.models import CoursePage
from learning.selectors.discussions import LESSON, discussion_of, lesson_origins
from learning.services.threads import open_threads, share_community
from tests.factories.cop import CommunityFactory, add_member, closed_community, say
from tests.factories.learning import LessonFactory, fresh, lessons_of, make_course
from tests.learning.test_courses_view import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def community(db):
    return CommunityFactory(name="Practitioners")


@pytest.fixture
def discussed(course, community):
    """The course in the community, with its threads."""
    course.community = community
    course.save_revision().publish()
    run_due()
    return course


def threads():
    """Return key and title of each lesson's thread."""
    return dict(Thread.objects.filter(origin_kind=LESSON).values_list("origin_key", "title"))


def keys_of(lessons):
    return {lesson.translation_key: lesson.title for lesson in lessons}


def test_setting_the_community_of_a_course_creates_a_thread_for_each_lesson(course, lessons, community):
    course.save_revision().publish()
    run_due()
    assert threads() == {}
    course.community = community
    course.save_revision().publish()
    run_due()
    assert threads() == keys_of(lessons)
    assert set(Thread.objects.values_list("community", "author", "post_count", "language")) == {
        (community.pk, None, 0, "en")
    }


def test_a_lesson_published_later_gets_one_too(discussed, lessons):
    module = fresh(lessons[0].get_parent().specific)
    lesson = LessonFactory(parent=module, title="Later", live=False)
    run_due()
    assert lesson.translation_key not in threads()
    lesson.save_revision().publish()
    run_due()
    assert threads()[lesson.translation_key] == "Later"


def test_repeating_opens_no_second_thread(discussed, lessons):
    for lesson in lessons:
        lesson.save_revision().publish()
    run_due()
    assert open_threads(discussed.translation_key) == 0
    assert Thread.objects.count() == 3


def test_publishing_is_one_job_for_a_course(discussed, lessons):
    from core.jobs.models import Job

    waiting = Job.objects.filter(task="learning.open_threads", status="ready")
    for lesson in lessons:
        lesson.save_revision().publish()
    assert waiting.count() == 1


def test_other_pages_enqueue_nothing(home):
    home.save_revision().publish()
    assert open_threads(uuid4()) == 0


def test_lessons_of_unpublished_or_private_parts_get_no_thread(course, lessons, community):
    CoursePage.objects.update(community=community)
    hidden = make_course(lessons[0].get_site().root_page.specific, lessons=1, community=community)
    module = Page.objects.get(pk=lessons_of(hidden)[0].get_parent().pk)
    PageViewRestriction.objects.create(page=module, restriction_type=PageViewRestriction.LOGIN)
    assert open_threads(hidden.translation_key) == 0
    module.view_restrictions.all().delete()
    module.specific.unpublish()
    assert open_threads(hidden.translation_key) == 0


def test_a_long_title_is_shortened(course, lessons, community):
    lessons[0].title = "word " * 40
    lessons[0].save()
    CoursePage.objects.update(community=community)
    open_threads(course.translation_key)
    assert len(threads()[lessons[0].translation_key]) <= 160


def test_the_first_version_decides_for_all_languages(discussed, french, community):
    other = CommunityFactory()
    french.refresh_from_db()
    CoursePage.objects.filter(pk=french.pk).update(community=other)
    share_community(discussed.translation_key)
    french.refresh_from_db()
    assert french.community == community
    discussed.community = None
    discussed.save_revision().publish()
    run_due()
    french.refresh_from_db()
    assert french.community is None
    assert Thread.objects.count() == 3, "the posts are kept"


def test_a_lesson_has_one_thread_for_all_its_languages(course, french, lessons, community):
    CoursePage.objects.update(community=community)
    assert open_threads(course.translation_key) == 3
    assert threads() == keys_of(lessons)


def test_deleting_a_community_keeps_the_course(discussed):
    Thread.objects.all().delete()
    Community.objects.all().delete()
    discussed.refresh_from_db()
    assert discussed.community is None


# The lesson's page


def test_the_lesson_links_to_its_thread(client, discussed, lessons):
    text = words(client.get(lessons[0].get_url()))
    assert "Discuss this lesson" in text
    assert "Nobody has written yet." in text
    thread = Thread.objects.get(origin_key=lessons[0].translation_key)
    assert f'href="/en/threads/{thread.public_id}/"' in client.get(lessons[0].get_url()).content.decode()


def test_it_shows_the_number_of_posts_and_new_ones(discussed, community, lessons, learner, captain, as_user):
    for person in (learner, captain):
        add_member(community, person)
    thread = Thread.objects.get(origin_key=lessons[0].translation_key)
    for number in range(5):
        say(thread, captain, f"Words {number}")
    client = as_user(learner)
    text = words(client.get(lessons[0].get_url()))
    assert "5 posts" in text
    assert " new" not in text, "a reader who never opened it sees the number of posts, not of new ones"
    services.mark_read(thread, by=learner, number=2)
    say(thread, learner, "My own words")
    found = discussion_of(lessons[0], discussed.path, learner)
    assert (found.posts, found.new) == (6, 3)
    page = client.get(lessons[0].get_url())
    assert "3 new" in words(page)
    assert f'href="/en/threads/{thread.public_id}/unread/"' in page.content.decode()
    assert discussion_of(lessons[0], discussed.path, AnonymousUser()).new == 0


def test_without_a_community_or_a_thread_there_is_no_link(client, course, lessons, discussed):
    Thread.objects.filter(origin_key=lessons[1].translation_key).delete()
    assert "Discuss" not in words(client.get(lessons[1].get_url()))
    CoursePage.objects.update(community=None)
    assert "Discuss" not in words(client.get(lessons[0].get_url()))


def test_the_link_to_a_closed_community_is_for_its_members_only(
    client, as_user, course, lessons, learner, captain
):
    community = closed_community()
    add_member(community, learner)
    CoursePage.objects.update(community=community)
    open_threads(course.translation_key)
    seen = {
        name: "Discuss" in words(each.get(lessons[0].get_url()))
        for name, each in (("stranger", client), ("learner", as_user(learner)), ("captain", as_user(captain)))
    }
    assert seen == {"stranger": False, "learner": True, "captain": False}


@pytest.mark.parametrize("posts", [0, 3, 30])
def test_the_link_needs_one_query(discussed, community, lessons, learner, posts, django_assert_num_queries):
    add_member(community, learner)
    thread = Thread.objects.get(origin_key=lessons[0].translation_key)
    for number in range(posts):
        say(thread, learner, f"Words {number}")
    ReadMark.objects.update_or_create(user=learner, thread=thread, defaults={"number": 0})
    with django_assert_num_queries(1):
        discussion_of(lessons[0], discussed.path, learner)


# The lesson a thread belongs to


def test_a_thread_names_its_lesson_in_the_readers_language(discussed, french, lessons):
    thread = Thread.objects.get(origin_key=lessons[0].translation_key)
    origin = thread_sources.Origin(lessons[0].title, lessons[0].get_url(), "en")
    assert thread_sources.origin_of(thread) == origin
    with translation.override("fr"):
        found = thread_sources.origin_of(thread)
    assert found.url.startswith("/fr/")
    assert found.language == "en", "an untranslated copy is in its source's language"
    with translation.override("ar"):
        assert thread_sources.origin_of(thread).url.startswith("/en/")


def test_lessons_not_everyone_may_see_are_left_out(discussed, lessons):
    keys = {lesson.translation_key for lesson in lessons}
    lessons[0].unpublish()
    PageViewRestriction.objects.create(page=lessons[1], restriction_type=PageViewRestriction.LOGIN)
    assert set(lesson_origins(keys)) == {lessons[2].translation_key}
    discussed.unpublish()
    assert lesson_origins(keys) == {}


def test_many_threads_need_as_many_queries_as_one(discussed, lessons, django_assert_num_queries):
    lessons[0].get_url()  # the root paths of the sites are cached
    for some in (lessons[:1], lessons):
        with django_assert_num_queries(1):
            assert len(lesson_origins([lesson.translation_key for lesson in some])) == len(some)
