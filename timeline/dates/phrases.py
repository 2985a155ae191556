"""Dates as people type them. What does not name its day without guessing is refused."""

import re
from dataclasses import replace
from re import Match
from typing import NoReturn

from timeline.dates import When
from timeline.dates.calendar import civil, iso, weekday_number
from timeline.dates.clock import minute_of, no_time, zone_of
from timeline.dates.edtf import LONGEST, NOT_EDTF, UNDATED, Part, join_time, parse_edtf, part
from timeline.dates.folding import fold
from timeline.dates.marks import as_written, gettext_noop
from timeline.dates.refusal import DateRefused
from timeline.dates.singles import Single, year_text
from timeline.dates.wording import Words, wording

NOTHING = {"", "unknown", "not known", "not given", "undated", "no date", "date not given", "date unknown"}

CLOCK = re.compile(
    r"(?P<date>.+?)(?:, ?| at | |(?<=[0-9])t|(?<=[日号號)]))"
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?)? ?(?P<half>[ap]\.?m\.?(?![a-z]))?"
    r" ?(?P<zone>\(?[a-z+-][a-z0-9_/:+-]*\)?)?"
)
PART_OF = re.compile(r"(?:in )?(?P<which>early|mid|late)(?: in | |-)(?P<date>.+)")
ONE_OF = re.compile(r"one of:? (?P<dates>.+)")
WEEK = re.compile(
    r"(?:in )?(?:the )?(?:(?:week|wk) of|(?P<begins>week (?:beginning|commencing|starting)|w/c)) (?P<date>.+)"
)
BETWEEN = re.compile(r"(?:between|betw\.?) (?P<start>.+?) and (?P<end>.+)")
FROM = re.compile(r"from (?P<span>.+)")
AMERICAN_SPAN = re.compile(
    r"(?P<month>[a-z]+\.?) (?P<start>[0-9]{1,2}) ?(?P<to>-|to|and|or) ?(?P<end>[0-9]{1,2}), ?(?P<year>[0-9]{4})"
)
BOUND = re.compile(
    r"(?:(?P<before>before|bef\.?|prior to|earlier than)|(?P<after>after|aft\.?|later than)"
    r"|(?P<by>by|on or before|no later than|not later than)|(?P<on>on or after|no earlier than|not before)"
    r"|(?P<since>since|from)|(?P<until>until|till|up to)) (?P<date>.+)"
)
TO = re.compile(r" (?:to|until|till|through|-|至|から) ?| ?(?:至|から) ?")
LAST_HAN = re.compile(r"(?:[0-9]{1,2}月)?[0-9]{1,2}[日号號](?:\(.\))?(?:まで)?")
UNKNOWN_END = (", end not known", ", start not known")


def read(text: str, *, day_first: bool = True, year: int | None = None) -> When:
    """The `When` of what an editor or reader typed: EDTF, numbers or words, in English and the plain forms of others.

    `day_first` is how 11/12/2025 is meant. `year`, if given, is meant by a day or month without one (27/10, October).
    A century is counted as ISO 8601 does: the 19th century is 1800 to 1899. Raises DateRefused, whose text tells what
    to type instead, for everything that would need a guess.
    """
    if text is None:
        return UNDATED
    if not isinstance(text, str) or len(text) > LONGEST:
        raise unclear(text, day_first)
    typed = fold(text)
    if typed.lower() in NOTHING:
        return UNDATED
    return Phrase(text, day_first, year).read(typed)


def unclear(text: object, day_first: bool) -> DateRefused:
    message = gettext_noop(
        "“{text}” does not say which day. Type a day ({day}), a month (November 2025), "
        "“week of 24 November 2025” or “before 25 November 2025”."
    )
    return DateRefused(message, text=text, day="25/11/2025" if day_first else "11/25/2025")


class Phrase:
    """One text and how its numbers are meant. Its methods return None where the text is not of their form."""

    def __init__(self, text: str, day_first: bool, year: int | None) -> None:
        self.text, self.day_first, self.year = text, day_first, year

    def read(self, typed: str) -> When:
        """EDTF if it is that, else words; of two refusals the one that knows what is wrong."""
        try:
            return parse_edtf(edtf_spelling(typed))
        except DateRefused as error:
            refused = error
        try:
            return self.words(typed.lower().rstrip(".,; ")) or self.refuse(refused)
        except DateRefused as error:
            self.refuse(error)

    def refuse(self, error: DateRefused) -> NoReturn:
        if error.message == NOT_EDTF:
            raise unclear(self.text, self.day_first)
        raise DateRefused(error.message, **error.values | ({"text": self.text} if "text" in error.values else {}))

    def words(self, text: str) -> When | None:
        text = AMERICAN_SPAN.sub(r"\g<start> \g<to> \g<end> \g<month> \g<year>", text)
        return self.timed(text) or self.dated(text)

    def timed(self, text: str) -> When | None:
        match = CLOCK.fullmatch(text)
        if not match or not (match["minute"] or match["half"]):
            return None
        when = self.dated(match["date"].rstrip(","))
        return when and join_time(when, self.minute(match), zone_of((match["zone"] or "").strip("()"), self.text))

    def minute(self, match: Match[str]) -> int:
        hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
        if hour > 23 or (match["half"] and not 1 <= hour <= 12):
            raise no_time(self.text)
        if match["half"]:
            hour = hour % 12 + (12 if match["half"].startswith("p") else 0)
        return minute_of(hour, minute, second, self.text)

    def dated(self, text: str) -> When | None:
        for form in (self.part_of, self.week, self.one_of, self.between, self.span, self.bound, self.either):
            if when := form(text):
                return when
        edtf = self.single(text)
        return parse_edtf(edtf) if edtf else None

    def single(self, text: str, like: Part | None = None) -> str | None:
        """EDTF of one date; year and month that it lacks are those of the date it is `like`."""
        year = like.year if like else self.year
        month = like.month if like and like.kind == "day" else None
        return Single(self.day_first, year, month).edtf(text)

    def part_of(self, text: str) -> When | None:
        match = PART_OF.fullmatch(text)
        edtf = match and self.single(match["date"])
        if not match or not edtf or part(edtf).kind == "day" or part(edtf).qualifier:
            return None
        joint = "-" if match["which"] == "mid" else " "
        when = parse_edtf(edtf)
        return replace(when, phrase=f"{match['which'].capitalize()}{joint}{wording(when, capital=False)}")

    def week(self, text: str) -> When | None:
        match = WEEK.fullmatch(text)
        edtf = match and self.single(match["date"])
        if not match or not edtf or part(edtf).kind != "day" or part(edtf).qualifier:
            return None
        monday = part(edtf).first - weekday_number(part(edtf).first)
        if match["begins"] and monday != part(edtf).first:
            return None
        return parse_edtf(f"[{iso(monday)}..{iso(monday + 6)}]")

    def one_of(self, text: str) -> When | None:
        match = ONE_OF.fullmatch(text)
        if not match:
            return None
        found = [self.dated(item.strip()) for item in match["dates"].split(";")]
        texts = [when.edtf.strip("[]") for when in found if when]
        return parse_edtf(f"[{','.join(texts)}]") if len(texts) == len(found) else None

    def between(self, text: str) -> When | None:
        match = BETWEEN.fullmatch(text)
        ends = match and self.pair(match["start"], match["end"])
        return parse_edtf("[{}..{}]".format(*ends)) if ends else None

    def either(self, text: str) -> When | None:
        ends = self.pair(*text.split(" or ")) if text.count(" or ") == 1 else None
        return parse_edtf("[{},{}]".format(*ends)) if ends else None

    def span(self, text: str) -> When | None:
        """It lasted from one date to another, the two joined by a word or a dash."""
        match = FROM.fullmatch(text)
        text = match["span"] if match else text
        ends = TO.split(text)
        if len(ends) == 1 and not self.single(text):
            ends = text.split("-")
        found = self.pair(*ends) if len(ends) == 2 and all(ends) else None
        return parse_edtf("/".join(found)) if found else None

    def pair(self, start: str, end: str) -> tuple[str, str] | None:
        """EDTF of both dates, each taking from the other what is said only once."""
        start, end = completed(start.strip(), end.strip())
        last = self.single(end)
        first = last and self.single(start, part(last))
        return (first, last) if first and last else None

    def bound(self, text: str) -> When | None:
        match = BOUND.fullmatch(text)
        if not match:
            return None
        kind = next(kind for kind, found in match.groupdict().items() if found)
        return BOUNDS[kind](self, match["date"])

    def bound_before(self, text: str) -> When | None:
        edge = self.edge(text)
        return parse_edtf(f"[..{beside(edge, edge.first - 1)}]") if edge and edge.kind != "season" else None

    def bound_after(self, text: str) -> When | None:
        edge = self.edge(text)
        return parse_edtf(f"[{beside(edge, edge.last + 1)}..]") if edge and edge.kind != "season" else None

    def bound_by(self, text: str) -> When | None:
        edge = self.edge(text)
        return in_own_words(parse_edtf(f"[..{edge.text}]"), "by", edge) if edge else None

    def bound_on(self, text: str) -> When | None:
        edge = self.edge(text)
        return in_own_words(parse_edtf(f"[{edge.text}..]"), "on or after", edge) if edge else None

    def bound_since(self, text: str) -> When | None:
        edtf = self.single(text.removesuffix(UNKNOWN_END[0]))
        return parse_edtf(f"{edtf}/" if text.endswith(UNKNOWN_END[0]) else f"{edtf}/..") if edtf else None

    def bound_until(self, text: str) -> When | None:
        edtf = self.single(text.removesuffix(UNKNOWN_END[1]))
        return parse_edtf(f"/{edtf}" if text.endswith(UNKNOWN_END[1]) else f"../{edtf}") if edtf else None

    def edge(self, text: str) -> Part | None:
        edtf = self.single(text)
        return part(edtf) if edtf and not part(edtf).qualifier else None


BOUNDS = {
    "before": Phrase.bound_before,
    "after": Phrase.bound_after,
    "by": Phrase.bound_by,
    "on": Phrase.bound_on,
    "since": Phrase.bound_since,
    "until": Phrase.bound_until,
}


def edtf_spelling(typed: str) -> str:
    return typed.upper().replace(" ", "") if typed.startswith("[") else typed.upper()


def completed(start: str, end: str) -> tuple[str, str]:
    """Both ends, the second with the month or year that only the first one names."""
    if LAST_HAN.fullmatch(end) and (match := re.match(r"(?P<year>[0-9]+年)(?:[0-9]+月)?", start)):
        return start, (match["year"] if "月" in end else match[0]) + end.removesuffix("まで")
    return start, end.removesuffix("まで")


def beside(edge: Part, neighbour: int) -> str:
    """EDTF of the day, month or year that holds a neighbouring day. Raises DateRefused where none is written so."""
    year, month, day = civil(neighbour)
    numbers = {"day": (month, day), "month": (month,)}.get(edge.kind, ())
    return "-".join([year_text(year, edge.text, bool(numbers)), *(f"{number:02d}" for number in numbers)])


def in_own_words(when: When, key: str, edge: Part) -> When:
    """The same with "by" or "on or after" kept, which the wording would turn into "before" or "after" the next."""
    words = Words("long", as_written)
    phrase = words.put(key, date=words.part(edge))
    return replace(when, phrase=phrase[:1].upper() + phrase[1:])
