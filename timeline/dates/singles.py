"""One date as people type it, turned into the EDTF text of one date."""

import functools
import re
from re import Match

from timeline.dates.calendar import check_day, check_month, check_year, weekday_number
from timeline.dates.edtf import part
from timeline.dates.marks import gettext_noop
from timeline.dates.refusal import DateRefused
from timeline.dates.words import MONTHS, WEEKDAYS

MONTH_NUMBERS = {name.lower()[:size]: number for number, (name, _) in enumerate(MONTHS, 1) for size in (3, 9)}
MONTH_NUMBERS |= {"sept": 9}
WEEKDAY_NUMBERS = {name.lower()[:size]: number for number, name in enumerate(WEEKDAYS) for size in (3, 9)}
WEEKDAY_NUMBERS |= {"tues": 1, "thur": 3, "thurs": 3}
HAN_WEEKDAYS = {sign: number % 7 for number, sign in enumerate("月火水木金土日一二三四五六天")} | {"天": 6}
SEASON_NUMBERS = {"spring": 21, "summer": 22, "autumn": 23, "fall": 23, "winter": 24}

YEAR = r"(?P<year>(?:ad |a\.d\. |year )?[0-9]{1,13}(?: ?(?:bce?|b\.c\.(?:e\.?)?|b\.c|ad|ce|a\.d\.?))?)"
DAY = r"(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th)?"
MONTH = r"(?P<month>[a-z]+)\.?"
NUMBER_OF_MONTH = r"(?P<month>[0-9]{1,2})"
OPTIONAL_YEAR = rf"(?:(?: of |, ?| |-){YEAR})?"

WORDED_DAY = re.compile(rf"{DAY}(?: of |, ?| |-)?{MONTH}{OPTIONAL_YEAR}")
AMERICAN_DAY = re.compile(rf"{MONTH} {DAY}{OPTIONAL_YEAR}")
WORDED_MONTH = re.compile(rf"{MONTH}{OPTIONAL_YEAR}")
SEASON = re.compile(rf"(?P<season>spring|summer|autumn|fall|winter)(?: of |, ?| ){YEAR}")
ONLY_DAY = re.compile(DAY)
ONLY_YEAR = re.compile(rf"(?:the )?{YEAR}")
YEAR_FIRST = re.compile(rf"(?P<year>[0-9]{{4}})(?P<mark>[/.-]){NUMBER_OF_MONTH}(?P=mark)(?P<day>[0-9]{{1,2}})")
YEAR_LAST = re.compile(r"(?P<one>[0-9]{1,2})(?P<mark>[/.-])(?P<two>[0-9]{1,2})(?:(?P=mark)(?P<year>[0-9]{1,5}))?")
MONTH_YEAR = re.compile(rf"{NUMBER_OF_MONTH}[/.-](?P<year>[0-9]{{4}})")
HAN = re.compile(
    r"(?P<bc>公元前|西元前|紀元前|前)?(?:(?P<year>[0-9]{1,13})年)?(?:(?P<month>[0-9]{1,2})月(?:(?P<day>[0-9]{1,2})[日号號])?)?"
    r"(?:\(?(?:星期|周|週)?(?P<weekday>[月火水木金土日一二三四五六天])(?:曜日?)?\)?)?"
)
VIETNAMESE = re.compile(
    r"(?:(?:ng[àa]y )?(?P<day>[0-9]{1,2}) )?th[áa]ng (?P<month>[0-9]{1,2})(?:(?: n[ăa]m |, ?|/| )(?P<year>[0-9]{1,5}))?"
)
VIETNAMESE_YEAR = re.compile(r"n[ăa]m (?P<year>[0-9]{1,5})")
DECADE = re.compile(r"(?:the )?(?P<stem>[0-9]*)0'?s")
DECADE_BY_ENDS = re.compile(rf"(?:the )?decade {YEAR.replace('year>', 'first>')}-{YEAR.replace('year>', 'last>')}")
CENTURY = re.compile(r"(?:the )?(?P<number>[0-9]{1,3})(?:st|nd|rd|th)[ -]century(?P<era> bce?| ad| ce)?")

OPENING = re.compile(r"^(?:on|in|during|dated|ng[àa]y) (?=\S)")
ABOUT = re.compile(r"(?:about|around|circa|approximately|approx\.?|roughly|ca\.?|c\.) ?(?P<rest>.+)")
PERHAPS = re.compile(r"(?:possibly|perhaps|probably) (?P<rest>.+)")
DOUBTED = re.compile(r"(?P<rest>.+?) ?(?:\(uncertain\)|\?)")
WITHIN = re.compile(r"(?:some time|sometime) in (?P<rest>.+)")
WEEKDAY = re.compile(r"(?P<weekday>[a-z]+)\.?(?:, ?| )(?P<rest>.+)")


class Single:
    """Reads one date. `day_first` is how 11/12/2025 is meant; `year` and `month` stand in where none is typed."""

    def __init__(self, day_first: bool = True, year: int | None = None, month: int | None = None) -> None:
        self.day_first, self.year, self.month = day_first, year, month

    def edtf(self, text: str) -> str | None:
        """EDTF text of the date, or None if the text names none. Raises DateRefused if the date cannot be."""
        marks, text = marks_of(text)
        inner = self.unqualified(OPENING.sub("", text, count=1))
        return functools.reduce(qualify, marks, inner) if inner else None

    def unqualified(self, text: str) -> str | None:
        return self.within(text) or self.with_weekday(text) or self.bare(text)

    def within(self, text: str) -> str | None:
        match = WITHIN.fullmatch(text)
        inner = match and self.bare(match["rest"])
        return f"{inner}-XX" if inner and part(inner).kind in ("month", "year") and inner[0] != "Y" else inner

    def with_weekday(self, text: str) -> str | None:
        match = WEEKDAY.fullmatch(text)
        if not match or match["weekday"] not in WEEKDAY_NUMBERS:
            return None
        inner = self.bare(match["rest"])
        return inner and on_weekday(inner, WEEKDAY_NUMBERS[match["weekday"]], text)

    def bare(self, text: str) -> str | None:
        for rule in (as_edtf, self.numbers, self.words, self.han, self.vietnamese, era, self.only_day, only_year):
            if found := rule(text):
                return found
        return None

    def numbers(self, text: str) -> str | None:
        if match := YEAR_FIRST.fullmatch(text):
            return self.date(match["year"], match["month"], match["day"], text)
        if match := MONTH_YEAR.fullmatch(text):
            return self.date(match["year"], match["month"], None, text)
        match = YEAR_LAST.fullmatch(text)
        return match and self.in_order(match, text)

    def in_order(self, match: Match[str], text: str) -> str | None:
        """Days before months as the crisis has it; with full stops days always come first."""
        one, two, dotted = int(match["one"]), int(match["two"]), match["mark"] == "."
        if dotted and not self.day_first and one <= 12 and one != two:
            raise wrong_order(text)
        day, month = (one, two) if self.day_first or dotted else (two, one)
        if month > 12 >= day:
            raise wrong_order(text)
        return self.date(match["year"], month, day, text)

    def words(self, text: str) -> str | None:
        if match := SEASON.fullmatch(text):
            return f"{year_text(year_of(match['year'], text), text)}-{SEASON_NUMBERS[match['season']]}"
        for pattern in (WORDED_DAY, AMERICAN_DAY, WORDED_MONTH):
            match = pattern.fullmatch(text)
            if match and (month := MONTH_NUMBERS.get(match["month"])):
                return self.date(match["year"], month, match.groupdict().get("day"), text)
        return None

    def han(self, text: str) -> str | None:
        match = HAN.fullmatch(text.replace(" ", ""))
        if not match or not (match["year"] or match["month"]):
            return None
        year = f"{match['year']} bc" if match["bc"] and match["year"] else match["year"]
        found = self.date(year, match["month"], match["day"], text)
        return on_weekday(found, HAN_WEEKDAYS[match["weekday"]], text) if found and match["weekday"] else found

    def vietnamese(self, text: str) -> str | None:
        match = VIETNAMESE.fullmatch(text)
        if match:
            return self.date(match["year"], match["month"], match["day"], text)
        match = VIETNAMESE_YEAR.fullmatch(text)
        return match and self.date(match["year"], None, None, text)

    def only_day(self, text: str) -> str | None:
        match = ONLY_DAY.fullmatch(text)
        return self.date(None, self.month, match["day"], text) if match and self.month else None

    def date(self, year: str | None, month: str | int | None, day: str | int | None, text: str) -> str | None:
        """EDTF from what was typed of year, month and day; None where there is no year."""
        number = self.year if year is None else year_of(year, text)
        if number is None:
            return None
        if month is None:
            return year_text(number, text) if day is None else None
        check_month(int(month), text)
        if day is None:
            return f"{year_text(number, text, True)}-{int(month):02d}"
        check_day(number, int(month), int(day), text)
        return f"{year_text(number, text, True)}-{int(month):02d}-{int(day):02d}"


def marks_of(text: str) -> tuple[str, str]:
    """The qualifiers that the words around a date stand for, each taken once, and the text without them."""
    marks = ""
    for pattern, mark in ((DOUBTED, "?"), (PERHAPS, "?"), (ABOUT, "~")):
        if match := pattern.fullmatch(text):
            marks, text = marks + mark, match["rest"]
    return marks, text


def as_edtf(text: str) -> str | None:
    try:
        return part(text.upper()).text
    except DateRefused:
        return None


def era(text: str) -> str | None:
    """A decade or a century."""
    if match := DECADE.fullmatch(text):
        return decade(match["stem"], text)
    if match := DECADE_BY_ENDS.fullmatch(text):
        return decade_by_ends(year_of(match["first"], text), year_of(match["last"], text))
    match = CENTURY.fullmatch(text)
    return match and century(int(match["number"]), (match["era"] or "").startswith(" b"))


def decade(stem: str, text: str) -> str | None:
    if len(stem) < 2:
        raise short_year(text)
    if stem.endswith("0"):
        message = gettext_noop(
            "“{text}” may be ten years or a hundred. Type them like “between 1900 and 1909” or “19th century”."
        )
        raise DateRefused(message, text=text)
    return f"{stem:0>3}X" if len(stem) <= 3 else None


def decade_by_ends(first: int, last: int) -> str | None:
    if last - first != 9 or first % 10 not in (0, 1):
        return None
    stem, sign = (first, "") if first % 10 == 0 else (-last, "-")
    return f"{sign}{stem // 10:03d}X" if 0 <= stem <= 9999 else None


def century(number: int, before_christ: bool) -> str | None:
    return f"{'-' if before_christ else ''}{number - 1:02d}XX" if 1 <= number <= 100 else None


def only_year(text: str) -> str | None:
    match = ONLY_YEAR.fullmatch(text)
    return match and year_text(year_of(match["year"], text), text)


def year_of(typed: str, text: str) -> int:
    """The astronomical year. A year before 1000 must say its era, for 25 may be any century's."""
    before_christ = "b" in typed
    digits = re.sub(r"[^0-9]", "", typed)
    named = before_christ or re.search("ad|a.d|ce", typed) or ("year" in typed and len(digits) > 4)
    if int(digits or 0) == 0 or (not named and (len(digits) != 4 or digits[0] == "0")):
        raise short_year(text)
    check_year(int(digits), text)
    return 1 - int(digits) if before_christ else int(digits)


def year_text(year: int, text: str, only_four_digits: bool = False) -> str:
    if abs(year) <= 9999:
        return f"-{-year:04d}" if year < 0 else f"{year:04d}"
    if only_four_digits:
        raise DateRefused(gettext_noop("“{text}” is too far away for a month or day. Type the year alone."), text=text)
    return f"Y{year}"


def qualify(edtf: str, mark: str) -> str:
    old = edtf[-1] if edtf[-1] in "~?%" else ""
    return edtf.rstrip("~?%") + (mark if old in ("", mark) else "%")


def on_weekday(edtf: str, number: int, text: str) -> str | None:
    found = part(edtf)
    if found.kind != "day" or weekday_number(found.first) == number:
        return edtf if found.kind == "day" else None
    message = gettext_noop(
        "“{text}” does not fit: that day is a {weekday}. Type the weekday that belongs to it, or none."
    )
    raise DateRefused(message, text=text, weekday=WEEKDAYS[weekday_number(found.first)])


def short_year(text: str) -> DateRefused:
    message = gettext_noop("“{text}” has no full year. Type all four digits (2025), “AD 79”, “44 BC” or “year 20000”.")
    return DateRefused(message, text=text)


def wrong_order(text: str) -> DateRefused:
    message = gettext_noop(
        "“{text}” may have its day and month the other way round. Type 2025-11-25 or 25 November 2025."
    )
    return DateRefused(message, text=text)
