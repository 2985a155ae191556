"""Dates and statuses in the reader's language."""

from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from timeline import dates
from timeline.lives import BEGINS
from timeline.models import Countermeasure, Stage

# What stands between two pieces, each whole in itself: languages have signs of their own, and not all put a space.
MARKS = {
    ", ": pgettext_lazy("between pieces", ", "),
    "; ": pgettext_lazy("between pieces", "; "),
    ". ": pgettext_lazy("between pieces", ". "),
    ": ": pgettext_lazy("between pieces", ": "),
}


def mark(sign):
    """A comma, semicolon, full stop or colon with its space, as the language writes it."""
    return str(MARKS[sign])


def in_a_row(names):
    """“AFP, Reuters”."""
    return mark(", ").join(names)


def say(text, context=None):
    """The translator that the dates package asks for its phrases."""
    return pgettext(context, text) if context else gettext(text)


def date_words(when, style="long"):
    return dates.wording(when, style=style, say=say)


def day_words(day, style="long"):
    """A day number in words."""
    return date_words(dates.parse_edtf(dates.iso(day)), style) if dates.iso(day) else ""


def stage_label(stage, measure=""):
    """What a stage is called; a demand that has been made is open, not in force."""
    if measure == Countermeasure.Type.DEMAND and stage in BEGINS:
        return _("Open")
    return str(Stage(stage).label)


def status_label(status, measure=""):
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


def lowered(text):
    return text[:1].lower() + text[1:]


def standing_words(measure):
    """What is known of an end, or of a beginning: “No end reported, checked 27 November 2025”."""
    status = measure.status
    if status.ended:
        return ""
    known = _("No end reported") if status.stands else _("Not known to have begun")
    if not measure.checked:
        return known
    return _("{known}, checked {day}").format(known=known, day=day_words(dates.day_of(measure.checked)))
