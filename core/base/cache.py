"""The shared cache, which a site can live without: while Redis is away, it answers as if it were empty.

Sessions then come from the database, pages are rendered again, and rate limits are not applied; nothing
answers 500 because a cache is being restarted. `/readyz` says that it is away.
"""

import functools
import logging
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger("core.base.cache")
PAUSE = 1.0  # seconds without asking after a failure: a host that does not answer must not slow each page


def _optional(
    answer: Callable[..., Any], *, writes: Callable[..., Iterable[str]] | None = None
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Return `answer(*args, **kwargs)` instead of the method's result while Redis does not answer.

    `writes(*args, **kwargs)` gives the keys whose values in Redis are then stale_keys.
    """

    def decorate(method: Callable[..., Any]) -> Callable[..., Any]:
        @functools.wraps(method)
        def asked(self: "OptionalRedisCache", *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() >= OptionalRedisCache.away_until:
                try:
                    self.flush_stale()
                    return method(self, *args, **kwargs)
                except (RedisError, OSError) as error:
                    OptionalRedisCache.away_until = time.monotonic() + PAUSE
                    logger.warning("The cache is away (%s).", type(error).__name__)
            for key in writes(*args, **kwargs) if writes else ():
                self.mark_stale(key, kwargs.get("version"))
            return answer(*args, **kwargs)

        return asked

    return decorate


def _one(key: str, *args: Any, **kwargs: Any) -> Iterable[str]:
    return (key,)


def _several(keys: Iterable[str], *args: Any, **kwargs: Any) -> Iterable[str]:
    return keys


def _missing(key: str, *args: Any, **kwargs: Any) -> int:
    raise ValueError(f"Key {key!r} not found")  # as for a key that is not there


class OptionalRedisCache(RedisCache):
    """Django's Redis cache; a method that cannot reach Redis answers as an empty cache would.

    What could not be written or deleted is deleted as soon as Redis answers this process again: else the
    session of somebody who signed out meanwhile would be found there, and they would be signed in again.
    """

    away_until = 0.0  # monotonic seconds
    stale_keys: ClassVar[set[str]] = set()  # whole keys, with prefix and version

    def flush_stale(self) -> None:
        """Delete what is stale_keys; RedisError or OSError while Redis is away."""
        while keys := list(self.stale_keys):
            self._cache.delete_many(keys)
            self.stale_keys.difference_update(keys)

    def mark_stale(self, key: str, version: int | None = None) -> None:
        """Record a key whose value in Redis may be stale."""
        self.stale_keys.add(self.make_and_validate_key(key, version=version))

    add = _optional(lambda *args, **kwargs: True)(RedisCache.add)
    get = _optional(lambda key, default=None, version=None: default)(RedisCache.get)
    set = _optional(lambda *args, **kwargs: None, writes=_one)(RedisCache.set)
    touch = _optional(lambda *args, **kwargs: False)(RedisCache.touch)
    delete = _optional(lambda *args, **kwargs: False, writes=_one)(RedisCache.delete)
    get_many = _optional(lambda *args, **kwargs: {})(RedisCache.get_many)
    has_key = _optional(lambda *args, **kwargs: False)(RedisCache.has_key)
    incr = _optional(_missing)(RedisCache.incr)
    set_many = _optional(lambda data, *args, **kwargs: list(data), writes=_several)(RedisCache.set_many)
    delete_many = _optional(lambda *args, **kwargs: None, writes=_several)(RedisCache.delete_many)
    clear = _optional(lambda *args, **kwargs: False)(RedisCache.clear)
