"""The files of a crisis, for people: name and what it is for."""

from collections.abc import Callable
from typing import TypeAlias

from django.utils.translation import gettext_lazy as _

Absolute: TypeAlias = Callable[[str], str]
"""Makes an address of this site whole: host and all."""

FILES = [
    ("export.json", _("Everything, and the only one that comes back whole: events with accounts, countermeasures …")),
    ("export.csv", _("One row an event, for a spreadsheet.")),
    ("countermeasures.csv", _("One row a countermeasure, with its status on a day (“on”).")),
    ("timelinejs.json", _("Opens in TimelineJS 3 as it is.")),
    ("timelinejs.csv", _("Rows for a TimelineJS sheet.")),
    ("citations.ris", _("Every report cited, for reference managers.")),
    ("citations.bib", _("The same as BibTeX.")),
    ("feed.atom", _("What is new, corrected or withdrawn, as Atom.")),
    ("feed.json", _("The same as JSON Feed.")),
    ("calendar.ics", _("Events by day; vague dates are tentative, withdrawn events cancelled.")),
]
