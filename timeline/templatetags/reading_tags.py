"""What the pages of single entries ask for: Markdown, moments in the crisis's zone, statuses dated and in full."""

from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from django import template
from django.conf import settings
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from timeline import tracking, wordings
from timeline.filters import written
from timeline.formats.markdown import html

register = template.Library()


@register.filter
def markdown(text):
    """An editor's Markdown as HTML that has passed the allow-list."""
    return mark_safe(html(text))  # noqa: S308


@register.filter
def dated_status(measure):
    """“Announced 14 November 2025”; a demand: “Open, announced 13 November 2025”."""
    return tracking.status_words(measure)


@register.filter
def ruled_by(measure):
    """The step that brought its status on the reading's day; None where more than one status is possible."""
    return tracking.ruling(measure)


@register.filter
def until_words(measure):
    """“No end reported, checked 27 November 2025”."""
    return tracking.until_words(measure)


@register.filter
def web(url):
    """An address a reader may follow: http or https only, else nothing."""
    return url if url and url.lower().startswith(("http://", "https://")) else ""


@register.filter
def host(url):
    """The host of an address, for a report whose headline is not known."""
    return urlsplit(url).netloc.removeprefix("www.")


@register.filter
def voices(answers):
    """Who says it: “Reuters, Minoru Kihara (Jiji)”, each once."""
    return wordings.in_a_row(dict.fromkeys(voice(answer.told) for answer in answers))


@register.filter
def voice(told):
    """Whoever says it: the speaker and who reports that, else the source."""
    return f"{told.speaker} ({told.speaks.name})" if told.speaker else told.speaks.name


@register.simple_tag
def keeping(address, search, fragment=""):
    """An address with the whole question behind it."""
    asked = search.query()
    return address.partition("?")[0] + (asked if asked != "?" else "") + fragment


@register.simple_tag
def citation(headline, crisis, edition):
    """The edition a page shows, as a footnote names it; the address follows."""
    shown = edition.shown_from.astimezone(ZoneInfo(crisis.time_zone))
    return _("“{headline}”. {crisis}, {site}, version of {moment}.").format(
        headline=headline,
        crisis=crisis.title,
        site=settings.SITE_NAME,
        moment=wordings.clock_words(shown, wordings.day_words(shown.toordinal())),
    )


@register.filter
def as_then(address, edition):
    """The permanent address of exactly that edition."""
    return f"{address}?{urlencode({'asof': written(edition.shown_from)}, safe=':')}"


@register.simple_tag
def query_without(search, key):
    """The question without one key."""
    return search.query(without={key})
