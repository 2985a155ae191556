"""Days as whole numbers: the proleptic Gregorian calendar in every year, with 1 for 1 January of the year 1.

The numbers are those of `datetime.date.toordinal()`, carried on below the year 1 and above 9999. Years are
astronomical: 0 is 1 BC and -43 is 44 BC. `EARLIEST` and `LATEST` stand for ends that are open.
"""

import re

from timeline.dates.marks import gettext_noop
from timeline.dates.refusal import DateRefused

EARLIEST = -(2**60)
LATEST = 2**60
FARTHEST_YEAR = 10**12

ISO_DAY = re.compile(r"(-?[0-9]{4}|-[1-9][0-9]{4,12}|\+[1-9][0-9]{4,12})-([0-9]{2})-([0-9]{2})")
LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAYS_OF_400_YEARS = 146097


def iso(day: int) -> str | None:
    """ISO 8601 of a day number: `2025-11-25`, `-0043-03-15`, `+20000-01-01`; None where the end is open."""
    return iso_day(day) if EARLIEST < day < LATEST else None


def iso_day(day: int) -> str:
    """The same of a day that is one."""
    year, month, of_month = civil(day)
    return f"{iso_year(year)}-{month:02d}-{of_month:02d}"


def day_of(text: str | None) -> int:
    """The day number of an ISO 8601 day, as `iso` writes it. Anything else raises DateRefused."""
    match = ISO_DAY.fullmatch(text) if isinstance(text, str) else None
    if text is None or not match or match[1] == "-0000":
        raise DateRefused(gettext_noop("“{text}” is not a day. Type it like 2025-11-25."), text=text)
    year, month, of_month = (int(group) for group in match.groups())
    check_day(year, month, of_month, text)
    return ordinal(year, month, of_month)


def iso_year(year: int) -> str:
    if year > 9999:
        return f"+{year}"
    return f"-{-year:04d}" if year < 0 else f"{year:04d}"


def ordinal(year: int, month: int, day: int) -> int:
    """The day number of a day that exists."""
    before_march = month <= 2
    era, of_era = divmod(year - before_march, 400)
    of_year = (153 * (month + (9 if before_march else -3)) + 2) // 5 + day - 1
    return era * DAYS_OF_400_YEARS + of_era * 365 + of_era // 4 - of_era // 100 + of_year - 305


def civil(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month of a day number."""
    era, of_era = divmod(day + 305, DAYS_OF_400_YEARS)
    years = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    of_year = of_era - (365 * years + years // 4 - years // 100)
    shifted = (5 * of_year + 2) // 153
    month = shifted + 3 if shifted < 10 else shifted - 9
    return era * 400 + years + (month <= 2), month, of_year - (153 * shifted + 2) // 5 + 1


def month_length(year: int, month: int) -> int:
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return 29 if month == 2 and leap else LENGTHS[month - 1]


def weekday_number(day: int) -> int:
    """0 for Monday to 6 for Sunday."""
    return (day - 1) % 7


def check_year(year: int, text: str) -> None:
    if abs(year) > FARTHEST_YEAR:
        raise DateRefused(gettext_noop("“{text}” is too far away. Years go up to a million million."), text=text)


def check_month(month: int, text: str) -> None:
    if not 1 <= month <= 12:
        message = gettext_noop("“{text}” has no such month: months go from 01 to 12. Type a day like 2025-11-25.")
        raise DateRefused(message, text=text)


def check_day(year: int, month: int, day: int, text: str) -> None:
    check_year(year, text)
    check_month(month, text)
    if not 1 <= day <= month_length(year, month):
        message = gettext_noop("“{text}” is a day that does not exist: that month has {days} days. Type another day.")
        raise DateRefused(message, text=text, days=month_length(year, month))
