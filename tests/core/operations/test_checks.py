"""System checks: no message for a correct site, errors for faults that nobody would notice."""

import zoneinfo
from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.db.utils import ConnectionHandler

from core.operations.checks import check_encoding, check_zone_path, databases_speak_utf8


def ids(**options):
    return sorted(message.id for message in run_checks(**options) if message.id.startswith("core."))


def test_a_correct_site_has_no_messages():
    assert ids() == []


@pytest.mark.parametrize("name", ["MEDIA_ROOT", "STATIC_ROOT"])
@pytest.mark.parametrize("inside", ["private", "."])
def test_private_files_inside_public_ones_are_an_error(settings, name, inside):
    settings.PRIVATE_ROOT = Path(getattr(settings, name)) / inside
    assert ids() == ["core.E002"]


def test_public_files_inside_private_ones_are_an_error(settings):
    settings.MEDIA_ROOT = Path(settings.PRIVATE_ROOT) / "media"
    assert ids() == ["core.E002"]


def test_time_zones_come_from_the_locked_package():
    assert zoneinfo.TZPATH == ()
    assert zoneinfo.ZoneInfo.no_cache("Asia/Kathmandu").key == "Asia/Kathmandu"
    assert [error.id for error in check_zone_path(("/usr/share/zoneinfo",))] == ["core.E003"]


def test_in_process_services_are_an_error_in_production(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    settings.EMAIL_BACKEND = "core.mail.backends.FileLinkBackend"
    settings.DEMO = True
    assert ids(include_deployment_checks=True) == ["core.E004", "core.E004", "core.E004", "core.E005"]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache"}}
    settings.CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer"}}
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.DEMO = False
    assert ids(include_deployment_checks=True) == []


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_not_utf8_is_an_error():
    if connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL")
    name = f"{connection.settings_dict['NAME']}_latin"
    with connection.cursor() as cursor:
        cursor.execute(
            f"CREATE DATABASE {name} ENCODING 'LATIN1' LC_COLLATE 'C' LC_CTYPE 'C' TEMPLATE template0"
        )
    latin = ConnectionHandler({"default": {**connection.settings_dict, "NAME": name}})["default"]
    try:
        assert databases_speak_utf8(databases=["default"]) == []
        assert [message.id for message in check_encoding(latin)] == ["core.E001"]
    finally:
        latin.close()
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")
