"""Progress in words."""

from typing import TYPE_CHECKING

from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from learning.enums import StepState

if TYPE_CHECKING:
    from learning.selectors.outline import Outline, Step

HALF_FROM, NEARLY_FROM = 0.35, 0.7


def minutes(count: int) -> str:
    """Give "1 minute", "12 minutes"."""
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def long_time(count: int) -> str:
    """Give minutes as people say them: "about 50 minutes", "about 2 hours", "about 2 hours 30 minutes"."""
    if count < 90:
        return _("about %(time)s") % {"time": minutes(5 * round(count / 5) if count > 20 else count)}
    hours, rest = divmod(30 * round(count / 30), 60)
    words = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if rest:
        words = _("%(hours)s %(minutes)s") % {"hours": words, "minutes": minutes(rest)}
    return _("about %(time)s") % {"time": words}


def lessons(count: int) -> str:
    """Give "1 lesson", "4 lessons"."""
    return ngettext("%(count)d lesson", "%(count)d lessons", count) % {"count": count}


def read_of(done: int, total: int) -> str:
    """Give "2 of 4 lessons read"."""
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


def of_step(step: "Step") -> str:
    """Say where a lesson stands: "read, 12 minutes", "half read; 9 minutes left", "12 minutes"."""
    time, left = minutes(step.lesson.minutes), minutes(step.minutes_left)
    if step.is_closed:
        return _("%(time)s; opens when you join the course") % {"time": time}
    if step.is_read:
        return _("read, %(time)s") % {"time": time}
    if step.state != StepState.NOW:
        return time
    if step.place is None:
        opened = step.reading is not None
        return (_("opened; %(time)s") if opened else _("next; %(time)s")) % {"time": time}
    if step.place.before < HALF_FROM:
        return _("in progress; %(left)s left") % {"left": left}
    if step.place.before < NEARLY_FROM:
        return _("half read; %(left)s left") % {"left": left}
    return _("nearly read; %(left)s left") % {"left": left}


def of_outline(outline: "Outline") -> str:
    """Say how far a person is: "2 of 4 lessons read; about 25 minutes left"."""
    if not outline.total:
        return _("No lesson is open yet.")
    if outline.all_read:
        return ngettext("The lesson is read", "All %(count)d lessons read", outline.total) % {
            "count": outline.total
        }
    if not any(step.reading for step in outline):
        return _("Not started; %(lessons)s, %(time)s") % {
            "lessons": lessons(outline.total),
            "time": long_time(outline.minutes),
        }
    return ngettext(
        "%(done)d of %(total)d lesson read; %(time)s left",
        "%(done)d of %(total)d lessons read; %(time)s left",
        outline.total,
    ) % {"done": outline.done, "total": outline.total, "time": long_time(outline.minutes_left)}
