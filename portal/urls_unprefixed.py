"""Addresses of the portal without a language prefix: the root, and well-known files."""

from django.urls import URLPattern, URLResolver, path

from portal import views

app_name = "plain"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.root_show, name="root"),
    path("robots.txt", views.robots_show, name="robots"),
    path("sitemap.xml", views.sitemap_show, name="sitemap"),
    path("favicon.ico", views.favicon_show, name="favicon"),
    path("manifest.webmanifest", views.manifest_show, name="manifest"),
    path(".well-known/security.txt", views.security_show, name="security"),
]
