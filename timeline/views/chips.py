"""Active filters, each with the address that removes it."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates
from timeline.filters import NARROWING, written
from timeline.models import Actor, Certainty, Countermeasure, Event, Participation, Source, Stage
from timeline.wordings import date_words, day_words

LABELS = {
    "kind": Event.Kind,
    "measure": Countermeasure.Type,
    "stage": Stage,
    "certainty": Certainty,
    "role": Participation.Role,
}
SWITCHES = {"dates": gettext_lazy("wholly inside"), "key": gettext_lazy("Key moments")}
NAMED = {"actor": Actor, "source": Source}


@dataclass
class Chip:
    key: str
    label: str
    query: str
    actor: Actor | None = None


def chips(search):
    """A chip for every active value, in the order of the keys; the two ends of a range are one chip."""
    return [
        *(chip for name in NARROWING if name not in ("from", "to") for chip in of_key(search, name)),
        *of_range(search),
    ]


def of_key(search, name):
    values = search.chosen.get(name, ())
    found = named(name, values) if values and name in NAMED else {}
    for value in values:
        label = found[value].name if value in found else str(label_of(name, value))
        actor = found.get(value) if name == "actor" else None
        yield Chip(name, label, search.query(without={(name, written(value))}), actor)


def named(name, slugs):
    return {found.slug: found for found in NAMED[name].objects.filter(slug__in=slugs)}


def label_of(name, value):
    if name == "q":
        return _("“{words}”").format(words=value.text)
    if name in SWITCHES:
        return SWITCHES[name]
    return LABELS[name](value).label


def of_range(search):
    first, last = search.days
    if first is None and last is None:
        return
    yield Chip("from", range_words(first, last), search.query(without={"from", "to"}))


def range_words(first, last):
    if last is None:
        return _("from {day}").format(day=day_words(first, "short"))
    if first is None:
        return _("until {day}").format(day=day_words(last, "short"))
    span = dates.read(f"{dates.iso(first)}/{dates.iso(last)}") if first != last else dates.read(dates.iso(first))
    return date_words(span, "short")


def without_one(search):
    """For an empty answer: each chip with how many entries there would be without it, most first."""
    counted = [(search.selected.count(without=keys_of(chip)), chip) for chip in chips(search)]
    return sorted(((count, chip) for count, chip in counted if count), key=lambda pair: -pair[0])[:3]


def keys_of(chip):
    return ("from", "to") if chip.key == "from" else (chip.key,)
