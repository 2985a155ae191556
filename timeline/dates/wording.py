"""What readers see of a date. Every pattern is a whole phrase that a language may order as it likes."""

import datetime

from timeline.dates import When
from timeline.dates.calendar import civil, weekday_number
from timeline.dates.edtf import OneOf, Part, Span, Tree, tree_of, week_of
from timeline.dates.marks import Say, as_written, gettext_noop
from timeline.dates.words import CENTURIES, CENTURIES_BC, SEASONS, STYLES, WEEKDAYS

FIRST_GREGORIAN_DAY = datetime.date(1582, 10, 15).toordinal()
QUALIFIERS = {"~": "approximate", "?": "uncertain", "%": "both"}


def wording(when: When, *, style: str = "long", say: Say = as_written, capital: bool | None = None) -> str:
    """The date in words, never more exact than it is: "Between 24 and 27 November 2025".

    `say(msgid, context=None)` translates. `style` is long or short. `capital`: it begins a line, as long ones do.
    """
    date = when.phrase or Words(style, say).of(when)
    text = timed(date, when, style, say)
    capital = style == "long" if capital is None else capital
    return text[:1].upper() + text[1:] if capital else text


def timed(date: str, when: When, style: str, say: Say) -> str:
    if when.minute is None:
        return date
    zone = "UTC" if when.zone == "Z" else f"UTC{when.zone}" if when.zone[:1] in ("+", "-") else when.zone
    key = "timed in zone" if zone else "timed"
    return Words(style, say).put(key, date=date, time=clock_time(when.minute), zone=zone)


def clock_time(minute: int) -> str:
    """A minute of the day as 14:05."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


def weekday(when: When, say: Say = as_written) -> str:
    """The weekday of one exact day, else ""; none before 15 October 1582, when sources count by another calendar."""
    exact = when.precision in ("day", "time") and not (when.approximate or when.uncertain)
    return say(WEEKDAYS[weekday_number(when.first)]) if exact and when.first >= FIRST_GREGORIAN_DAY else ""


def vagueness(when: When, say: Say = as_written) -> str:
    """What a date heading says of a date that is not exact; "" where it is."""
    if when.undated:
        return say(gettext_noop("Date not given"))
    if not exact_ends(when):
        return say(gettext_noop("Day not given"))
    return say(gettext_noop("Day not certain")) if when.approximate or when.uncertain else ""


def exact_ends(when: When) -> bool:
    """One day, or a span that lasted from one day to another."""
    tree = tree_of(when.edtf)
    if isinstance(tree, Part):
        return tree.kind == "day"
    return isinstance(tree, Span) and all(end is None or end.kind == "day" for end in (tree.start, tree.end))


def html_datetime(when: When) -> str:
    """A value that HTML allows in `<time datetime>`, or "" where none says exactly this."""
    if when.undated or when.approximate or when.uncertain:
        return ""
    tree = tree_of(when.edtf)
    if monday := week_of(tree):
        return html_week(monday)
    if not isinstance(tree, Part) or tree.year < 1 or tree.kind not in ("day", "month", "year"):
        return ""
    return html_part(tree) + html_time(when)


def html_week(monday: Part) -> str:
    if not 1 <= monday.year <= 9998:
        return ""
    year, week, _ = datetime.date.fromordinal(monday.first).isocalendar()
    return f"{year:04d}-W{week:02d}"


def html_part(part: Part) -> str:
    return "-".join([f"{part.year:04d}", *(f"{number:02d}" for number in (part.month, part.day) if number)])


def html_time(when: When) -> str:
    if when.minute is None:
        return ""
    zone = "Z" if when.zone in ("Z", "UTC", "GMT") else when.zone
    return f"T{clock_time(when.minute)}{zone if zone[:1] in ('Z', '+', '-') else ''}"


class Words:
    """Parts, spans and sets into words of one style and language."""

    def __init__(self, style: str, say: Say) -> None:
        self.patterns, self.months, self.months_of_days = STYLES[style]
        self.say = say

    def of(self, when: When) -> str:
        return self.put("nothing") if when.undated else self.tree(tree_of(when.edtf))

    def tree(self, tree: Tree) -> str:
        if isinstance(tree, Part):
            return self.part(tree)
        return self.one_of(tree) if isinstance(tree, OneOf) else self.span(tree)

    def span(self, span: Span) -> str:
        if span.start and span.end:
            return self.pair("lasted", span.start, span.end)
        if span.start:
            return self.put("since" if span.known else "from", date=self.part(span.start))
        return self.put("until" if span.known else "up to", date=self.part(span.end)) if span.end else ""

    def one_of(self, tree: OneOf) -> str:
        if monday := week_of(tree):
            return self.put("week", date=self.part(monday))
        choices = tree.choices
        if len(choices) == 1:
            return self.choice(choices[0])
        if len(choices) == 2 and isinstance(choices[0], Part) and isinstance(choices[1], Part):
            return self.pair("either", choices[0], choices[1])
        return self.put("one of", dates="; ".join(map(self.choice, choices)))

    def choice(self, choice: Part | Span) -> str:
        if isinstance(choice, Part):
            return self.part(choice)
        if choice.start and choice.end:
            return self.pair("between", choice.start, choice.end)
        if choice.start:
            return self.beside(choice.start, choice.start.first - 1, "after", "on or after")
        return self.beside(choice.end, choice.end.last + 1, "before", "by") if choice.end else ""

    def beside(self, part: Part, neighbour: int, beside: str, at: str) -> str:
        """By the day, month or year next to it, which is outside; by the part itself where there is none."""
        year, month, day = civil(neighbour)
        kind = part.kind if part.kind in ("day", "month", "season") else "year"
        if kind == "season" or (kind != "year" and not -9999 <= year <= 9999):
            return self.put(at, date=self.part(part))
        return self.put(beside, date=self.date(kind, year, month, day))

    def pair(self, key: str, start: Part, end: Part) -> str:
        """Two dates, naming only once what they share."""
        if suffix := shared_parts(start, end):
            return self.put(f"{key} {suffix}", **self.shared(start, end))
        return self.put(key, start=self.end(start), end=self.end(end))

    def end(self, part: Part) -> str:
        """One end of a pair: an unknown day of its month or year is called so, lest it look like all of it."""
        within = "X" in part.text and part.kind in ("month", "year")
        return self.part(part, within="part of" if within else None)

    def shared(self, start: Part, end: Part) -> dict[str, str | int]:
        of_days = start.kind == "day"
        return {
            "first_day": start.day,
            "last_day": end.day,
            "first_month": self.month(start.month, of_days),
            "last_month": self.month(end.month, of_days),
            "month": self.month(end.month, of_days),
            "year": self.year(end.year),
        }

    def part(self, part: Part, within: str | None = None) -> str:
        words = self.date(part.kind, part.year, part.month, part.day)
        words = self.put(within, date=words) if within else words
        return self.put(QUALIFIERS[part.qualifier], date=words) if part.qualifier else words

    def date(self, kind: str, year: int, month: int, day: int) -> str:
        if kind == "day":
            return self.put("day", day=day, month=self.month(month, True), year=self.year(year))
        if kind == "month":
            return self.put("month", month=self.month(month, False), year=self.year(year))
        if kind == "season":
            return self.fill(SEASONS[month], year=self.year(year))
        if kind == "decade":
            return self.decade(year)
        if kind == "century":
            return self.century(year)
        return self.put("year", year=self.year(year)) if year <= 9999 else self.far_year(year)

    def month(self, month: int, of_days: bool) -> str:
        names = self.months_of_days if of_days else self.months
        return self.say(*names[month - 1]) if 1 <= month <= 12 else ""

    def year(self, year: int) -> str:
        """A year within a date. Some languages put a word after it, which the pattern of the date then holds."""
        if year < 1:
            return self.fill(gettext_noop("{year} BC"), year=1 - year)
        return self.fill(gettext_noop("AD {year}"), year=year) if year < 1000 else str(year)

    def far_year(self, year: int) -> str:
        return self.fill(gettext_noop("year {year}"), year=year)

    def decade(self, year: int) -> str:
        """Ten years; those at the turn of a century by their ends, for "the 1900s" may be a hundred years."""
        if year >= 110 and year % 100:
            return self.fill(gettext_noop("{year}s"), year=year)
        ends = {"first_year": self.year(year), "last_year": self.year(year + 9)}
        return self.fill(gettext_noop("decade {first_year}–{last_year}"), **ends)

    def century(self, year: int) -> str:
        number = year // 100 + 1 if year >= 0 else -year // 100 + 1
        ending = 0 if number % 100 in (11, 12, 13) or number % 10 > 3 else number % 10
        return self.fill((CENTURIES if year >= 0 else CENTURIES_BC)[ending], number=number)

    def put(self, key: str, **fields: str | int) -> str:
        pattern = self.patterns[key]
        return (self.say(pattern) if isinstance(pattern, str) else self.say(*pattern)).format(**fields)

    def fill(self, msgid: str, **fields: str | int) -> str:
        return self.say(msgid).format(**fields)


def shared_parts(start: Part, end: Part) -> str:
    """days, months or whole months: which short pattern of a pair fits; "" for none."""
    if start.qualifier or end.qualifier or start.kind != end.kind or start.year != end.year or "X" in end.text:
        return ""
    if start.kind == "day":
        return "days" if start.month == end.month else "months"
    return "whole months" if start.kind == "month" and "X" not in start.text else ""
