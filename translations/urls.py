"""Addresses of the translation dashboard, below /admin/translations/."""

from django.urls import path

from translations import views

app_name = "translations"

urlpatterns = [
    path("", views.dashboard_show, name="dashboard_show"),
    path("<slug:code>/", views.language_show, name="language_show"),
    path("<slug:code>/pages/<uuid:key>/", views.page_show, name="page_show"),
    path("<slug:code>/publish/", views.pages_publish, name="pages_publish"),
    path("<slug:code>/export/", views.file_export, name="file_export"),
    path("<slug:code>/import/", views.file_import, name="file_import"),
    path("<slug:code>/glossary/", views.glossary_export, name="glossary_export"),
]
