"""The control of test_files_memory: the same server, with Django's own FileResponse."""

from pathlib import Path

from django.conf import settings
from django.http import FileResponse
from django.urls import path

from config.asgi import application  # noqa: F401  (uvicorn serves it)

settings.ROOT_URLCONF = __name__


def plain_show(request, name):
    """Send the file with a plain FileResponse."""
    return FileResponse((Path(settings.MEDIA_ROOT) / name).open("rb"))


urlpatterns = [path("media/<path:name>", plain_show)]
