"""The page of one actor, and that of one source."""

from django.db.models import Exists, OuterRef
from django.http import Http404
from django.views.decorators.http import require_safe

from timeline.facets import role_choices
from timeline.filters import NARROWING, TimelineFilter
from timeline.freshness import unless_fresh
from timeline.htmx import render_page, wants_fragment
from timeline.models import Actor, EditionActor, Source
from timeline.reading import Reading
from timeline.resting import reports_of

from .asking import crisis_in, published_crisis, shared_reading, state_in
from .chips import chips
from .timelines import heading_before, page_of_entries


class About(TimelineFilter):
    """The question of a page about one actor or source. The address says which, so the query string does not."""

    def __init__(self, data, crisis, key, slug, state):
        self.fixed = key
        super().__init__(data, crisis, state=state)
        self.chosen[key] = [slug]

    def pairs(self, *, without=(), extra=()):
        return super().pairs(without={*without, self.fixed}, extra=extra)

    @property
    def narrows(self):
        return any(name in self.chosen for name in NARROWING if name != self.fixed)

    @property
    def whole(self):
        """The same question asked of the timeline or an export."""
        (slug,) = self.chosen[self.fixed]
        asked = self.query()
        return f"?{self.fixed}={slug}" + (f"&{asked[1:]}" if asked != "?" else "")


@require_safe
@unless_fresh
def actor(request, crisis, slug):
    """Everything by or towards one actor, its people and bodies included."""
    search, reading, one = about(request, crisis, Actor, "actor", slug)
    stances = [stance for stance in reading.stances() if stance.actor.actor.pk in search.actor_keys]
    if not stances and not reading.shown().involving(search.actor_keys).exists():
        raise Http404
    context = {
        "name": reading.name_of(one),
        "whole": reading.name_of(one.part_of) if one.part_of else None,
        "parts": parts_of(one, reading),
        "stances": stances,
        "roles": role_choices(search),
        "all_roles": search.selected.count(without=("role",)),
    }
    return answer(request, search, reading, "actors/page.html", context)


@require_safe
@unless_fresh
def source(request, crisis, slug):
    """Everything that rests on one source."""
    search, reading, one = about(request, crisis, Source, "source", slug)
    if not reading.shown().resting_on([one.pk]).exists():
        raise Http404
    context = {
        "source": one,
        "stances": [stance for stance in reading.stances() if stance.is_of(one)],
        "reports": reports_of(reading, one),
    }
    return answer(request, search, reading, "sources/page.html", context)


def about(request, crisis, model, key, slug):
    """The question, the reading that answers, and whom it is about; 404 if nobody is called so."""
    crisis = crisis_in(request) or published_crisis(crisis)
    one = model.objects.filter(slug=slug).first()
    if one is None:
        raise Http404
    search = request.search = About(request.GET, crisis, key, slug, state_in(request))
    return search, Reading(crisis, search.moment) if search.moment else shared_reading(search), one


def parts_of(one, reading):
    """The people and bodies of an actor that any entry shown names."""
    shown = Exists(reading.shown().filter(pk=OuterRef("edition")))
    parts = Actor.objects.filter(Exists(EditionActor.objects.filter(shown, actor=OuterRef("pk"))), part_of=one)
    return [reading.name_of(part) for part in parts.select_related("part_of")]


def answer(request, search, reading, page, context):
    context |= {"crisis": reading.crisis, "search": search, "reading": reading} | page_of_entries(search, reading)
    context["count"] = search.selected.count()
    context["chips"] = [chip for chip in chips(search) if chip.key != search.fixed]
    if wants_fragment(request) and request.htmx.target == "entries":
        context["continues"] = heading_before(search, reading)
        return render_page(request, "timeline/_more_entries.html", context)
    return render_page(request, page, context, fragment="actors/_results.html")
