"""The control of test_files_memory: the same server, sending the file as Django does by itself."""

import os
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.embedded"

from django.conf import settings

settings.ROOT_URLCONF = __name__

from django.http import FileResponse
from django.urls import path

from config.asgi import application  # noqa: F401


def plain_show(request, name):
    """Send the file with a plain FileResponse."""
    return FileResponse((Path(settings.MEDIA_ROOT) / name).open("rb"))


urlpatterns = [path("media/<path:name>", plain_show)]
