"""A site without its cache: slower and without rate limits, but no page responds with 500."""

import socket
from contextlib import suppress

import pytest
from django.core.cache import caches

from core.base import cache as patience
from core.base.ratelimit import RateLimited, count


@pytest.fixture
def away(settings):
    """The default cache is at an address where no server listens."""
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{nobody.getsockname()[1]}/0"
        chosen = {"BACKEND": "core.base.cache.OptionalRedisCache", "LOCATION": address}
        # By the fixture, which undoes all changes in their order.
        settings.CACHES = settings.CACHES | {"default": chosen}
        yield caches["default"]
        caches["default"].close()
    patience.OptionalRedisCache.away_until = 0.0
    patience.OptionalRedisCache.stale_keys.clear()


def test_every_call_is_answered_as_by_an_empty_cache(away):
    assert away.get("key", "nothing") == "nothing"
    assert away.add("key", 1) is True
    assert away.set("key", 1) is None
    assert (away.touch("key"), away.delete("key"), away.has_key("key"), away.clear()) == (False,) * 4
    assert away.get_many(["key"]) == {}
    assert away.set_many({"key": 1}) == ["key"]
    assert away.delete_many(["key"]) is None
    with pytest.raises(ValueError, match="not found"):
        away.incr("key")
    assert away.get_or_set("key", lambda: 3) == 3


def test_redis_is_tried_again_after_a_pause_and_not_at_each_call(away, monkeypatch, caplog):
    monkeypatch.setattr(patience.OptionalRedisCache, "away_until", 0.0)
    for _round in range(5):
        away.get("key")
    assert caplog.text.count("The cache is away") == 1
    monkeypatch.setattr(patience.OptionalRedisCache, "away_until", 0.0)
    away.get("key")
    assert caplog.text.count("The cache is away") == 2


def rounds_let_through(tries):
    """Return how many of so many attempts a limit of one a minute allows."""
    through = 0
    with suppress(RateLimited):
        for _round in range(tries):
            count("posting", "1/m", "somebody")
            through += 1
    return through


def test_without_redis_limits_allow_everything(away):
    assert rounds_let_through(3) == 3


def test_control_with_a_cache_the_limit_holds():
    assert rounds_let_through(3) == 1


@pytest.mark.django_db
def test_a_signed_in_page_is_served_from_the_database(away, settings, learner, as_user):
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"
    answer = as_user(learner).get("/en/account/profile/", follow=True)
    assert answer.status_code == 200
    assert answer.wsgi_request.user == learner


def test_readyz_reports_it(away, client):
    answer = client.get("/readyz?only=cache")
    assert (answer.status_code, answer.json()["cache"]["ok"]) == (503, False)
