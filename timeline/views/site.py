"""What belongs to no crisis: health, what engines are told, about, and every page of a failure."""

import logging
import re
import sys
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError, InterfaceError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from timeline import dates, routing, sharing
from timeline.formats import sitemap as sitemap_xml
from timeline.htmx import render_page
from timeline.models import Countermeasure
from timeline.room import database_away, others_write, out_of_room

from .outside import problem, with_headers

logger = logging.getLogger(__name__)
MOST_LISTED = 50_000  # of one sitemap, as its standard has it


class Failure(NamedTuple):
    """What a page says in place of what was asked for, and which way it shows: home, again, or none but back."""

    title: Promise
    sentence: Promise
    way: str = "home"


FAILURES = {
    400: Failure(
        _("That request cannot be read"),
        _("Something in the address or the form is not as it should be. Nothing was changed."),
    ),
    403: Failure(
        _("That is not open to you"),
        _(
            "The page needs rights you do not have, or the form was open for too long. Go back, reload the page and "
            "send it again: what you typed is still there."
        ),
    ),
    404: Failure(
        _("There is nothing at this address"),
        _("It may be mistyped, or not published. What was published and taken back says so at its own address."),
    ),
    413: Failure(
        _("That is more than this site takes"), _("What was sent is too long to be read. Nothing was changed.")
    ),
    414: Failure(
        _("That address is too long"), _("It asks for more than this site reads at once. Take some of it away.")
    ),
    500: Failure(
        _("The program failed"),
        _("It is not your fault, and nothing was changed. The failure has been noted. Try again in a while."),
    ),
    503: Failure(
        _("The site cannot answer just now"),
        _("It cannot reach what it keeps. It looks again by itself: try in half a minute."),
        way="again",
    ),
    507: Failure(
        _("There is no room left"),
        _(
            "The disk of the site is full, and nothing was stored. Go back: what you typed is still there. Tell "
            "whoever runs the site, and save it again when there is room."
        ),
        way="",
    ),
}
ONLY_READING = Failure(
    _("The desk can only be read just now"),
    _(
        "The database takes no changes just now, so nothing was stored. Go back: what you typed is still in the form. "
        "Save it again in a while."
    ),
    way="",
)
SAMPLES = {
    "day": "2025-11-25",
    "week": "[2025-11-24..2025-11-30]",
    "before": "[..2025-11-24]",
    "after": "[2025-11-26..]",
    "none": "",
}


@never_cache
@require_safe
def healthz(_request):
    """The process is up, and which version it is of; nothing else is asked."""
    return HttpResponse(f"ok {settings.VERSION}\n", content_type="text/plain")


@never_cache
@require_safe
def readyz(_request):
    """The database answers and its migrations are applied."""
    try:
        executor = MigrationExecutor(routing.reading())
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except (DatabaseError, InterfaceError):
        return not_ready("The database does not answer.\n")
    return not_ready("Migrations are not applied.\n") if pending else HttpResponse("ready\n", content_type="text/plain")


def not_ready(text):
    return HttpResponse(text, status=503, content_type="text/plain", headers={"Retry-After": "10"})


@require_safe
def robots(request):
    text = f"User-agent: *\nDisallow: /admin/\nSitemap: {request.build_absolute_uri(reverse('sitemap'))}\n"
    return HttpResponse(text, content_type="text/plain")


@require_safe
def sitemap(request):
    """Every page of every published crisis, the one that changed last first; as many as one file may hold."""
    absolute = request.build_absolute_uri
    pages = [(reverse("home"), None), (reverse("about"), None), *sharing.listed(MOST_LISTED)]
    lines = sitemap_xml.lines((absolute(address), moment) for address, moment in pages[:MOST_LISTED])
    return StreamingHttpResponse(lines, content_type="application/xml")


@require_safe
def about(request):
    """How to read this, and who answers for it."""
    context = {
        "operator": settings.OPERATOR,
        "contact": settings.CONTACT_EMAIL,
        "privacy": settings.PRIVACY_NOTE,
        "types": Countermeasure.Type.choices,
        "samples": {name: dates.parse_edtf(edtf) for name, edtf in SAMPLES.items()},
    }
    return render_page(request, "about.html", context)


def bad_request(request, exception=None):
    if isinstance(exception, RequestDataTooBig):
        return too_long(request, 413)
    return out_of_reach(request, exception) or failed(request, 400)


def too_long(request, status):
    """The address (414) or what was sent (413) is longer than is read here."""
    if re.search(r"^/(api/|oembed)|\.\w+$", request.path_info):
        return with_headers(problem(status, FAILURES[status].title, detail=FAILURES[status].sentence))
    return failed(request, status)


def forbidden(request, exception=None):  # noqa: ARG001, Django gives it by name
    return failed(request, 403)


def not_found(request, exception=None):  # noqa: ARG001
    return failed(request, 404)


def server_error(request):
    """Nothing here may ask the database: it may be what failed. Nor may it fail again: the page then is plain text."""
    error = sys.exception()
    return out_of_reach(request, error) or plainly(request, 500, "The program failed. Try again in a while.\n")


def out_of_reach(request, error):
    """The answer where the database or the disk failed, and not the program or who asked; None for any other error."""
    if out_of_room(error):
        logger.error("There is no room left: %s", error)
        return no_room(request)
    away = database_away(error)
    if away is None:
        return None
    logger.error("The database is away: %s", away)
    return only_reading(request) if others_write(away) else unavailable(request)


def unavailable(request):
    """The database is away: a page that asks nothing of it, and when to come again."""
    response = plainly(request, 503, "The site cannot answer just now. Try again in half a minute.\n")
    response["Retry-After"] = "30"
    add_never_cache_headers(response)
    return response


def only_reading(request):
    """The primary is away, so nothing can be written; whoever tried is told, and that nothing of it was stored."""
    response = plainly(request, 503, "The desk can only be read just now. Nothing was stored.\n", ONLY_READING)
    response["Retry-After"] = "30"
    add_never_cache_headers(response)
    return response


def no_room(request):
    """The disk is full: nothing was stored, and whoever wrote has it still in the page before."""
    response = plainly(request, 507, "There is no room left on the disk. Nothing was stored.\n")
    add_never_cache_headers(response)
    return response


def failed(request, status, failure=None):
    """A page that asks nothing of the database; it is none of those that other languages have too."""
    context = {"failed": True, "status": status, "failure": failure or FAILURES[status]}
    return render(request, "failed.html", context, status=status)


def plainly(request, status, text, failure=None):
    try:
        return failed(request, status, failure)
    except Exception:
        logger.exception("The page of %s failed too.", status)
        return HttpResponse(text, status=status, content_type="text/plain")
