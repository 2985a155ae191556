"""The units by which entries are counted along an axis, from days to millions of years, and what they are called."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from timeline import dates
from timeline.dates.calendar import civil, ordinal
from timeline.dates.words import SHORT_MONTHS
from timeline.wordings import date_words, day_words, say

MOST_BINS = 62
MONTHS = (1, 3, 12, *(120 * 10**power for power in range(11)))


def units(first: int, last: int) -> tuple[str, list[int]]:
    """The unit that entries are counted by, and the first days of all units, one past the last included."""
    if last - first < MOST_BINS:
        return "day", list(range(first, last + 2))
    monday = first - (first - 1) % 7  # day 1 was a Monday
    if (last - monday) // 7 < MOST_BINS:
        return "week", list(range(monday, last + 8, 7))
    for months in MONTHS:
        starts = list(firsts(first, last, months))
        if len(starts) <= MOST_BINS + 1:
            return {1: "month", 3: "quarter", 12: "year"}.get(months, "years"), starts
    raise ValueError(f"{first} to {last} fits no unit")


def firsts(first: int, last: int, months: int) -> Iterator[int]:
    """The first days of every so many months; no more than it takes to see that they are too many."""
    year, month, _day = civil(first)
    count = (year * 12 + month - 1) // months * months
    for _each in range(MOST_BINS + 2):
        day = ordinal(count // 12, count % 12 + 1, 1)
        yield day
        if day > last:
            return
        count += months


def tick_words(day: int, before: int | None, unit: str) -> str:
    """As short as an axis needs: the year only where it is new."""
    year, month, of_month = civil(day)
    if unit == "years" or (unit == "year" and month == 1) or (before is None and unit == "year"):
        return date_words(dates.parse_edtf(dates.iso_day(day)[:-6]), "short")
    new_year = before is None or civil(before)[0] != year
    fields = {"day": of_month, "month": say(*SHORT_MONTHS[month - 1]), "year": year}
    if unit == "month" or (of_month == 1 and before is not None and day - before > 27):
        return (
            pgettext("tick", "{month} {year}").format(**fields)
            if new_year
            else pgettext("tick", "{month}").format(**fields)
        )
    pattern = pgettext("tick", "{day} {month} {year}") if new_year else pgettext("tick", "{day} {month}")
    return pattern.format(**fields)


def unit_words(unit: str, day: int) -> str:
    """One unit of the axis in the middle of a sentence."""
    text = dates.iso_day(day)
    if unit == "day":
        return day_words(day)
    if unit == "week":
        return dates.wording(dates.parse_edtf(f"[{text}..{dates.iso(day + 6)}]"), say=say, capital=False)
    if unit == "quarter":
        return _("the three months from {month}").format(month=date_words(dates.parse_edtf(text[:-3])))
    if unit == "years":
        return _("the years from {year}").format(year=date_words(dates.parse_edtf(text[:-6]), "short"))
    return date_words(dates.parse_edtf(text[:-3] if unit == "month" else text[:-6]))
