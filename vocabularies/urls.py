"""Addresses of vocabularies for people; `urls_plain` has those for machines."""

from django.urls import path

from vocabularies import views

app_name = "vocabularies"
urlpatterns = [
    path("", views.schemes_show, name="schemes_show"),
    path("find/", views.concepts_find, name="concepts_find"),
    path("suggest/", views.concepts_suggest, name="concepts_suggest"),
    path("<slug:scheme>/", views.scheme_show, name="scheme_show"),
    path("<slug:scheme>/<str:identifier>/", views.concept_show, name="concept_show"),
]
