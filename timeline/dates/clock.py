"""Local times and zones. A time is kept as it was at the place; nothing is ever converted."""

import re
from functools import lru_cache
from re import Match
from zoneinfo import available_timezones

from timeline.dates.marks import gettext_noop
from timeline.dates.refusal import DateRefused

TIME = re.compile(r"([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.[0-9]{1,12})?)?(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?")
OFFSET = re.compile(r"([+-])([0-9]{1,2})(?::?([0-9]{2}))?")


def clock_of(time: str, text: str) -> tuple[int, str]:
    """Minute of the day (1440 for 24:00) and zone of the part of an EDTF text after the T."""
    match = TIME.fullmatch(time)
    if not match:
        raise no_time(text)
    return minute_of(int(match[1]), int(match[2]), int(match[3] or 0), text), zone_of(match[4] or "", text)


def minute_of(hour: int, minute: int, second: int, text: str) -> int:
    if (hour, minute, second) != (24, 0, 0) and not (hour < 24 and minute < 60 and second < 60):
        raise no_time(text)
    return hour * 60 + minute


def zone_of(name: str, text: str) -> str:
    """The zone as it is kept: "", "Z", "UTC", "GMT", "+09:00" or a name of the time zone database."""
    if name.upper() in ("", "Z", "UTC", "GMT"):
        return name.upper()
    if match := OFFSET.fullmatch(name.upper().removeprefix("UTC").removeprefix("GMT")):
        return offset(match, text)
    if known := zone_names().get(name.lower()):
        return known
    message = gettext_noop(
        "“{zone}” does not name one time zone. Type a place (Asia/Tokyo), an offset (+09:00) or UTC after the time."
    )
    raise DateRefused(message, zone=name if "/" in name else name.upper())


def offset(match: Match[str], text: str) -> str:
    hours, minutes = int(match[2]), int(match[3] or 0)
    size = hours * 60 + minutes
    farthest = 14 * 60 if match[1] == "+" else 12 * 60
    if minutes > 59 or size > farthest or (match[1] == "-" and size == 0):
        raise DateRefused(gettext_noop("“{text}” has no such offset. Offsets go from -12:00 to +14:00."), text=text)
    return f"{match[1]}{hours:02d}:{minutes:02d}"


@lru_cache(maxsize=1)
def zone_names() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if "/" in name}


def no_time(text: str) -> DateRefused:
    return DateRefused(gettext_noop("“{text}” has no such time of day. Type it like 2025-11-25T19:30."), text=text)
