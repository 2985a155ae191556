from django.http import Http404
from django.views.decorators.http import require_safe

from timeline.filters import cursor_of
from timeline.htmx import render_page
from timeline.models import Actor, Source

from .asking import ask

PAGE = 30


@require_safe
def actor(request, crisis, slug):
    """Everything by or towards one actor, its people and bodies included."""
    return everything(request, crisis, Actor, "actor", slug)


@require_safe
def source(request, crisis, slug):
    """Everything that rests on one source."""
    return everything(request, crisis, Source, "source", slug)


def everything(request, crisis, model, key, slug):
    """A page of entries narrowed to one actor or source; 404 unless some entry or position shown names it."""
    search, reading = ask(request, crisis)
    one = model.objects.filter(slug=slug).first()
    if one is None:
        raise Http404
    search.chosen[key] = [slug]
    editions, more = search.page(PAGE)
    entries = reading.entries(editions)
    stances = [stance for stance in reading.stances() if stance.is_of(one)]
    if not entries and not stances and not named_at_all(reading, key, one):
        raise Http404
    context = {
        "crisis": reading.crisis,
        "search": search,
        "reading": reading,
        key: one,
        "name": reading.name_of(one) if key == "actor" else None,
        "entries": entries,
        "stances": stances,
        "count": search.entries().count(),
        "next": search.query(without={key}, after=cursor_of(getattr(editions[-1], search.order))) if more else None,
    }
    return render_page(request, f"{key}s/page.html", context, fragment="timeline/_results.html")


def named_at_all(reading, key, one):
    """Whether any entry shown names the actor or source, whatever else is asked."""
    shown = reading.shown()
    named = shown.involving([one.pk]) if key == "actor" else shown.resting_on([one.pk])
    return named.exists()
