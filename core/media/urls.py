"""The URLs of uploaded files, without a language."""

from django.urls import URLPattern, URLResolver, path

from core.media.files import views as files

app_name = "media"
urlpatterns: list[URLPattern | URLResolver] = [
    path("media/<path:name>", files.media_show, name="media_show"),
]
