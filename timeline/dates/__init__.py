"""Dates as vague as their sources: read, kept as EDTF with bounds, and put into words. Nothing here knows Django."""

from timeline.dates.calendar import EARLIEST, LATEST, day_of, iso, iso_day
from timeline.dates.edtf import LONGEST, UNDATED, When, join_time, parse_edtf
from timeline.dates.phrases import read
from timeline.dates.refusal import DateRefused
from timeline.dates.wording import clock_time, html_datetime, vagueness, weekday, wording

__all__ = [
    "EARLIEST",
    "LATEST",
    "LONGEST",
    "UNDATED",
    "DateRefused",
    "When",
    "clock_time",
    "day_of",
    "html_datetime",
    "iso",
    "iso_day",
    "join_time",
    "parse_edtf",
    "read",
    "vagueness",
    "weekday",
    "wording",
]
