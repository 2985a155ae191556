"""What is amiss with a stored entry, each with the place on its form where it is mended."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from timeline import duplicates
from timeline.checking import Finding, findings
from timeline.models import Event

ROWS = {"accounts": "report", "steps": "stage", "answers": "event", "pictures": "alt"}
FIELDS = {"when": "date"}


@dataclass(frozen=True)
class Amiss:
    """`what` names the field, `anchor` is its id; `other` and `merge` lead to the entry it speaks of, if any."""

    what: str
    anchor: str
    text: str
    blocks: bool
    other: str = ""
    merge: str = ""


def amiss(screen) -> list[Amiss]:
    """Everything amiss with the entry of a screen as it is stored, what blocks first."""
    entry = screen.thing
    found = [placed(screen, finding) for finding in findings(entry)]
    found += [same_thing(screen, other) for other in (duplicates.like(entry) if isinstance(entry, Event) else ())]
    return sorted(found, key=lambda one: not one.blocks)


def placed(screen, finding: Finding) -> Amiss:
    what, anchor = place_of(screen, finding.field)
    return Amiss(str(what), anchor, finding.text, finding.blocks)


def place_of(screen, name):
    """The label and id of the field to mend; the section of its rows where none is drawn."""
    name = FIELDS.get(name, name)
    if name in screen.main.fields:
        return screen.main[name].label, screen.main[name].id_for_label
    rows = screen.rows.get(name)
    row = next((row for row in rows or () if is_wanting(row, ROWS[name])), None)
    return labels(name), row[ROWS[name]].id_for_label if row else name


def is_wanting(row, name):
    """For a picture the first without words; else the first row."""
    return name in row.fields and (name != "alt" or not row.raw(name).strip())


def labels(name):
    words = {"accounts": _("Accounts"), "steps": _("Steps"), "answers": _("What it answers"), "pictures": _("Pictures")}
    return words.get(name, name)


def same_thing(screen, other) -> Amiss:
    text = _("It may be the same as “%(other)s”: the same days, an actor in common, similar words.")
    address = reverse("admin:timeline_event_change", args=[other.pk])
    headline = screen.main["headline"]
    survivor = urlencode({"survivor": screen.lookups.events.label(other)})
    merge = f"{reverse('admin:timeline_event_merge', args=[screen.thing.pk])}?{survivor}"
    return Amiss(str(headline.label), headline.id_for_label, text % {"other": other}, False, address, merge)
