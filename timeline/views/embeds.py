"""What stands on other people's pages: the frame, how to frame it, and the picture beside a link."""

from functools import lru_cache

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from timeline import sharing
from timeline.formats import card, oembed
from timeline.freshness import unless_fresh
from timeline.middleware import framed_anywhere

from .asking import ask, published_crisis
from .outside import open_to_all, problem

ROWS = 20
KEPT = "public, max-age=3600"  # an hour: what it says may have to be removed for good


@require_safe
@framed_anywhere
@unless_fresh
def embed(request, crisis):
    """What a filter selects, small, for a frame: no script, links that leave it."""
    search, reading = ask(request, crisis)
    editions, more = search.page(ROWS)
    groups = sharing.standing_among(search, reading)
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        "entries": reading.entries(editions),
        "more": more,
        "count": search.selected.count(),
        "groups": groups,
        "standing": sum(map(len, groups)),
        "whole": sharing.whole_address(reading.crisis, search),
    }
    return render(request, "embed/page.html", context)


@open_to_all
def as_oembed(request):
    """oEmbed 1.0: how to show an address of a timeline elsewhere. In JSON alone; 501 for XML."""
    if request.GET.get("format", "json").lower() != "json":
        return problem(501, _("Only format=json is given"))
    url = request.GET.get("url", "")
    sizes = [size_in(request.GET, name, at_most) for name, at_most in SIZES]
    if not url or None in sizes:
        return problem(400, _("url is needed; maxwidth and maxheight are whole numbers of pixels"))
    found = sharing.shared(url, sharing.hosts_of(request))
    if found is None:
        return problem(404, _("No timeline of this site stands at that address"))
    return JsonResponse(told(request, found, *sizes), json_dumps_params={"ensure_ascii": False})


SIZES = (("maxwidth", sharing.WIDTH), ("maxheight", sharing.HEIGHT))


def size_in(data, name, at_most):
    """The size asked for, never more than ours; None if it is no size."""
    asked = data.get(name, str(at_most))
    if not (asked.isascii() and asked.isdigit()):
        return None
    return min(int(asked[:9]), at_most) or None


def told(request, found, width, height):
    absolute = request.build_absolute_uri
    with translation.override(found.language):
        html = sharing.frame_html(found.crisis, found.search, absolute, width, height)
        return oembed.rich(found.crisis.title, html, width, height, settings.SITE_NAME, absolute(reverse("home")))


@require_safe
def crisis_picture(_request, crisis, name):
    """The picture of a crisis; a name of yesterday leads to today's."""
    crisis = published_crisis(crisis)
    now = sharing.crisis_picture(crisis, get_language())
    if name != now:
        return redirect("picture-of-crisis", crisis.slug, now)
    return pictured(sharing.crisis_card(crisis))


@require_safe
def edition_picture(_request, crisis, name):
    """The picture of an edition that readers have seen; gone as soon as its text is removed."""
    edition = sharing.edition_pictured(published_crisis(crisis), name)
    if edition is None:
        raise Http404
    return pictured(sharing.card_of(edition))


def pictured(what):
    response = HttpResponse(drawn(what), content_type="image/png")
    response.headers["Cache-Control"] = KEPT
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


@lru_cache(maxsize=64)
def drawn(what):
    """The same words give the same picture: drawn once in each process while it is asked for."""
    return card.png(what)
