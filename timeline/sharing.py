"""How a page of this site stands on other people's: what may be framed and how, and what a link to it shows."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline import moments
from timeline.filters import TimelineFilter
from timeline.formats.card import Card
from timeline.formats.files import Absolute
from timeline.models import Certainty, Crisis, Edition, Noun, Source
from timeline.overview import crises_by_activity
from timeline.pictures import content_of
from timeline.reading import Entry, Measure, Reading
from timeline.reading.entries import Shot
from timeline.wordings import date_words, day_words, in_a_row, lowered, mark, source_names

WIDTH, HEIGHT = 600, 400
PHOTO_WIDTH, PHOTO_LEAST = 900, 240  # pixels of the kept file a card is made of: how wide if it can be, at least
ALONE = {"view", "on", "left", "right", "sort", "zoom"}  # keys of single pages, which a frame has no use for


# Frames


@dataclass
class Shared:
    """A crisis, what an address asks of it, and in which language."""

    crisis: Crisis
    search: TimelineFilter
    language: str


def shared(url: str, hosts: set[str]) -> Shared | None:
    """What an address of this site asks that can stand in a frame; None for any other address."""
    try:
        parts = urlsplit(url)
        data = QueryDict(parts.query)
    except (ValueError, SuspiciousOperation):
        return None
    if parts.scheme not in ("http", "https") or parts.netloc.lower() not in hosts:
        return None
    language = translation.get_language_from_path(parts.path) or settings.LANGUAGE_CODE
    crisis = crisis_at(parts.path, language)
    return Shared(crisis, TimelineFilter(data, crisis), language) if crisis else None


def crisis_at(path: str, language: str) -> Crisis | None:
    """The published crisis whose timeline or frame stands at a path."""
    with translation.override(language):
        try:
            match = resolve(path)
        except Resolver404:
            return None
    if match.url_name not in ("timeline", "embed"):
        return None
    return Crisis.objects.published().filter(slug=match.kwargs["crisis"]).first()


def hosts_of(request: HttpRequest) -> set[str]:
    """The hosts by which addresses of this site may begin."""
    return {request.get_host().lower(), urlsplit(settings.SITE_URL).netloc}


def frame_address(crisis: Crisis, search: TimelineFilter) -> str:
    """The address of the frame that shows what is asked, without its host."""
    return reverse("embed", args=[crisis.slug]) + search.query(without=ALONE).rstrip("?")


def whole_address(crisis: Crisis, search: TimelineFilter) -> str:
    """The address of the timeline that asks the same."""
    return crisis.url + search.query(without=ALONE).rstrip("?")


def frame_html(
    crisis: Crisis, search: TimelineFilter, absolute: Absolute, width: int = WIDTH, height: int = HEIGHT
) -> SafeString:
    """What another site copies: the frame, and a link for where frames are not shown."""
    return format_html(
        '<iframe src="{}" width="{}" height="{}" title="{}" loading="lazy"></iframe>\n<p><a href="{}">{}</a></p>',
        absolute(frame_address(crisis, search)),
        width,
        height,
        crisis.title,
        absolute(whole_address(crisis, search)),
        _("{crisis}, at {site}").format(crisis=crisis.title, site=settings.SITE_NAME),
    )


def standing_among(search: TimelineFilter, reading: Reading) -> list[list[Measure]]:
    """The countermeasures with no end reported that the selected entries are steps of, by who imposes them on whom."""
    groups: dict[Any, list[Measure]] = {}
    for measure in reading.with_steps_among(search.selected.parents()):
        if measure.status.stands:
            parties = (*measure.record["imposed_by"], "→", *measure.record["aimed_at"])
            groups.setdefault(parties, []).append(measure)
    return sorted(groups.values(), key=len, reverse=True)


# Pictures


def card_of(edition: Edition) -> Card:
    """What the picture of an event's or countermeasure's edition says, as it stood at that edition."""
    reading = Reading(edition.crisis, edition.shown_from)
    if edition.noun == Noun.COUNTERMEASURE:
        return measure_card(reading.measures([edition])[0])
    return event_card(reading.entry(edition))


def event_card(entry: Entry) -> Card:
    step = entry.parent is not None
    kicker = entry.parent.type_label if entry.parent else entry.kind_label
    return Card(
        kicker=f"{entry.crisis.title} · {kicker}",
        title=entry.headline,
        short=entry.record["short_headline"],
        facts=date_words(entry.when),
        certainty=entry.certainty,
        certainty_word=str(Certainty(entry.certainty).label),
        judged=judged(entry),
        sources=according_to(entry.sources),
        site=settings.SITE_NAME,
        spoken=translation.get_language(),
        language=entry.language,
        red=step,
        **photograph(entry),
    )


def photograph(entry: Entry) -> dict[str, Any]:
    """The photograph on an event's card and its credit; nothing if it has none, or only one too small."""
    shot = shot_on_card(entry)
    if shot is None:
        return {}
    credit = _("Photograph: %(credit)s") % {"credit": shot.credit} if shot.credit else ""
    return {"photo": content_of(shot.id, width_on_card(shot)), "credit": credit}


def photograph_in_words(entry: Entry) -> str:
    shot = shot_on_card(entry)
    return shot.alt if shot else ""


def shot_on_card(entry: Entry) -> Shot | None:
    return next((shot for shot in entry.pictures if tall_enough(shot)), None)


def tall_enough(shot: Shot) -> bool:
    width = width_on_card(shot)
    return min(width, width * shot.height / shot.width) >= PHOTO_LEAST


def width_on_card(shot: Shot) -> int:
    return next((width for width in shot.widths if width >= PHOTO_WIDTH), shot.widths[-1])


def judged(entry: Entry) -> str:
    """How sure each claim is, in words, where single claims of an event are disputed; else how sure the event is."""
    claims = [(entry.kind_label, entry.certainty)] if entry.disputed_points else []
    claims += [(point["label"], point["certainty"]) for point in entry.disputed_points]
    words = [
        _("{claim}: {certainty}").format(claim=claim, certainty=lowered(str(Certainty(certainty).label)))
        for claim, certainty in claims
    ]
    return mark(". ").join(words) or str(Certainty(entry.certainty).label)


def measure_card(measure: Measure) -> Card:
    """Who imposes what on whom. Not where it stands: that may change without a new edition, and pictures are kept."""
    by, at = (in_a_row(name.name for name in names) for names in (measure.imposed_by, measure.aimed_at))
    facts = _("{by} → {at}").format(by=by, at=at) if at else by
    return Card(
        kicker=f"{measure.crisis.title} · {measure.type_label}",
        title=measure.record["title"],
        short=measure.record["short_title"],
        facts=facts,
        sources=according_to(measure.all_sources),
        site=settings.SITE_NAME,
        spoken=translation.get_language(),
        red=True,
    )


def according_to(sources: Sequence[Source], most: int = 2) -> str:
    """“According to Reuters, WSJ and 2 more”; empty if nobody is named."""
    return _("According to {names}").format(names=source_names(sources, most)) if sources else ""


def crisis_card(crisis: Crisis) -> Card:
    reading = Reading(crisis)
    events = reading.shown().events()
    entries, steps = events.count(), events.steps().count()
    standing = sum(measure.status.stands for measure in reading.all_measures)
    facts = ngettext("{n} entry", "{n} entries", entries).format(n=entries)
    if steps:
        facts += mark(", ") + ngettext("{n} of them a step", "{n} of them steps", steps).format(n=steps)
    if standing:
        facts += mark(". ") + ngettext(
            "{n} countermeasure with no end reported", "{n} countermeasures with no end reported", standing
        ).format(n=standing)
    return Card(
        kicker=str(Crisis.State(crisis.state).label),
        title=crisis.title,
        lead=crisis.standfirst,
        facts=facts,
        sources=_("As of {day}").format(day=day_words(reading.day)),
        site=settings.SITE_NAME,
        spoken=translation.get_language(),
    )


def crisis_picture(crisis: Crisis, language: str) -> str:
    """The name under which the picture of a crisis now stands: another picture, another name."""
    parts: list[Any] = [
        crisis.stamp,
        moments.latest_shown(crisis),
        crisis.title,
        crisis.standfirst,
        crisis.state,
        language,
    ]
    parts += [settings.SITE_NAME, Reading(crisis).day]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def edition_pictured(crisis: Crisis, public_id: str) -> Edition | None:
    """The edition of that id, if readers ever saw it and it was not removed; a position has no picture."""
    editions = moments.seen(crisis).exclude(noun=Noun.POSITION).select_related("crisis")
    return editions.filter(public_id=public_id).first()


# What engines that list pages are told


def listed(most: int) -> Iterator[tuple[str, datetime | None]]:
    """Addresses and when they last changed: crises, what they show, newest change first; at most so many."""
    crises = list(crises_by_activity())
    for crisis in crises:
        yield crisis.url, crisis.active
        yield reverse("tracker", args=[crisis.slug]), None
        yield reverse("changes", args=[crisis.slug]), None
    slugs = {crisis.pk: crisis.slug for crisis in crises}
    shown = Edition.objects.shown().exclude(noun=Noun.POSITION).order_by("-shown_from", "-pk")
    rows = shown.values_list("crisis", "noun", "slug", "shown_from")[:most]
    for pk, noun, slug, moment in rows.iterator():
        yield reverse(noun, args=[slugs[pk], slug]), moment
