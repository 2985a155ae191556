"""What is new, for feed readers; what falls on which days, for calendars.

As on pages, a value that is not understood is left out, and the feed says so: a subscription never breaks for it.
"""

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import recent
from timeline.exporting import Selection
from timeline.formats import atom, feed, ical, json_feed
from timeline.freshness import unless_fresh

from .asking import ask
from .exports import ASKED, canonical
from .outside import open_to_all, streamed

MOST = 50  # items


def feed_view(writer, content_type):
    def view(request, crisis):
        search, reading = ask(request, crisis, ASKED, apart=True)
        absolute = request.build_absolute_uri
        items = feed.items(recent.news(search, reading, MOST), reading, absolute)
        text = writer.text(
            reading.crisis,
            items,
            url=absolute(reading.crisis.url + search.query().rstrip("?")),
            feed_url=canonical(request, search),
            licence=settings.EXPORT_LICENCE,
            notice=notice(search),
            now=timezone.now(),
        )
        return HttpResponse(text, content_type=content_type)

    return open_to_all(unless_fresh(view))


def notice(search):
    """What of the address was not understood; empty if all of it was."""
    parts = [f"{one.key}={one.value} ({one.allowed})" for one in search.refused]
    return _("Not understood, so left out: {parts}").format(parts="; ".join(parts)) if parts else ""


def calendar_view(request, crisis):
    search, reading = ask(request, crisis, ASKED, apart=True)
    selection = Selection(search, reading, canonical(request, search), notice(search))
    lines = ical.lines(selection, request.build_absolute_uri)
    return streamed(request, lines, "text/calendar; charset=utf-8", f"{crisis}.ics")


as_atom = feed_view(atom, "application/atom+xml; charset=utf-8")
as_json = feed_view(json_feed, "application/feed+json; charset=utf-8")
as_calendar = open_to_all(unless_fresh(calendar_view))
