"""What the pages beside an entry's form have in common: their addresses, who may open them, how they are drawn."""

from functools import update_wrapper

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from timeline.models import Countermeasure, Crisis, Event, Position
from timeline.searching import CONTROLS

PER_PAGE = 50
LONGEST_NUMBER = 18  # digits: databases take no longer ones for keys
MODELS = (Event, Countermeasure, Position)


class Pages:
    """Mixed into the desk of whatever has pages of its own beside the form."""

    def page(self, name, view, route=""):
        """The address of a page of one thing, `route` after the thing's own."""
        full = f"{self.opts.app_label}_{self.opts.model_name}_{name}"
        return path(
            f"<path:object_id>/{route or name + '/'}",
            update_wrapper(self.admin_site.admin_view(view), view),
            name=full,
        )

    def thing_of(self, request, object_id):
        thing = self.get_object(request, object_id)
        if thing is None:
            raise Http404
        if not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def draw_page(self, request, thing, template, title, **context):
        page = self.drawn(request, thing) | {"title": title, "subtitle": str(thing), "back": self.address(thing)}
        return TemplateResponse(request, f"admin/{template}", page | context)


def site_page(request, site, template, title, **context):
    return TemplateResponse(request, f"admin/{template}", site.each_context(request) | {"title": title} | context)


def page_of(request, lines):
    """The page of a list that the address asks for; the nearest where there is no such page."""
    return Paginator(lines, PER_PAGE).get_page(request.GET.get("page"))


def typed(request, name, most=1000):
    """What was typed outside any form, without what PostgreSQL cannot keep."""
    return CONTROLS.sub("", request.POST.get(name, "")).strip()[:most]


def number_in(text):
    """The whole number that an address or a hidden field names; None for anything else, or one without end."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else None


def need(request, right):
    """Refuse whoever lacks a right of the desk."""
    if not request.user.has_perm(f"timeline.{right}"):
        raise PermissionDenied


def tried(request, deed):
    """Do a deed; what it refuses is said on the next page. Gives what it gives, or None."""
    try:
        return deed() or True
    except ValidationError as error:
        for message in error.messages:
            messages.error(request, message)
        return None


def entry_named(public_id):
    """The working copy of that public id, or None."""
    found = (model.objects.filter(public_id=public_id).first() for model in MODELS)
    return next(filter(None, found), None)


def address_of(entry, page="change"):
    return reverse(f"admin:timeline_{entry._meta.model_name}_{page}", args=[entry.pk])


def lead_to_entry(_request, public_id, site):
    """To the form of an entry known by its public id alone; to what is left of it if it was deleted."""
    entry = entry_named(public_id) or Crisis.objects.filter(public_id=public_id).first()
    return HttpResponseRedirect(address_of(entry) if entry else f"{reverse('admin:deleted')}#{public_id}")
