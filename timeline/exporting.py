"""Everything a filter selects, and whatever that refers to, a batch at a time."""

from timeline.filters import NARROWING
from timeline.formats import export_json as form

BATCH = 300


def everything(search, reading, absolute, now):
    """The parts of an export: its head, its events as they are read, and, asked for last, what those refer to."""
    met = {"countermeasures": set(), "actors": {}, "sources": {}}
    head = {
        "crisis": form.crisis_item(reading.crisis, absolute(reading.crisis.url)),
        "generated": now,
        "filter": [list(pair) for pair in search.pairs(without=("after", "view"))],
        "count": search.entries().count(),
    }
    return head, events(search, reading, absolute, met), lambda: rest(search, reading, absolute, met)


def events(search, reading, absolute, met):
    for entry in in_batches(search, reading):
        met["countermeasures"].add(entry.edition.parent)
        note(met, reading)
        yield form.event_item(entry, absolute)


def in_batches(search, reading):
    """Every entry the filter selects, in order, never more than a batch of them in memory."""
    place = None
    while True:
        editions = search.entries().in_order(search.order)
        rows = list((editions.after(place, search.order) if place else editions)[:BATCH])
        yield from reading.entries(rows)
        if len(rows) < BATCH:
            return
        place = getattr(rows[-1], search.order)


def note(met, reading):
    """Keep the names met so far; there are few of them, however many events."""
    met["actors"] |= reading.names
    met["sources"] |= reading.outlets


def rest(search, reading, absolute, met):
    """Countermeasures of the events given, positions, actors and sources, as (name, items)."""
    editions = reading.shown().countermeasures().filter(entry__in=met["countermeasures"]).order_by("pk")
    measures = reading.measures(editions)
    stances = positions(search, reading, met)
    note(met, reading)
    names = with_states(met["actors"], reading)
    yield "countermeasures", [form.countermeasure_item(measure, absolute) for measure in measures]
    yield "positions", [form.position_item(stance) for stance in stances]
    yield "actors", [form.actor_item(name) for name in sorted(names, key=lambda name: name.slug)]
    yield "sources", [form.source_item(source) for source in sorted(met["sources"].values(), key=lambda one: one.slug)]


def positions(search, reading, met):
    """All positions; under a filter, those of the actors its events name."""
    everywhere = not any(name in search.chosen for name in NARROWING)
    return [stance for stance in reading.stances() if everywhere or stance.record["actor"] in met["actors"]]


def with_states(names, reading):
    """The actors, and the states they are part of."""
    states = {name.actor.part_of for name in names.values() if name.actor.part_of}
    missing = [state for state in states if state.public_id not in names]
    return [*names.values(), *(reading.marked(state) for state in missing)]
