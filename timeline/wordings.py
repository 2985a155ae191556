"""Dates and statuses in the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from timeline import dates
from timeline.dates import When
from timeline.lives import BEGINS, Status
from timeline.models import Countermeasure, Source, Stage
from timeline.reading import Measure

# What stands between two pieces, each whole in itself: languages have signs of their own, and not all put a space.
MARKS = {
    ", ": pgettext_lazy("between pieces", ", "),
    "; ": pgettext_lazy("between pieces", "; "),
    ". ": pgettext_lazy("between pieces", ". "),
    ": ": pgettext_lazy("between pieces", ": "),
}


def mark(sign: str) -> str:
    """A comma, semicolon, full stop or colon with its space, as the language writes it."""
    return str(MARKS[sign])


def in_a_row(names: Iterable[str]) -> str:
    """“AFP, Reuters”."""
    return mark(", ").join(names)


def source_names(sources: Sequence[Source], most: int = 3) -> str:
    """“AFP, Reuters and 2 more”."""
    names, rest = in_a_row(source.name for source in sources[:most]), len(sources) - most
    more = ngettext("{names} and {n} more", "{names} and {n} more", rest)
    return more.format(names=names, n=rest) if rest > 0 else names


def say(text: str, context: str | None = None) -> str:
    """The translator that the dates package asks for its phrases."""
    return pgettext(context, text) if context else gettext(text)


def date_words(when: When, style: str = "long") -> str:
    return dates.wording(when, style=style, say=say)


def day_words(day: int, style: str = "long") -> str:
    """A day number in words."""
    text = dates.iso(day)
    return date_words(dates.parse_edtf(text), style) if text else ""


def clock_words(local: datetime, day: str) -> str:
    """A moment as clocks of its zone showed it, on a day in words: “28 November 2025, 10:20 JST”."""
    return _("{day}, {time} {zone}").format(day=day, time=f"{local:%H:%M}", zone=zone_words(local))


def zone_words(local: datetime) -> str:
    """JST where the zone has such a name, else UTC+08:00."""
    name, offset = local.tzname() or "", f"{local:%z}"
    return name if name.isalpha() else f"UTC{offset[:3]}:{offset[3:5]}"


def stage_label(stage: str, measure: str = "") -> str:
    """What a stage is called; a demand that has been made is open, not in force."""
    if measure == Countermeasure.Type.DEMAND and stage in BEGINS:
        return _("Open")
    return str(Stage(stage).label)


def status_label(status: Status, measure: str = "") -> str:
    """The possible stages of a day in a few words: “Announced, possibly in force”."""
    stages = list(dict.fromkeys(stage_label(stage, measure) for stage in reversed(status.possible) if stage))
    if not stages:
        return _("Not begun")
    if None in status.possible:
        return _("Possibly {stages}").format(stages=lowered(" / ".join(stages)))
    first, *others = stages
    if not others:
        return first
    return _("{stage}, possibly {others}").format(stage=first, others=lowered(" / ".join(others)))


def lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def standing_words(measure: Measure) -> str:
    """What is known of an end, or of a beginning: “No end reported, checked 27 November 2025”."""
    status = measure.status
    if status.ended:
        return ""
    known = _("No end reported") if status.stands else _("Not known to have begun")
    if measure.checked_day is None:
        return known
    return _("{known}, checked {day}").format(known=known, day=day_words(measure.checked_day))
