"""Dates of TimelineJS, as parts of any type or as one text, made into EDTF.

TimelineJS counts as people do: −44 is 44 BC and there is no year 0. EDTF counts as astronomers do: 44 BC is −0043.
"""

import re
from typing import Any

from django.utils.translation import gettext as _

from timeline import dates
from timeline.dates import When
from timeline.dates.calendar import check_day, check_month, check_year
from timeline.dates.singles import MONTH_NUMBERS, year_text

from .incoming import RowFault, quoted

PARTS = ("year", "month", "day", "hour", "minute", "second", "millisecond")
WHOLE = re.compile(r"[+-]?[0-9]{1,15}(?:\.0*)?")
CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{1,2}))?(?::(?P<second>[0-9]{1,2})(?:\.(?P<millisecond>[0-9]+))?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?",
    re.IGNORECASE,
)
COMPACT = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
SLASHED = re.compile(r"(?P<month>[0-9]{1,2})/(?:(?P<day>[0-9]{1,2})/)?(?P<year>-?[0-9]{1,6})(?:[ T,]+(?P<time>.+))?")
ISO = re.compile(r"(?P<year>-?[0-9]{4,6})-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2}))?(?:[T ]+(?P<time>[0-9:.]+)Z?)?")


def date_of(start: Any, end: Any, path: str = "start_date") -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """(date of a record, what it cannot hold of the start, of the end). Raises RowFault."""
    first, last = numbers_of(start, path), numbers_of(end, "end_date") if given(end) else {}
    if "year" not in first:
        raise RowFault(_("It has no year."), _("Give at least the year it begins."), path)
    begins, ends = edtf_of(first, path), edtf_of(last, "end_date") if last else ""
    edtf = begins if ends in ("", begins) else f"{begins}/{ends}"
    when = parsed(edtf, path)
    minute = minute_of(first)
    time = dates.clock_time(minute) if minute is not None and when.precision == "day" else None
    date = {"edtf": edtf, "time": time, "zone": None, "phrase": ""}
    unsaid = isinstance(end, dict) and last and "/" not in edtf
    return date, left_of(start, time is not None), dict(end) if unsaid else left_of(end, False)


def given(part: Any) -> bool:
    """Whether a date says anything: an object of empty texts does not."""
    return any(str(part.get(name) or "").strip() for name in PARTS) if isinstance(part, dict) else bool(part)


def parsed(edtf: str, path: str) -> When:
    try:
        return dates.parse_edtf(edtf)
    except dates.DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), "", path) from None


def numbers_of(parts: Any, path: str) -> dict[str, int]:
    """The parts as whole numbers, those left empty left out."""
    if isinstance(parts, str | int | float) and not isinstance(parts, bool):
        parts = parts_of(str(parts), path)
    if parts is None or parts == "":
        raise RowFault(_("It has no date."), _("Give at least the year it begins."), path)
    if not isinstance(parts, dict):
        raise RowFault(_("The date is no object with a year."), "", path)
    found = {name: number_of(parts.get(name), name, f"{path}.{name}") for name in PARTS}
    return {name: number for name, number in found.items() if number is not None}


def number_of(value: Any, name: str, path: str) -> int | None:
    text = "" if value is None else str(value).strip().replace("−", "-")
    if not text:
        return None
    if name == "month" and (month := MONTH_NUMBERS.get(text.lower().rstrip("."))):
        return month
    if isinstance(value, bool) or not WHOLE.fullmatch(text):
        raise RowFault(_("“%(text)s” is no whole number.") % {"text": quoted(value)}, "", path)
    return int(text.partition(".")[0])


def edtf_of(numbers: dict[str, int], path: str) -> str:
    year, month, day = (numbers.get(name) for name in ("year", "month", "day"))
    if not year:
        raise RowFault(_("There is no year 0: 1 BC is −1, and 1 AD is 1."), "", path)
    if day and not month:
        raise RowFault(_("It has a day but no month."), _("Give the month too, or no day."), path)
    astronomical = year if year > 0 else year + 1
    far = abs(astronomical) > 9999  # there a year is all that is written, whatever month it comes with
    return "-".join([year_text(astronomical, str(year)), *checked(astronomical, None if far else month, day, path)])


def checked(year: int, month: int | None, day: int | None, path: str) -> list[str]:
    """Month and day as EDTF has them."""
    text = "-".join(str(number) for number in (year, month, day) if number is not None)
    try:
        check_year(year, text)
        if month is not None:
            check_month(month, text)
        if month is not None and day is not None:
            check_day(year, month, day, text)
    except dates.DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), "", path) from None
    return [f"{number:02d}" for number in (month, day) if number is not None] if month is not None else []


def minute_of(numbers: dict[str, int]) -> int | None:
    hour, minute = numbers.get("hour"), numbers.get("minute", 0)
    if hour is None:
        return None
    if not (0 <= hour < 24 and 0 <= minute < 60):
        some = f"{hour}:{minute:02}"
        raise RowFault(_("“%(some)s” is no time of day.") % {"some": some}, "", "start_date.hour")
    return hour * 60 + minute


def left_of(parts: Any, timed: bool) -> dict[str, Any]:
    """What a date says beyond our own: seconds, its format, the time of a span."""
    if not isinstance(parts, dict):
        return {}
    held = {"year", "month", "day", *(("hour", "minute") if timed else ())}
    return {name: value for name, value in parts.items() if name not in held and value not in ("", None)}


def parts_of(text: str, path: str = "start_date") -> dict[str, Any]:
    """A date as one text: “2011,12,10,15,30”, “12/10/2011 15:30” (month first), “2011-12-10”, “20111210”, “-44”."""
    text = text.strip().replace("−", "-")
    if "," in text and re.fullmatch(r"[-0-9, ]+", text):
        return dict(zip(PARTS, (part.strip() for part in text.split(",")), strict=False))
    for pattern in (SLASHED, ISO):
        if match := pattern.fullmatch(text):
            found = {name: match[name] for name in ("year", "month", "day") if match[name]}
            return found | time_parts(match["time"], path)
    if match := COMPACT.fullmatch(text):
        return dict(zip(PARTS, match.groups(), strict=False))
    if re.fullmatch(r"-?[0-9]{1,13}", text):
        return {"year": text}
    return worded(text, path)


def worded(text: str, path: str) -> dict[str, Any]:
    """A date in words, if it names one day, month or year."""
    try:
        when = dates.read(text, day_first=False)
        found = re.fullmatch(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2}))?(?:-(?P<day>[0-9]{2}))?", when.edtf)
    except dates.DateRefused:
        found = None
    if not found:
        cause = _("“%(text)s” is no date that can be read.") % {"text": quoted(text)}
        raise RowFault(cause, _("Write month/day/year, such as 12/10/2011, or the year alone."), path)
    parts: dict[str, Any] = found.groupdict()
    return parts if when.minute is None else parts | {"hour": when.minute // 60, "minute": when.minute % 60}


def time_parts(text: str | None, path: str) -> dict[str, Any]:
    """Hour to millisecond of a time such as “9:30 PM”."""
    typed = (text or "").strip()
    if not typed:
        return {}
    match = CLOCK.fullmatch(typed)
    if not match:
        cause = _("“%(text)s” is no time of day.") % {"text": quoted(text)}
        raise RowFault(cause, _("Write it like 15:30 or 3:30 PM."), path)
    hour = int(match["hour"])
    if half := (match["half"] or "").lower()[:1]:
        hour = hour % 12 + (12 if half == "p" else 0)
    return {"hour": hour} | {name: match[name] for name in ("minute", "second", "millisecond") if match[name]}
