"""The cache that several machines share: Redis, for as long as it answers.

While it does not, nothing is found and nothing kept: the program is slower then, and not wrong.
"""

import logging
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

REST = 2.0  # seconds for which a cache that did not answer is not asked again


def or_else(nothing: Any) -> Callable[[Any], Any]:
    """What a question gives while the cache is away: `nothing`, or what that makes of the question's arguments."""

    def guarded(ask: Any) -> Any:
        @wraps(ask)
        def answered(self: Any, *args: Any, **kwargs: Any) -> Any:
            if time.monotonic() >= self.away_until:
                try:
                    return ask(self, *args, **kwargs)
                except (RedisError, OSError) as error:
                    logger.warning("The shared cache is away: %s", error)
                    self.away_until = time.monotonic() + REST
            return nothing(*args, **kwargs) if callable(nothing) else nothing

        return answered

    return guarded


def default_of(_key: Any, default: Any = None, **_how: Any) -> Any:
    return default


class Shared(RedisCache):
    away_until = 0.0

    get = or_else(default_of)(RedisCache.get)
    get_many = or_else(lambda *_asked, **_how: {})(RedisCache.get_many)
    set = or_else(None)(RedisCache.set)
    set_many = or_else(lambda data, *_asked, **_how: list(data))(RedisCache.set_many)
    add = or_else(True)(RedisCache.add)  # as if it had been free: whoever asks goes on
    touch = or_else(False)(RedisCache.touch)
    delete = or_else(False)(RedisCache.delete)
    delete_many = or_else(None)(RedisCache.delete_many)
    has_key = or_else(False)(RedisCache.has_key)
    clear = or_else(False)(RedisCache.clear)
