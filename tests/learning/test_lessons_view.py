"""Views of lessons, their progress and bookmarks."""

import re

import pytest
from django.urls import reverse

from learning.models import LessonProgress
from learning.selectors import course_outline
from learning.services import enrol, mark_read, save_bookmark
from tests.factories.learning import DETAIL, END, LessonFactory, ModuleFactory, fresh, lessons_of, make_course
from tests.html import normalise_html
from tests.learning.test_courses_view import words

pytestmark = pytest.mark.django_db


def url(verb, lesson):
    return reverse(f"learning:lesson_{verb}", args=[lesson.translation_key])


def test_a_visitor_reads_an_open_lesson_and_is_offered_an_account(client, lessons):
    response = client.get(lessons[0].get_url())
    text = words(response)
    assert "Lesson 1 of 3" in text
    assert "Take this course, and the site remembers" in text
    assert f'id="{DETAIL}"' in response.content.decode()
    assert f'href="#{END}"' in response.content.decode()
    assert "<reading-bookmark" not in response.content.decode()
    assert not LessonProgress.objects.exists()


def test_opening_is_recorded_for_learners_only(as_user, lessons, learner, captain, enrolment):
    as_user(captain).get(lessons[1].get_url())
    as_user(learner).head(lessons[1].get_url())
    assert not LessonProgress.objects.exists()
    as_user(learner).get(lessons[1].get_url())
    enrolment.refresh_from_db()
    assert enrolment.last_lesson_key == lessons[1].translation_key


def test_the_outline_moves_at_once_to_the_opened_lesson(as_user, lessons, learner, enrolment):
    client = as_user(learner)
    for number, lesson in enumerate(lessons):
        page = client.get(lesson.get_url())
        states = re.findall(r'<li class="(done|current|todo)"', page.content.decode())
        assert states == ["current" if place == number else "todo" for place in range(3)]
        assert "opened; 10 minutes" in words(page)


def test_the_first_opening_of_a_long_course_stays_within_its_queries(home, as_user, learner, count_queries):
    course = make_course(home, lessons=3)
    enrol(course, by=learner)
    client = as_user(learner)
    client.get(course.get_url())
    assert count_queries(client, lessons_of(course)[1].get_url()) <= 23


def test_marking_as_read_redirects_to_the_next_lesson(as_user, course, lessons, learner, enrolment):
    client = as_user(learner)
    response = client.post(url("read", lessons[0]), follow=True)
    assert response.redirect_chain == [(lessons[1].get_url(), 302)]
    said = f"Marked as read. 1 of 3 lessons read; about 20 minutes left. Next: {lessons[1].title}"
    assert said in response.content.decode()
    client.post(url("read", lessons[1]))
    response = client.post(url("read", lessons[2]), follow=True)
    assert response.redirect_chain == [(course.get_url(), 302)]
    assert (
        "Marked as read. That was the last lesson: you have read the whole course."
        in response.content.decode()
    )


def test_sending_twice_is_harmless(as_user, lessons, learner, enrolment):
    client = as_user(learner)
    for _time in range(2):
        assert client.post(url("read", lessons[0])).status_code == 302
    assert LessonProgress.objects.read().count() == 1


def test_the_mark_can_be_removed(as_user, course, lessons, learner, enrolment):
    client = as_user(learner)
    client.post(url("read", lessons[0]))
    assert "You have read this lesson." in words(client.get(lessons[0].get_url()))
    response = client.post(url("unread", lessons[0]), follow=True)
    assert "This lesson is marked as not read." in response.content.decode()
    assert "I have read this" in words(response)
    assert course_outline(course, learner).done == 0


def test_the_bookmark_is_shown_on_return(as_user, course, lessons, learner, enrolment):
    client = as_user(learner)
    assert client.post(url("bookmark", lessons[0]), {"bookmark": DETAIL}).status_code == 204
    page = client.get(lessons[0].get_url()).content.decode()
    assert "Last time you stopped at “<bdi>Detail</bdi>”." in page
    assert f'href="#{DETAIL}">Continue from there' in page
    assert f'<reading-bookmark action="{url("bookmark", lessons[0])}" bookmark="{DETAIL}">' in page
    assert f'href="{lessons[0].get_url()}#{DETAIL}"' in client.get(course.get_url()).content.decode()


def test_an_unknown_bookmark_is_refused(as_user, lessons, learner, enrolment):
    client = as_user(learner)
    for place in ("nonsense", "s-99999999-1", "\x00", "x" * 100_000):
        assert client.post(url("bookmark", lessons[0]), {"bookmark": place}).status_code == 422
    assert not LessonProgress.objects.exists()


def test_bookmarks_are_rate_limited(as_user, lessons, learner, enrolment):
    client = as_user(learner)
    address, sent = url("bookmark", lessons[0]), {"bookmark": DETAIL}
    answers = [client.post(address, sent).status_code for _time in range(61)]
    assert answers == [204] * 60 + [429]


def test_without_enrolment_nothing_is_recorded(as_user, lessons, captain):
    client = as_user(captain)
    for verb in ("read", "unread"):
        response = client.post(url(verb, lessons[0]), follow=True)
        assert response.redirect_chain == [(lessons[0].get_url(), 302)]
        assert "Join this course, and what you read is remembered." in response.content.decode()
    assert client.post(url("bookmark", lessons[0]), {"bookmark": DETAIL}).status_code == 404
    assert not LessonProgress.objects.exists()


def test_a_closed_lesson_redirects_to_its_course(
    client, as_user, course, learner, captain, editor, enrolment
):
    closed = LessonFactory(parent=fresh(course.get_first_child().specific), is_open=False, title="Closed")
    assert client.get(closed.get_url()).url == course.get_url()
    assert as_user(captain).get(closed.get_url()).url == f"{course.get_url()}?enrol=1"
    assert as_user(learner).get(closed.get_url()).status_code == 200
    assert as_user(editor).get(closed.get_url()).status_code == 200
    # The lesson before it does not link to what is closed.
    last_open = lessons_of(fresh(course))[2]
    assert f'rel="next" href="{closed.get_url()}"' not in client.get(last_open.get_url()).content.decode()


@pytest.mark.parametrize("verb", ["read", "unread", "bookmark"])
def test_missing_objects_are_404(as_user, home, course, lessons, learner, enrolment, verb):
    client = as_user(learner)
    unknown = f"/en/learn/lessons/00000000-0000-4000-8000-000000000000/{verb}/"
    assert client.post(unknown).status_code == 404
    assert client.post(f"/en/learn/lessons/not-a-key/{verb}/").status_code == 404
    assert client.get(url(verb, lessons[0])).status_code == 405
    assert client.put(url(verb, lessons[0])).status_code == 405
    fresh(lessons[0].get_parent().specific).unpublish()
    assert client.post(url(verb, lessons[0])).status_code == 404
    assert client.get(lessons[0].get_url()).status_code == 404


def test_a_course_key_is_no_lesson_key(as_user, course, learner, enrolment):
    assert as_user(learner).post(url("read", course)).status_code == 404


def test_one_progress_in_two_languages(as_user, course, french, lessons, learner, enrolment):
    client = as_user(learner)
    there = reverse("learning:lesson_read", args=[lessons[0].translation_key]).replace("/en/", "/fr/")
    assert client.post(there).url == lessons_of(french)[1].get_url()
    assert course_outline(course, learner).done == 1


def test_the_body_of_an_untranslated_lesson_has_one_language(client, french):
    page = normalise_html(client.get(lessons_of(french)[0].get_url()).content.decode())
    assert '<div class="prose" lang="en" dir="ltr">' in page


def test_a_preview_of_a_draft_records_nothing(as_user, lessons, admin):
    lesson = lessons[0]
    lesson.title = "Draft title"
    lesson.is_open = False
    lesson.save_revision()
    client = as_user(admin)
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[lesson.pk]))
    assert answer.status_code == 200
    assert "Draft title" in words(answer)
    assert not LessonProgress.objects.exists()


def test_a_new_lesson_can_be_previewed_before_it_is_saved(as_user, lessons, admin):
    module = lessons[0].get_parent()
    client, address = (
        as_user(admin),
        reverse("wagtailadmin_pages:preview_on_add", args=["learning", "lessonpage", module.pk]),
    )
    form = {
        "title": "New",
        "slug": "new",
        "summary": "Soon.",
        "minutes": "5",
        "outcomes-count": "0",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert client.post(address, form).json()["is_valid"]
    answer = client.get(address)
    assert answer.status_code == 200
    assert "New" in words(answer)


@pytest.mark.parametrize("signed_in", [False, True])
def test_queries_do_not_grow_with_lessons(home, as_user, learner, stranger, signed_in, count_queries):
    counts = []
    for number in (1, 3):
        course = make_course(home, lessons=number)
        if number == 3:
            LessonFactory(parent=ModuleFactory(parent=fresh(course)))
        enrol(course, by=learner)
        lesson = lessons_of(course)[0]
        save_bookmark(lesson, by=learner, bookmark=END)
        client = as_user(learner if signed_in else stranger)
        client.get(lesson.get_url())
        counts.append(count_queries(client, lesson.get_url()))
    assert counts[0] == counts[1]
    assert counts[0] <= 21


def test_marking_read_shows_the_date(as_user, lessons, learner, enrolment):
    mark_read(lessons[0], by=learner)
    assert "Read on" in words(as_user(learner).get(lessons[0].get_url()))


def test_the_outline_shows_where_the_reader_is(as_user, course, lessons, learner, enrolment):
    other = ModuleFactory(parent=fresh(course), title="Another module")
    LessonFactory(parent=fresh(other))
    as_user(learner).post(url("read", lessons[0]))
    page = normalise_html(as_user(learner).get(lessons[0].get_url()).content.decode())
    outline = page.split('<div class="outline stack">')[1].split("</aside>")[0]
    (here,) = re.findall(r'<li class="done" aria-current="step">(.*?)</li>', outline)
    assert f'href="{lessons[0].get_url()}" aria-current="page"' in here
    assert "You are here" in here
    modules = re.findall(r'<details class="outline-module"( open)?>.*?<bdi>(.*?)</bdi>', outline, re.DOTALL)
    assert modules == [(" open", lessons[0].get_parent().title), ("", "Another module")]
    folded = page.split('<details class="outline-disclosure">')[1].split("</details>")[0]
    assert "Lesson 1 of 4" in folded
    assert lessons[0].title in folded


def test_the_current_lesson_is_not_marked_on_another_page(as_user, course, lessons, learner, enrolment):
    as_user(learner).get(lessons[0].get_url())
    assert 'aria-current="page"' not in as_user(learner).get("/en/").content.decode().split("<main")[1]
