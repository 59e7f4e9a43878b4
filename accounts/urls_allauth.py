"""Addresses of signing up and in: allauth's, with our own views before those that they replace."""

from django.urls import URLPattern, URLResolver, include, path

from accounts.views.signup import signup, social_signup

urlpatterns: list[URLPattern | URLResolver] = [
    path("signup/", signup, name="account_signup"),
    path("3rdparty/signup/", social_signup, name="socialaccount_signup"),
    path("", include("allauth.urls")),
]
