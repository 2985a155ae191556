"""The API, version 1: what the exports hold, a page at a time. Items have the shape of `export.json`."""

import hashlib
import re

from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import recent
from timeline.exporting import Selection, measures_of
from timeline.facets import facets
from timeline.filters import cursor_of
from timeline.formats import events_csv, openapi
from timeline.formats import export_json as form
from timeline.formats.files import FILES
from timeline.freshness import answered, conditional
from timeline.models import Actor, Crisis, Edition, EditionActor, EditionSource, Source
from timeline.overview import crises_by_activity

from .api_asking import CHANGES, EVERY, MEASURES, NAMES, ONE, Asked
from .outside import open_to_all, problem, refused


def home(request):
    """What the API is, for people."""
    context = {"paths": openapi.overview(), "files": FILES}
    return render(
        request, "api/page.html", context | {"columns": events_csv.COLUMNS, "flattened": events_csv.FLATTENED}
    )


ID = re.compile(r"[0-9a-z]{12}")


@open_to_all
def description(request):
    return by_content(request, openapi.document(request.build_absolute_uri("/").rstrip("/")))


@open_to_all
def nothing(_request):
    raise Http404


@open_to_all
def crises(request):
    asked = Asked(request, {}, needs_crisis=False)
    if asked.refused:
        return refused(asked.refused)
    absolute = request.build_absolute_uri
    items = [crisis_item(one, absolute) for one in crises_by_activity()]
    return by_content(request, {"count": len(items), "crises": items})


@open_to_all
def crisis(request, slug):
    asked = Asked(request, {}, needs_crisis=False)
    if asked.refused:
        return refused(asked.refused)
    found = crises_by_activity().filter(slug=slug).first()
    if found is None:
        raise Http404
    return by_content(request, crisis_item(found, request.build_absolute_uri))


def crisis_item(crisis, absolute):
    own = {"entries": crisis.entries, "changed": crisis.active}
    return form.crisis_item(crisis, absolute(crisis.url)) | own


def by_content(request, content):
    """An answer so small that its own text tells whether it is known."""
    text = form.text(content)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    return conditional(request, etag, None, lambda: HttpResponse(text, content_type="application/json"))


def listing(keys):
    """A view of one list of a crisis: the keys it takes, and the function that fills in the page."""

    def made(fill):
        def view(request):
            asked = Asked(request, keys)
            if asked.refused:
                return refused(asked.refused)
            return answered(request, asked.crisis.slug, lambda: as_json(page(request, asked, fill)))

        return open_to_all(view)

    return made


def as_json(content):
    return JsonResponse(content, encoder=form.DjangoJSONEncoder, json_dumps_params={"ensure_ascii": False})


def page(request, asked, fill):
    absolute = request.build_absolute_uri
    selection = Selection(asked.search, asked.reading, absolute(request.path + asked.query()))
    content = {"crisis": form.crisis_item(asked.crisis, absolute(asked.crisis.url)), **selection.about()}
    cursor = fill(asked, asked.reading, absolute, content)
    content["next"] = absolute(request.path + asked.query(after=cursor)) if cursor else None
    return content


@listing(EVERY)
def events(asked, reading, absolute, content):
    search = asked.search
    editions = search.entries()
    if asked.since:
        editions = editions.filter(shown_from__gt=asked.since)
    content["count"] = editions.count()
    place = search.cursor
    editions = (editions.after(place, search.order) if place else editions).in_order(search.order).without_words()
    rows, more = cut(editions, asked.limit)
    content["events"] = [form.event_item(entry, absolute) for entry in reading.entries(rows)]
    content["withdrawn"] = withdrawn(asked, reading, "event")
    if asked.value("facets"):
        content["facets"] = {facet.key: [choice_item(one) for one in facet.choices] for facet in facets(search)}
    return cursor_of(getattr(rows[-1], search.order)) if more else None


def cut(rows, limit):
    """One page of rows, and whether more follow."""
    rows = list(rows[: limit + 1])
    return rows[:limit], len(rows) > limit


def withdrawn(asked, reading, noun):
    """What was public and is no more; since a moment, if one is given; never narrowed by the filter."""
    return [gone_item(change) for change in recent.withdrawn(reading, noun, asked.since)]


def gone_item(change):
    survivor = change.edition.survivor or None
    return {
        "id": change.edition.entry,
        "withdrawn": change.at,
        "how": change.kind,
        "reason": change.reason,
        "survivor": survivor,
    }


def choice_item(choice):
    parts = [choice_item(part) for part in choice.parts]
    item = {"value": choice.value, "label": choice.label, "count": choice.count, "selected": choice.selected}
    return item | ({"parts": parts} if parts else {})


@listing(MEASURES)
def countermeasures(asked, reading, absolute, content):
    editions = measures_of(asked.search, reading)
    if asked.since:
        editions = editions.filter(Q(shown_from__gt=asked.since) | Q(entry__in=with_changed_steps(asked, reading)))
    content["count"] = editions.count()
    rows, more = cut(editions.filter(entry__gt=asked.value("after") or "").order_by("entry"), asked.limit)
    content["countermeasures"] = [form.countermeasure_item(one, absolute) for one in reading.measures(rows)]
    content["withdrawn"] = withdrawn(asked, reading, "countermeasure")
    return rows[-1].entry if more else None


def with_changed_steps(asked, reading):
    """The countermeasures whose life reads differently since: a step of theirs came, changed or went."""
    steps = recent.once(reading).steps().filter(Q(shown_from__gt=asked.since) | Q(shown_until__gt=asked.since))
    return steps.exclude(shown_from__lte=asked.since, shown_until__gt=reading.at or timezone.now()).values("parent")


@listing(NAMES)
def actors(asked, reading, _absolute, content):
    shown = EditionActor.objects.filter(edition__in=reading.shown().values("pk")).values("actor")
    named = Q(pk__in=shown) | Q(pk__in=asked.crisis.side_set.values("actor"))
    named = Actor.objects.filter(named)
    every = Actor.objects.filter(Q(pk__in=named.values("pk")) | Q(pk__in=named.values("part_of")))
    content["count"] = every.count()
    rows, more = cut(after_slug(every.select_related("part_of"), asked), asked.limit)
    content["actors"] = [form.actor_item(one) for one in rows]
    return rows[-1].slug if more else None


@listing(NAMES)
def sources(asked, reading, _absolute, content):
    shown = EditionSource.objects.filter(edition__in=reading.shown().values("pk")).values("source")
    every = Source.objects.filter(pk__in=shown)
    content["count"] = every.count()
    rows, more = cut(after_slug(every, asked), asked.limit)
    content["sources"] = [form.source_item(one) for one in rows]
    return rows[-1].slug if more else None


def after_slug(names, asked):
    return names.filter(slug__gt=asked.value("after") or "").order_by("slug")


@listing(CHANGES)
def changes(asked, reading, absolute, content):
    found = recent.changes(asked.search, reading, asked.limit + 1, since=asked.since, before=asked.value("after"))
    rows, more = cut(found, asked.limit)
    content["changes"] = [change_item(change, absolute) for change in rows]
    return recent.place_text(rows[-1].place) if more else None


def change_item(change, absolute):
    return {
        "id": change.edition.entry,
        "noun": change.edition.noun,
        "edition": change.edition.public_id,
        "headline": change.headline,
        "url": absolute(change.shown.url) if change.shown else None,
        "change": change.kind,
        "at": change.at,
        "reason": change.reason,
    }


def single(noun, read):
    """A view of one entry by its public id: the item, where it went, or why it is gone."""

    def view(request, public_id):
        asked = Asked(request, ONE, needs_crisis=False)
        if asked.refused:
            return refused(asked.refused)
        known = published(public_id, noun)
        if known is None:
            raise Http404
        asked.look_at(known.crisis)
        return answered(request, known.crisis.slug, lambda: one(request, asked, known, read))

    return open_to_all(view)


def published(public_id, noun):
    """Some edition of the entry, if its crisis is published; whether readers may know of it is for others to say."""
    if not ID.fullmatch(public_id):
        return None
    known = Edition.objects.filter(entry=public_id, noun=noun, crisis__in=Crisis.objects.published())
    return known.select_related("crisis").first()


def one(request, asked, known, read):
    shown = asked.reading.shown()
    edition = shown.filter(entry=known.entry).first()
    if edition:
        return as_json(read(asked.reading, edition, request.build_absolute_uri))
    if known.survivor and shown.filter(entry=known.survivor).exists():
        return redirect(reverse(f"api-{known.noun}", args=[known.survivor]) + asked.search.query().rstrip("?"))
    for change in recent.withdrawn(asked.reading, known.noun):
        if change.edition.entry == known.entry:
            return problem(410, _("This was withdrawn"), **gone_item(change) | {"detail": change.reason})
    raise Http404


def read_event(reading, edition, absolute):
    return form.event_item(reading.entry(edition), absolute)


def read_measure(reading, edition, absolute):
    return form.countermeasure_item(reading.measures([edition])[0], absolute)


event = single("event", read_event)
countermeasure = single("countermeasure", read_measure)
