"""What is typed, as readers would see it. Nothing of it is kept."""

import re
from copy import copy

from django.db import transaction
from django.http import QueryDict
from django.template.loader import render_to_string
from django.urls import resolve
from django.utils import timezone

from timeline.models import Countermeasure, Crisis, Edition, Event, new_id
from timeline.publishing import Change, show
from timeline.reading import Reading, Shown

PICTURE = re.compile(rb"/pictures/([0-9a-z]{12}-[0-9]+\.webp)")


def preview(request, screen):
    """The public page of what is typed, drawn in a transaction that is then undone."""
    screen.previewed = True
    with transaction.atomic():
        response = public_page(request, shown_for_now(screen.save()))
        transaction.set_rollback(True)
    response.headers["X-Robots-Tag"] = "noindex"
    return marked(shown_to_the_desk(response))


def shown_to_the_desk(response):
    """The page with its pictures from where the desk sees them, published or not."""
    response.content = PICTURE.sub(rb"/admin/pictures/\1", response.content)
    return response


def marked(response):
    """The page with a line that says what it is, first thing in its main part."""
    before, main, after = response.content.partition(b'<main id="main"')
    tag, closing, rest = after.partition(b">")
    line = render_to_string("admin/_preview.html").encode()
    response.content = b"".join((before, main, tag, closing, line, rest)) if main else response.content
    return response


def shown_for_now(entry):
    """Show the entry, and what it stands on, as if it were published; returns its address."""
    # A new epoch, so that no cache that keys on the stamp takes this for the public page.
    Crisis.objects.filter(pk=entry.crisis_id).update(epoch=new_id())
    Crisis.objects.filter(pk=entry.crisis_id, state=Crisis.State.DRAFT).update(state=Crisis.State.ONGOING)
    now = timezone.now()
    for one in shown_together(entry):
        show(one, now, by=None, change=Change.UPDATE, reason="")
    edition = Edition.objects.shown().get(entry=entry.public_id)
    reading = Reading(edition.crisis)
    reading.learn([Shown(edition, reading)])
    return Shown(edition, reading).url


def shown_together(entry):
    if isinstance(entry, Event) and entry.countermeasure_id:
        yield entry.countermeasure
    yield entry
    if isinstance(entry, Countermeasure):
        yield from entry.steps.all()


def public_page(request, address):
    """The answer of the public view at an address, to the same person."""
    asked = copy(request)
    asked.method, asked.GET, asked.POST = "GET", QueryDict(), QueryDict()
    asked.path = asked.path_info = address
    asked.htmx = False
    match = asked.resolver_match = resolve(address)
    response = match.func(asked, *match.args, **match.kwargs)
    return response.render() if hasattr(response, "render") and not response.is_rendered else response
