"""Rate limits of forms in which people write: the form comes back with the reason, and nothing is lost."""

import math
from dataclasses import dataclass

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from core.base.ratelimit import RateLimited, by_member_or_address, count


@dataclass(frozen=True)
class LimitReached:
    """How long, in seconds, until the form may be sent again."""

    seconds: int

    def respond(self, response: HttpResponse) -> HttpResponse:
        """Return the page with the form as a 429."""
        response.status_code = 429
        response["Retry-After"] = str(self.seconds)
        return response


def check_limit(request: HttpRequest, form: BaseForm, name: str, rate: str) -> LimitReached | None:
    """Count one more form of this name; when there were too many, add the reason to the form's errors.

    `name` and `rate` as in `core.base.ratelimit.ratelimit`; counted by member, for visitors by address.
    """
    try:
        count(name, rate, by_member_or_address(request))
    except RateLimited as refusal:
        minutes = math.ceil(refusal.retry_after / 60)
        words = ngettext(
            "You have posted a lot in a short time. Send it again in %(minutes)d minute.",
            "You have posted a lot in a short time. Send it again in %(minutes)d minutes.",
            minutes,
        )
        form.add_error(None, words % {"minutes": minutes})
        return LimitReached(refusal.retry_after)
    return None
