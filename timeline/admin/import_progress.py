"""How far a long import is, and what came of it. Closing the page stops nothing."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline.importing import apart, waiting

from .importing import conclusion, draw_trial, in_words, ticket_of


def import_progress(request, token, site):
    if not request.user.has_perm("timeline.add_event"):
        raise PermissionDenied
    stand = apart.stand(token) if waiting.TOKEN.fullmatch(token) else None
    if stand is None or stand.asked["user"] != request.user.pk or stand.crisis is None:
        messages.error(request, _("That file is kept no longer. Choose it again."))
        return HttpResponseRedirect(reverse("admin:import"))
    if request.htmx and not stand.running:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if stand.tally and stand.options.trial:
        return draw_tried(request, site, stand)
    return draw(request, site, stand)


def draw_tried(request, site, stand):
    options = replace(stand.options, trial=False)
    ticket = ticket_of(stand.token, stand.crisis, request.user, options)
    return draw_trial(request, site, stand.tally, ticket, options, stand.crisis)


def draw(request, site, stand):
    context = {
        **site.each_context(request),
        "title": _("Under way") if stand.running else _("An import"),
        "subtitle": stand.options.name,
        "stand": stand,
        "percent": min(99, 100 * stand.rows // stand.of) if stand.of else 0,
        "end": ended(stand),
        "stored": bool(stand.tally and stand.tally.stored),
    }
    return TemplateResponse(request, "admin/import_progress.html", context)


def ended(stand):
    if stand.running:
        return ""
    if stand.fault:
        return in_words(stand.options.name, stand.fault)
    if stand.tally:
        return conclusion(stand.options.name, stand.tally)
    return _(
        "It was stopped before its end. Either all of it is stored or nothing: try the file again, and you see what "
        "is left to do."
    )
