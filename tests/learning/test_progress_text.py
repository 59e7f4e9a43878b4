"""The progress of a reader as text."""

import pytest
from django.utils import translation

from learning.selectors import course_outline
from learning.selectors.durations import long_time
from learning.selectors.progress_text import lessons, read_of
from learning.services import save_bookmark
from tests.factories.learning import DETAIL, fresh


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (1, "about 1 minute"),
        (12, "about 12 minutes"),
        (48, "about 50 minutes"),
        (89, "about 90 minutes"),
        (110, "about 2 hours"),
        (150, "about 2 hours 30 minutes"),
    ],
)
def test_long_times(minutes, said):
    with translation.override("en"):
        assert long_time(minutes) == said


def test_one_and_many():
    with translation.override("en"):
        assert (lessons(1), lessons(4)) == ("1 lesson", "4 lessons")
        assert (read_of(1, 1), read_of(0, 4)) == ("1 of 1 lesson read", "0 of 4 lessons read")


@pytest.mark.django_db
def test_a_lesson_that_was_opened_is_a_course_begun(course, lessons, learner, enrolment):
    with translation.override("en"):
        assert course_outline(fresh(course), learner).words.startswith("Not started; ")
        save_bookmark(lessons[0], by=learner, bookmark=DETAIL)
        assert course_outline(fresh(course), learner).words.startswith("0 of 3 lessons read; ")
