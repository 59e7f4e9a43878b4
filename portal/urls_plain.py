"""Addresses of the portal that carry no language: the root, and what machines ask for."""

from django.urls import URLPattern, URLResolver, path

from portal import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root_show, name="root"),
]
