"""The catch-up over plain HTTP, for readers whose socket is down, and for those who have none."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from core.base.ratelimit import READING, ratelimit
from core.realtime import event_reader
from core.realtime.batching import next_batch
from core.web.access import public
from core.web.responses import NO_STORE


@public  # the audience of the space decides, for each person, below
@require_safe
@ratelimit("catch_up", rate="240/m", methods=READING)
def catch_up(request: HttpRequest, space_id: UUID) -> HttpResponse:
    """Return what happened after `?after=` as JSON, the message a socket would have sent.

    404 for a space this person may not listen to, 400 for a cursor that is no number. `more` says that
    another call is needed.
    """
    try:
        after = int(request.GET.get("after", ""))
    except ValueError:
        return JsonResponse({"error": "Give the cursor as a number: ?after=12"}, status=400)
    space = event_reader.find_space(space_id)
    if space is None:
        raise Http404
    batch = next_batch(space, min(max(after, 0), 2**62))
    # Asked after the reading: who was removed before an event was written does not get it.
    audience = event_reader.audience_of(space, request.user.pk)
    if audience is None:
        raise Http404
    content = event_reader.message(space, batch, audience, get_language() or "en") | {"more": batch.more}
    return JsonResponse(content, headers=NO_STORE)
