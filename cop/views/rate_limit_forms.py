"""How often one may post, said in the form itself: what was written is not lost on an error page."""

import math
from dataclasses import dataclass
from typing import TypeVar

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from core.base.ratelimit import RateLimited, by_member_or_address, count

POSTING = "10/m,60/h"
F = TypeVar("F", bound=Form)


@dataclass(frozen=True)
class Wait:
    """How long, in seconds, until one may post again."""

    seconds: int

    def told(self, form: F) -> F:
        """Return the form with the words."""
        minutes = math.ceil(self.seconds / 60)
        words = ngettext(
            "You have posted a lot in a short time. Send it again in %(minutes)d minute.",
            "You have posted a lot in a short time. Send it again in %(minutes)d minutes.",
            minutes,
        )
        form.add_error(None, words % {"minutes": minutes})
        return form

    def answer(self, response: HttpResponse) -> HttpResponse:
        """Return the page with the form as a 429."""
        response.status_code = 429
        response["Retry-After"] = str(self.seconds)
        return response


def too_often(request: HttpRequest) -> Wait | None:
    """Count one more post; a Wait when there were too many."""
    try:
        count("cop.post", POSTING, by_member_or_address(request))
    except RateLimited as refusal:
        return Wait(refusal.retry_after)
    return None
