"""`timelinejs.json`: TimelineJS 3 opens it as it is. A vague date keeps its words, and stands at its first day."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, TypeAlias

from django.utils.translation import gettext as _

from timeline import dates
from timeline.dates import When
from timeline.dates.calendar import civil
from timeline.exporting import Selection
from timeline.formats.files import Absolute
from timeline.models import Crisis
from timeline.reading import Entry
from timeline.wordings import date_words

from .plain import clean, moment, one_line, question
from .prose import join, link, paragraph, told

Slide: TypeAlias = dict[str, Any]
"""A slide or a part of one, as TimelineJS reads it."""


def lines(selection: Selection, absolute: Absolute) -> Iterator[str]:
    """The document as text, a slide a line. Entries that give no day at all have no place in it; the title says so."""
    yield "{" + ", ".join(f"{text(name)}: {text(value)}" for name, value in whole(selection, absolute).items())
    yield ', "events": ['
    between = "\n"
    for slide in slides(selection, absolute):
        yield between + text(slide)
        between = ",\n"
    yield "]}\n"


def text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def whole(selection: Selection, absolute: Absolute) -> Slide:
    """All but the events: what files taken in said of themselves (eras, scale), and what this one is."""
    made: Slide = {}
    for kept in selection.beside():
        eras = made.get("eras", []) + kept.extra.get("eras", [])
        made = kept.extra | made | ({"eras": eras} if eras else {})
    about = selection.about() | {"generated": moment(selection.now)}
    return made | about | {"title": title(selection, absolute, made.get("title"))}


def title(selection: Selection, absolute: Absolute, theirs: Any = None) -> Slide:
    """The title of a file taken in, or the crisis; in either case with what the reader of a copy should know."""
    crisis = selection.crisis
    made: Slide = {
        "unique_id": crisis.public_id,
        "text": {"headline": escaped(crisis.title), "text": standfirst(crisis)},
    }
    made = over(made, theirs) if isinstance(theirs, dict) else made
    notes = join([*map(paragraph, known(selection)), paragraph(link(absolute(crisis.url), absolute(crisis.url)))])
    made["text"]["text"] = str(made["text"].get("text") or "") + notes
    return made


def standfirst(crisis: Crisis) -> str:
    return paragraph(clean(crisis.standfirst))


def over(mine: Slide, theirs: Slide) -> Slide:
    """Both, key by key; where both say something, theirs."""
    both = mine | theirs
    for name in mine.keys() & theirs.keys():
        if isinstance(mine[name], dict) and isinstance(theirs[name], dict):
            both[name] = over(mine[name], theirs[name])
    return both


def known(selection: Selection) -> Iterator[str]:
    """What the reader of a copy should know: licence, when, of what, and what is missing."""
    yield _("Licence: {licence}").format(licence=selection.about()["licence"])
    yield _("Generated: {moment}").format(moment=moment(selection.now))
    if selection.pairs:
        yield _("Filter: {filter}").format(filter=question(selection.pairs))
    yield _("File: {address}").format(address=selection.address)
    if undated := selection.undated():
        yield _("Without a date, so not on this timeline: {count}").format(count=undated)


def slides(selection: Selection, absolute: Absolute) -> Iterator[Slide]:
    for batch in selection.batches():
        beside = selection.beside(batch)
        for entry in batch:
            if place(entry.when) is not None:
                yield given_back(slide(entry, absolute), beside.get(entry.id), entry.when.edtf)


def given_back(made: Slide, kept: Any, edtf: str) -> Slide:
    """The slide with the id and whatever else it had in the file it came from; date and words are the desk's."""
    if kept is None:
        return made
    ends = "end_date" in made or kept.said.get("fields", {}).get("date", {}).get("edtf") == edtf
    theirs = {name: value for name, value in kept.extra.items() if name != "end_date" or ends}
    for name in ("start_date", "end_date", "text"):
        if isinstance(theirs.get(name), dict) and name in made:
            theirs[name] = theirs[name] | made[name]
    return made | theirs | ({"unique_id": kept.external} if kept.given and kept.external else {})


def slide(entry: Entry, absolute: Absolute) -> Slide:
    made = {
        "unique_id": entry.id,
        "start_date": start(entry.when),
        "text": {"headline": escaped(entry.headline), "text": told(entry, absolute)},
    }
    if lasted(entry.when):
        made["end_date"] = day_parts(entry.when.last)
    if words := display(entry.when):
        made["display_date"] = marked_up_once(words)
    if entry.pictures:
        made["media"] = media(entry.pictures[0], absolute)
    if group := state(entry):
        made["group"] = marked_up_once(group)
    return made


def media(shot: Any, absolute: Absolute) -> Slide:
    caption, credit = escaped(shot.caption), escaped(". ".join(filter(None, (shot.credit, shot.licence))))
    return {"url": absolute(shot.largest), "alt": one_line(shot.alt), "caption": caption, "credit": credit}


def place(when: When) -> int | None:
    """The day number it stands at: the first day it can be, of an open start the last; None of no date."""
    if when.undated:
        return None
    return when.last if when.first == dates.EARLIEST else when.first


def start(when: When) -> dict[str, int]:
    parts = day_parts(place(when) or 0)
    if PLAIN_MONTH.fullmatch(when.edtf):
        del parts["day"]
    elif PLAIN_YEAR.fullmatch(when.edtf):
        del parts["day"], parts["month"]
    if when.minute is not None:
        parts |= {"hour": when.minute // 60, "minute": when.minute % 60}
    return parts


PLAIN_YEAR, PLAIN_MONTH = re.compile(r"-?\d{4}|Y-?\d+"), re.compile(r"-?\d{4}-\d\d")


def day_parts(day: int) -> dict[str, int]:
    """TimelineJS counts years as people do: 44 BC is -44, where ISO has -43."""
    year, month, of_month = civil(day)
    return {"year": year if year > 0 else year - 1, "month": month, "day": of_month}


def lasted(when: When) -> bool:
    return when.lasted and when.first > dates.EARLIEST and when.last < dates.LATEST


def display(when: When) -> str:
    """The date in words wherever TimelineJS would show it as more exact, or other, than it is."""
    exact = when.precision == "day" and dates.vagueness(when) == "" and not when.phrase
    return "" if exact else date_words(when)


def state(entry: Entry) -> str:
    """The state, or whoever else, that acts; of several the first."""
    names = [*entry.acting, *entry.together, *entry.towards]
    return names[0].root.name if names else ""


def escaped(words: str) -> str:
    return html.escape(one_line(words), quote=False)


def marked_up_once(words: str) -> str:
    """TimelineJS strips markup of groups and dates, then shows what is left as markup: nothing may be left."""
    words = one_line(words).replace("<", "‹").replace(">", "›")
    return re.sub(r"&(?=[#\w])", "&amp;", words)
