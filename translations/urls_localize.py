"""Addresses of wagtail-localize, below /admin/localize/, whose views need more rights than it asks for."""

from django.urls import path

from translations.views import localize

app_name = "localize"

urlpatterns = [
    path("submit/page/<int:page_id>/", localize.translation_begin, name="translation_begin"),
    path("update/<int:translation_source_id>/", localize.translations_sync, name="translations_sync"),
    path("page/<int:page_id>/convert_to_alias/", localize.alias_convert, name="alias_convert"),
    path("translate/<int:translation_id>/pofile/upload/", localize.pofile_upload, name="pofile_upload"),
    path("api/snippets/<slug:app_label>/<slug:model_name>/", localize.snippets_list, name="snippets_list"),
    path(
        "api/snippets/<slug:app_label>/<slug:model_name>/<str:pk>/",
        localize.snippets_list,
        name="snippet_show",
    ),
]
