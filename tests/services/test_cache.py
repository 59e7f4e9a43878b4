"""The cache after a lost connection to Redis: which entries are used when Redis is back."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import override_settings

from core.base.cache import OptionalRedisCache
from tools.services import private_folder, redis

pytestmark = pytest.mark.services
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site's cache in a private Redis, which is tried again at once."""
    monkeypatch.setattr("core.base.cache.PAUSE", 0)
    monkeypatch.setattr(OptionalRedisCache, "away_until", 0.0)
    monkeypatch.setattr(OptionalRedisCache, "stale_keys", set())
    with private_folder() as folder, redis(folder) as address:
        chosen = {"BACKEND": "core.base.cache.OptionalRedisCache", "LOCATION": address}
        with override_settings(CACHES=settings.CACHES | {"default": chosen}):
            yield caches["default"]


def test_entries_deleted_or_changed_meanwhile_are_not_found(cache: Any, monkeypatch: Any) -> None:
    keys = ["session", "page", "several", "many", "stays"]
    for key in keys:
        cache.set(key, "before")
    with monkeypatch.context() as line:
        line.setattr(cache, "_cache", OptionalRedisCache(NOBODY, {})._cache)
        cache.delete("session")
        cache.set("page", "after")
        cache.delete_many(["several"])
        cache.set_many({"many": "after"})
        assert [cache.get(key) for key in keys] == [None] * 5
    assert [cache.get(key) for key in keys] == [None, None, None, None, "before"]
