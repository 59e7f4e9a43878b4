"""The embedded site with one more URL, `/write`, and one more job, for benchmarks/sqlite_writers.py.

`uvicorn benchmarks.writing_site:application` serves it, `python -m benchmarks.writing_site` is its worker.
"""

import os
import sys
import time
from datetime import UTC, datetime, timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"

from django.conf import settings

settings.ROOT_URLCONF = __name__
settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.csrf import csrf_exempt  # noqa: E402

from config.asgi import application  # noqa: E402, F401  (sets Django up)
from core.jobs import enqueue, job  # noqa: E402
from core.jobs.cleanup import delete_in_batches  # noqa: E402
from core.jobs.models import PeriodicTick  # noqa: E402
from core.jobs.throttle import yield_to_writers  # noqa: E402
from core.mail import send_rendered  # noqa: E402
from core.web.access import public  # noqa: E402

LOCKED = 0.4  # seconds for which one batch keeps the only write lock
BATCHES = 3


@csrf_exempt
@public
def write(request: HttpRequest) -> HttpResponse:
    """Write the same rows as a sign-up: a session, a mail and its job."""
    request.session["turn"] = request.GET["turn"]
    send_rendered("A turn", f"Turn {request.GET['turn']}", "<p>Turn</p>", "reader@example.org")
    return HttpResponse("written")


@job("benchmark.batches", atomic=False)
def write_batches(turn: int) -> None:
    """Work in batches close to the project's limit, then clean up; enqueue itself again."""
    start = datetime(2000, 1, 1, tzinfo=UTC)
    for batch in range(BATCHES):
        began = time.monotonic()
        with transaction.atomic():
            PeriodicTick.objects.bulk_create(
                PeriodicTick(name=f"benchmark {turn} {batch}", at=start + timedelta(minutes=n))
                for n in range(500)
            )
            time.sleep(max(0, LOCKED - (time.monotonic() - began)))
        yield_to_writers(began)
    delete_in_batches(PeriodicTick.objects.filter(name__startswith=f"benchmark {turn} "))
    enqueue("benchmark.batches", turn + 1)


urlpatterns = [path("write", write)]

if __name__ == "__main__":
    if sys.argv[1:] == ["busy"]:
        enqueue("benchmark.batches", 1)
    call_command("run_worker")
