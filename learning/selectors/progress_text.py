"""The progress of a reader as text."""

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from learning.selectors.durations import long_time, minutes

HALF_FROM, NEARLY_FROM = 0.35, 0.7


def lessons(count: int) -> str:
    """Return "1 lesson", "4 lessons"."""
    return ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}


def read_of(done: int, total: int) -> str:
    """Return "2 of 4 lessons read"."""
    return ngettext("%(done)d of %(total)d lesson read", "%(done)d of %(total)d lessons read", total) % {
        "done": done,
        "total": total,
    }


def lessons_in(done: int, total: int, code: str) -> str:
    """Return "4 of 14 lessons in French"."""
    words = {"done": done, "total": total, "language": get_language_info(code)["name_translated"]}
    return (
        ngettext(
            "%(done)d of %(total)d lesson in %(language)s",
            "%(done)d of %(total)d lessons in %(language)s",
            total,
        )
        % words
    )


def lesson_text(
    *,
    length: int,
    left: int,
    is_closed: bool,
    is_read: bool,
    is_current: bool,
    is_opened: bool,
    share: float | None,
) -> str:
    """Return the progress in a lesson: "read, 12 minutes", "half read; 9 minutes left", "12 minutes".

    `length` and `left` are minutes; `share` is the part (0 to 1) before the section where the reader stopped.
    """
    time, time_left = minutes(length), minutes(left)
    if is_closed:
        return _("%(time)s; opens when you join the course") % {"time": time}
    if is_read:
        return _("read, %(time)s") % {"time": time}
    if not is_current:
        return time
    if share is None:
        return (_("opened; %(time)s") if is_opened else _("next; %(time)s")) % {"time": time}
    if share < HALF_FROM:
        return _("in progress; %(left)s left") % {"left": time_left}
    if share < NEARLY_FROM:
        return _("half read; %(left)s left") % {"left": time_left}
    return _("nearly read; %(left)s left") % {"left": time_left}


def course_text(*, done: int, total: int, is_started: bool, length: int, left: int) -> str:
    """Return the progress in a course: "2 of 4 lessons read; about 25 minutes left". Times are in minutes."""
    if not total:
        return _("No lesson is open yet.")
    if done == total:
        return ngettext("The lesson is read", "All %(count)d lessons read", total) % {"count": total}
    if not is_started:
        return _("Not started; %(lessons)s, %(time)s") % {
            "lessons": lessons(total),
            "time": long_time(length),
        }
    return ngettext(
        "%(done)d of %(total)d lesson read; %(time)s left",
        "%(done)d of %(total)d lessons read; %(time)s left",
        total,
    ) % {"done": done, "total": total, "time": long_time(left)}
