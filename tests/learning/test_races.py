"""Two requests at once, with real threads and connections."""

import threading

import pytest
from django.db import IntegrityError, connection
from wagtail.models import Revision

from core.mail.models import MailMessage
from core.web.page_facts import rebuild
from learning.models import Enrolment, LessonFacts, LessonProgress
from learning.services import complete_course, enrol, mark_read
from learning.services.completion import complete

pytestmark = pytest.mark.django_db(transaction=True)
THREADS = 4


def at_once(work):
    """Run `work(barrier)` in THREADS threads; return the errors they raised."""
    barrier, errors = threading.Barrier(THREADS, timeout=20), []

    def run():
        try:
            work(barrier)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _number in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return errors


def test_enrolling_at_once_makes_one_enrolment(course, learner):
    def work(barrier):
        barrier.wait()
        enrol(course, by=learner)

    assert at_once(work) == []
    assert Enrolment.objects.count() == 1


def test_control_looking_first_and_then_making_fails(course, learner):
    def work(barrier):
        mine = Enrolment.objects.filter(user=learner, course_key=course.translation_key)
        there = mine.exists()
        barrier.wait()
        if not there:
            Enrolment.objects.create(user=learner, course_key=course.translation_key)

    errors = at_once(work)
    assert [type(error) for error in errors] == [IntegrityError] * (THREADS - 1)


def test_reading_at_once_is_read_once(course, lessons, learner):
    enrol(course, by=learner)

    def work(barrier):
        barrier.wait()
        mark_read(lessons[0], by=learner)

    assert at_once(work) == []
    assert LessonProgress.objects.read().count() == 1


def test_first_publications_at_once_write_the_facts_once(lessons):
    lesson = lessons[0]
    revision = lesson.save_revision()
    lesson.unpublish()
    assert not LessonFacts.objects.filter(page=lesson).exists()

    def work(barrier):
        mine = Revision.objects.get(pk=revision.pk)
        barrier.wait()
        mine.publish()

    assert at_once(work) == []
    written = list(LessonFacts.objects.order_by("pk").values())
    rebuild()
    assert written == list(LessonFacts.objects.order_by("pk").values())
    assert lesson.pk in {facts["page_id"] for facts in written}


def test_the_last_two_lessons_at_once_complete_the_course(course, lessons, learner):
    enrol(course, by=learner)
    mark_read(lessons[0], by=learner)
    which = iter([lessons[1], lessons[2]] * (THREADS // 2))

    def work(barrier):
        lesson = next(which)
        barrier.wait()
        mark_read(lesson, by=learner)

    assert at_once(work) == []
    assert Enrolment.objects.get().completed_at is not None


def test_completing_at_once_by_reading_and_by_a_change_happens_once(course, lessons, learner):
    enrol(course, by=learner)
    for lesson in lessons[:2]:
        mark_read(lesson, by=learner)
    which = iter([True, False] * (THREADS // 2))
    times = []

    def work(barrier):
        reads = next(which)
        barrier.wait()
        if reads:
            mark_read(lessons[2], by=learner)
        else:
            complete_course(course.translation_key)
        times.append((reads, Enrolment.objects.get().completed_at))

    assert at_once(work) == []
    # Who checks before anybody has read finds nothing to complete.
    assert {at for reads, at in times if reads or at} == {Enrolment.objects.get().completed_at}
    assert (True, None) not in times
    assert MailMessage.objects.count() <= 1


def test_control_completing_without_looking_again_completes_twice(course, lessons, learner):
    enrolment = enrol(course, by=learner)
    copies = [Enrolment.objects.get(pk=enrolment.pk) for _number in range(THREADS)]
    enrolments = iter(copies)

    def work(barrier):
        mine = next(enrolments)
        barrier.wait()
        complete(mine)  # without the lock of its callers

    assert at_once(work) == []
    assert len({copy.completed_at for copy in copies}) == THREADS
