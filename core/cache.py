"""The shared cache, which a site can live without: while Redis is away, it answers as if it were empty.

Sessions then come from the database, pages are made anew, and limits let people through; nothing answers 500
because a cache is being restarted. `/readyz` says that it is away.
"""

import functools
import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("core.cache")
PAUSE = 1.0  # seconds without asking after a failure: a host that does not answer must not slow each page


def _patient(answer: Callable[..., Any]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Let `answer(*args, **kwargs)` stand in for a method of the cache while Redis is away."""

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def asked(self: "PatientRedisCache", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() >= PatientRedisCache.away_until:
                try:
                    return method(self, *args, **kwargs)
                except (RedisError, OSError) as error:
                    PatientRedisCache.away_until = time.monotonic() + PAUSE
                    logger.warning("The cache is away (%s).", type(error).__name__)
            return answer(*args, **kwargs)

        return asked

    return decorate


def _missing(key: str, *args: Any, **kwargs: Any) -> int:
    raise ValueError(f"Key {key!r} not found")  # as for a key that is not there


class PatientRedisCache(RedisCache):
    """Django's Redis cache; a method that cannot reach Redis answers as an empty cache would."""

    away_until = 0.0  # monotonic seconds

    add = _patient(lambda *args, **kwargs: True)(RedisCache.add)
    get = _patient(lambda key, default=None, version=None: default)(RedisCache.get)
    set = _patient(lambda *args, **kwargs: None)(RedisCache.set)
    touch = _patient(lambda *args, **kwargs: False)(RedisCache.touch)
    delete = _patient(lambda *args, **kwargs: False)(RedisCache.delete)
    get_many = _patient(lambda *args, **kwargs: {})(RedisCache.get_many)
    has_key = _patient(lambda *args, **kwargs: False)(RedisCache.has_key)
    incr = _patient(_missing)(RedisCache.incr)
    set_many = _patient(lambda data, *args, **kwargs: list(data))(RedisCache.set_many)
    delete_many = _patient(lambda *args, **kwargs: None)(RedisCache.delete_many)
    clear = _patient(lambda *args, **kwargs: False)(RedisCache.clear)
