"""Addresses in the admin that come before Wagtail's own: sign-in, and one's own settings."""

from django.urls import URLPattern, URLResolver, path

from accounts.admin import own_settings_edit
from accounts.views.settings import admin_sign_in

app_name = "members_admin"
urlpatterns: list[URLPattern | URLResolver] = [
    path("account/", own_settings_edit, name="own_settings_edit"),
    path("login/", admin_sign_in, name="admin_sign_in"),
    path("password_reset/", admin_sign_in, name="admin_password_reset"),
    path("password_reset/<path:rest>", admin_sign_in, name="admin_password_reset_step"),
]
