"""Every public address of the test crisis, for tests that must hold on all of them."""

from django.urls import get_resolver
from django.urls.resolvers import URLPattern, URLResolver

CRISIS = "/harbour-strike/"


def named(resolver=None, prefix=""):
    """Every named address under the resolver, as (name, pattern)."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if "admin" not in str(pattern.pattern):
                yield from named(pattern, prefix + str(pattern.pattern))
        elif isinstance(pattern, URLPattern) and pattern.name:
            yield pattern.name, prefix + str(pattern.pattern)


def of_crisis(**slugs):
    """The addresses of the test crisis, with slugs filled in: event, countermeasure, actor, source, id."""
    yield "/"
    yield "/about/"
    yield "/sitemap.xml"
    yield "/oembed"
    for _name, pattern in named():
        if "<slug:crisis>" not in pattern:
            continue
        address = "/" + pattern.replace("<slug:crisis>", "harbour-strike").lstrip("^").replace("en/", "")
        noun = next((name for name in slugs if f"{name}s/<slug:slug>" in address), None)
        if "<" not in address:
            yield address
        elif noun:
            yield address.replace("<slug:slug>", slugs[noun])


def body_of(response):
    """The whole text of an answer, streamed or not."""
    return response.getvalue().decode("utf-8", "replace")
