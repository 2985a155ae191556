"""EDTF (ISO 8601-2) levels 0 and 1, and one-of sets, into bounds.

`parse_edtf` makes a `When`; `tree_of` gives the parts it was made of, for those who put it into words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from re import Match
from typing import TypeAlias

from timeline.dates.calendar import (
    EARLIEST,
    LATEST,
    check_day,
    check_month,
    check_year,
    iso_day,
    month_length,
    ordinal,
    weekday_number,
)
from timeline.dates.clock import clock_of
from timeline.dates.marks import gettext_noop
from timeline.dates.refusal import DateRefused

LONGEST = 200
SAYS_NOTHING = {"", "unknown", "/", "../", "/..", "../..", "XXXX", "XXXX-XX", "XXXX-XX-XX"}

NOT_EDTF = gettext_noop(
    "“{text}” is not a date in EDTF. Type a day (2025-11-25), a month (2025-11), a year (2025), "
    "a span (2025-11-24/2025-11-27) or one unknown day of several ([2025-11-24..2025-11-27])."
)
PLAIN = re.compile(r"(-?[0-9]{4})(?:-([0-9]{2}|XX)(?:-([0-9]{2}|XX))?)?([?~%]?)")
BLURRED = re.compile(r"(-?)([0-9]{2}XX|[0-9]{3}X)([?~%]?)")
FAR = re.compile(r"Y(-?[1-9][0-9]{0,12})(?:E([0-9]{1,2}))?([?~%]?)")

# First month and day, last month and day, years later. A season carries no hemisphere: its bounds hold the northern and
# the southern one, by calendar months and by the sun, from the first day that bears the year; a summer or winter that
# begins in December may run on into March.
SEASONS = {21: (3, 12, 22, 0), 22: (1, 3, 21, 1), 23: (3, 12, 22, 0), 24: (1, 3, 21, 1)}


@dataclass(frozen=True)
class When:
    """A date as vague as its source.

    `edtf` holds no time; "" is no date at all. `first` and `last` are day numbers (`date.toordinal()`, for any year),
    EARLIEST or LATEST where an end is open. `minute` counts from local midnight; `zone` is "", "Z", "UTC", an offset
    like "+09:00" or a name like "Asia/Tokyo". `phrase` is printed instead of the wording where the desk's own words
    say more. Qualifiers (about, uncertain) never widen the bounds.
    """

    edtf: str
    first: int
    last: int
    precision: str
    minute: int | None = None
    zone: str = ""
    phrase: str = ""

    @property
    def lasted(self) -> bool:
        """It went on from one end to the other, as against one unknown day between them."""
        return "/" in self.edtf

    @property
    def approximate(self) -> bool:
        return "~" in self.edtf or "%" in self.edtf

    @property
    def uncertain(self) -> bool:
        return "?" in self.edtf or "%" in self.edtf

    @property
    def undated(self) -> bool:
        return self.precision == "unknown"

    @property
    def without_time(self) -> When:
        return join_time(self, None)


UNDATED = When("", EARLIEST, LATEST, "unknown")


@dataclass(frozen=True)
class Part:
    """One date of the text. `kind` is day, month, season, year, decade or century; a season's `month` is 21 to 24."""

    text: str
    kind: str
    year: int
    first: int
    last: int
    month: int = 0
    day: int = 0
    qualifier: str = ""

    @property
    def means(self) -> tuple[str, int, int, str]:
        """The same for 2025, 2025-XX and 2025-XX-XX."""
        return self.kind, self.first, self.last, self.qualifier

    @property
    def loose(self) -> bool:
        """Its beginning says little, so an end that begins before its start is no contradiction."""
        return self.kind == "season" or "X" in self.text


@dataclass(frozen=True)
class Span:
    """From one part to another; None is an open end, and `known` tells whether an open end is open or not known."""

    start: Part | None
    end: Part | None
    known: bool = True

    @property
    def first(self) -> int:
        return self.start.first if self.start else EARLIEST

    @property
    def last(self) -> int:
        return self.end.last if self.end else LATEST


@dataclass(frozen=True)
class OneOf:
    """A set of parts and spans, of which one holds."""

    choices: tuple[Part | Span, ...]

    @property
    def first(self) -> int:
        return min(choice.first for choice in self.choices)

    @property
    def last(self) -> int:
        return max(choice.last for choice in self.choices)


Tree: TypeAlias = Part | Span | OneOf


def parse_edtf(text: str) -> When:
    """The `When` of an EDTF text, level 0 or 1 or a one-of set; "" and "unknown" are undated.

    Seasons 21 to 24 carry no hemisphere, so they get generous bounds: spring and autumn from 1 March to 22 December,
    summer and winter from 1 January to 21 March of the next year. A century `18XX` is 1800 to 1899. Raises DateRefused
    for everything else, for an interval whose end is before its start, and beyond a million million years.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise not_edtf(text)
    day, mark, time = text.partition("T")
    if mark and day:
        return at_clock(day, time, text)
    if text in SAYS_NOTHING:
        return UNDATED
    tree = tree_of(text)
    return When(tree.text if isinstance(tree, Part) else text, tree.first, tree.last, precision_of(tree))


def join_time(when: When, minute: int | None, zone: str = "", phrase: str = "") -> When:
    """The same date with a local time (None takes the time away) and, if given, the desk's phrase.

    Raises DateRefused where the date is not one exact day.
    """
    phrase = phrase or when.phrase
    if minute is None:
        precision = "day" if when.precision == "time" else when.precision
        return replace(when, precision=precision, minute=None, zone="", phrase=phrase)
    if when.precision not in ("day", "time") or when.approximate or when.uncertain or not 0 <= minute < 24 * 60:
        raise DateRefused(gettext_noop("A time needs an exact day. Type it like 25 November 2025, 19:30."))
    return replace(when, precision="time", minute=minute, zone=zone, phrase=phrase)


def at_clock(day: str, time: str, text: str) -> When:
    when = parse_edtf(day)
    minute, zone = clock_of(time, text)
    if minute == 24 * 60 and when.precision == "day":
        when, minute = parse_edtf(iso_day(when.last + 1)), 0
    return join_time(when, minute, zone)


@lru_cache(maxsize=4096)
def tree_of(text: str) -> Tree:
    """The parts of an EDTF text without time: a Part, a Span or a OneOf."""
    if text.startswith("[") and text.endswith("]"):
        return one_of(text)
    if text.count("/") == 1:
        return interval(text)
    return part(text)


def interval(text: str) -> Part | Span:
    start, end = text.split("/")
    first, last = (None if end in ("", "..") else part(end, text) for end in (start, end))
    return ordered(Span(first, last, known="" not in (start, end)), text)


def one_of(text: str) -> OneOf | Part:
    choices = text[1:-1].split(",")
    last = len(choices) - 1
    found = tuple(choice(item, text, index == 0, index == last) for index, item in enumerate(choices))
    return found[0] if len(found) == 1 and isinstance(found[0], Part) else OneOf(found)


def choice(item: str, text: str, may_open: bool, may_stay_open: bool) -> Part | Span:
    if ".." not in item:
        return plain_part(item or "?", text)
    start, _, end = item.partition("..")
    if not (start or may_open) or not (end or may_stay_open) or not (start or end):
        raise not_edtf(text)
    first, last = (plain_part(end, text) if end else None for end in (start, end))
    return ordered(Span(first, last), text)


def plain_part(item: str, text: str) -> Part:
    found = part(item, text)
    if found.qualifier:
        raise not_edtf(text)
    return found


def ordered(span: Span, text: str) -> Part | Span:
    """The span, or its one part if both ends are the same. Raises DateRefused if it runs backwards."""
    start, end = span.start, span.end
    if start and end and backwards(start, end):
        raise DateRefused(gettext_noop("“{text}” ends before it begins. Type the earlier date first."), text=text)
    return start if start and end and start.means == end.means else span


def backwards(start: Part, end: Part) -> bool:
    if start.kind == end.kind == "season":
        return (start.year, start.month) > (end.year, end.month)
    return start.first > (end.last if end.loose or start.loose else end.first)


def part(text: str, whole: str | None = None) -> Part:
    """One date without time. Raises DateRefused, naming the `whole` text it stands in."""
    whole = whole or text
    for pattern, make in ((PLAIN, plain), (BLURRED, blurred), (FAR, far)):
        if match := pattern.fullmatch(text):
            return make(match, text, whole)
    raise not_edtf(whole)


def plain(match: Match[str], text: str, whole: str) -> Part:
    year, month, day, qualifier = match.groups()
    if year == "-0000" or (month == "XX" and day not in (None, "XX")):
        raise not_edtf(whole)
    if month in (None, "XX"):
        return years(text, "year", int(year), int(year), qualifier)
    if day in (None, "XX"):
        return month_or_season(text, int(year), int(month), qualifier, whole, day)
    check_day(int(year), int(month), int(day), whole)
    number = ordinal(int(year), int(month), int(day))
    return Part(text, "day", int(year), number, number, int(month), int(day), qualifier)


def month_or_season(text: str, year: int, month: int, qualifier: str, whole: str, day: str | None) -> Part:
    if month in SEASONS and day is None:
        first_month, last_month, last_day, later = SEASONS[month]
        first, last = ordinal(year, first_month, 1), ordinal(year + later, last_month, last_day)
        return Part(text, "season", year, first, last, month, 0, qualifier)
    check_month(month, whole)
    first = ordinal(year, month, 1)
    return Part(text, "month", year, first, first + month_length(year, month) - 1, month, 0, qualifier)


def blurred(match: Match[str], text: str, _whole: str) -> Part:
    sign, digits, qualifier = match.groups()
    kind = "century" if digits.endswith("XX") else "decade"
    ends = [int(sign + digits.replace("X", digit)) for digit in "09"]
    return years(text, kind, min(ends), max(ends), qualifier)


def far(match: Match[str], text: str, whole: str) -> Part:
    year = int(match[1]) * 10 ** int(match[2] or 0)
    check_year(year, whole)
    if abs(year) < 10_000:
        raise not_edtf(whole)
    return years(text, "year", year, year, match[3])


def years(text: str, kind: str, first: int, last: int, qualifier: str) -> Part:
    return Part(text, kind, first, ordinal(first, 1, 1), ordinal(last, 12, 31), qualifier=qualifier)


def precision_of(tree: Tree) -> str:
    if isinstance(tree, Part):
        return tree.kind
    if tree.first == EARLIEST:
        return "before"
    if tree.last == LATEST:
        return "after"
    return "week" if week_of(tree) else "days"


def week_of(tree: Tree) -> Part | None:
    """The Monday of a one-of set that is exactly a week from Monday to Sunday, else None."""
    if not isinstance(tree, OneOf) or len(tree.choices) != 1 or not isinstance(tree.choices[0], Span):
        return None
    start, end = tree.choices[0].start, tree.choices[0].end
    if not start or not end or not start.kind == end.kind == "day":
        return None
    return start if weekday_number(start.first) == 0 and end.first == start.first + 6 else None


def not_edtf(text: object) -> DateRefused:
    return DateRefused(NOT_EDTF, text=text)
