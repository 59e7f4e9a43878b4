"""The permanent addresses of schemes and concepts, without a language prefix, for people and machines."""

from django.urls import path, re_path

from vocabularies import views

app_name = "linked_data"
urlpatterns = [
    re_path(r"^(?P<scheme>[-\w]+)\.(?P<suffix>ttl|jsonld)$", views.scheme_file, name="scheme_file"),
    path("<slug:scheme>", views.scheme_data, name="scheme_data"),
    re_path(
        r"^(?P<scheme>[-\w]+)/(?P<identifier>[^/]+)\.(?P<suffix>ttl|jsonld)$",
        views.concept_file,
        name="concept_file",
    ),
    path("<slug:scheme>/<str:identifier>", views.concept_data, name="concept_data"),
]
