"""Reading times as text."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


def minutes(count: int) -> str:
    """Return "1 minute", "12 minutes"."""
    return ngettext("%(count)d minute", "%(count)d minutes", count) % {"count": count}


def long_time(count: int) -> str:
    """Return minutes as people say them: "about 50 minutes", "about 2 hours", "about 2 hours 30 minutes"."""
    if count < 90:
        return _("about %(time)s") % {"time": minutes(5 * round(count / 5) if count > 20 else count)}
    hours, rest = divmod(30 * round(count / 30), 60)
    words = ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    if rest:
        words = _("%(hours)s %(minutes)s") % {"hours": words, "minutes": minutes(rest)}
    return _("about %(time)s") % {"time": words}
