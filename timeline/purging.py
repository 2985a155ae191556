"""Caches in front (Varnish, a CDN) told which crises changed, by tag, as soon as the change can be read."""

import http.client
import logging
import threading
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.cache import cache

from timeline import routing
from timeline.models import Crisis
from timeline.states import state_of

logger = logging.getLogger(__name__)

EVERYWHERE = "site"  # the tag of pages that belong to no one crisis
PATIENCE = 1.0  # seconds a cache has to answer
AGAIN = 1.0  # seconds after which it is told once more


def tag_of(slug: str) -> str:
    return slug or EVERYWHERE


def purge_changed() -> list[str]:
    """Purge what caches keep of crises that are not as they were when last told; gives their addresses.

    They are told twice: an answer made just before the change may reach a cache just after it was first told.
    """
    if not settings.PURGE_URLS:
        return []
    routing.catch_up()
    changed = [slug for slug in Crisis.objects.values_list("slug", flat=True) if is_news(slug)]
    if changed:
        tags = [EVERYWHERE, *changed]
        purge(tags)
        again = threading.Timer(AGAIN, purge, [tags])
        again.daemon = True
        again.start()
    return changed


def is_news(slug: str) -> bool:
    """Whether readers find the crisis in another state than when this was last asked."""
    state, name = state_of(slug), f"told:{slug}"
    key = state.key if state else ""
    before = cache.get(name)
    cache.set(name, key, timeout=None)
    return bool(before != key)


def purge(tags: list[str]) -> None:
    for address in settings.PURGE_URLS:
        try:
            ask(urlsplit(address), " ".join(tags))
        except (OSError, http.client.HTTPException) as error:
            logger.warning("The cache in front did not hear of a change: %s", error)


def ask(where: SplitResult, tags: str) -> None:
    kind = http.client.HTTPSConnection if where.scheme == "https" else http.client.HTTPConnection
    connection = kind(where.hostname or "", where.port, timeout=PATIENCE)
    try:
        connection.request("PURGE", where.path or "/", headers={"Cache-Tag": tags})
        answer = connection.getresponse()
        answer.read()
        if answer.status >= 400:
            logger.warning("The cache in front refused to hear of a change: %s", answer.status)
    finally:
        connection.close()
