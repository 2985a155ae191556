"""Editions as a page, feed or export needs them, with whatever they refer to named."""

from .entries import Entry, Measure, Name, Shown, Stance, Stub, Tie, Told, groups_of_origin
from .lookup import Reading, today_in

__all__ = [
    "Entry",
    "Measure",
    "Name",
    "Reading",
    "Shown",
    "Stance",
    "Stub",
    "Tie",
    "Told",
    "groups_of_origin",
    "today_in",
]
