"""Addresses inside the admin that lead to the site's one sign-in page instead of Wagtail's own."""

from django.urls import URLPattern, URLResolver, path

from accounts.views.settings import admin_sign_in

app_name = "members_admin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("login/", admin_sign_in, name="admin_sign_in"),
    path("password_reset/", admin_sign_in, name="admin_password_reset"),
    path("password_reset/<path:rest>", admin_sign_in, name="admin_password_reset_step"),
]
