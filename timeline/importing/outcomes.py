"""What becomes of each row of a file, and of the file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates
from timeline.formats.incoming import Place

ADD, CHANGE, SAME, REFUSED, KEPT = "add", "change", "same", "refused", "kept"
RESULTS = {
    ADD: gettext_lazy("Add"),
    CHANGE: gettext_lazy("Change"),
    SAME: gettext_lazy("Same"),
    REFUSED: gettext_lazy("Refused"),
    KEPT: gettext_lazy("Kept beside"),
}
NAMES = {
    "headline": gettext_lazy("headline"),
    "short_headline": gettext_lazy("short headline"),
    "summary": gettext_lazy("what happened"),
    "body": gettext_lazy("more"),
    "date": gettext_lazy("date"),
    "place": gettext_lazy("place"),
    "actors": gettext_lazy("actors"),
    "accounts": gettext_lazy("accounts"),
    "points": gettext_lazy("questions"),
    "links": gettext_lazy("links"),
    "slug": gettext_lazy("address"),
    "kind": gettext_lazy("kind"),
    "certainty": gettext_lazy("certainty"),
    "extra": gettext_lazy("what is kept beside it"),
    "steps": gettext_lazy("steps"),
}
MOST_KEPT = 300  # outcomes of each result that a page shows


Taken: TypeAlias = tuple[str, Iterable[str], Iterable[str]]
"""What became of an item (added, changed, …), the fields that changed, and notes."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of one row. `changes` are field names; `cause` and `mend` say why it was refused and what to do."""

    result: str
    place: Place
    headline: str = ""
    date: str = ""
    changes: tuple[str, ...] = ()
    cause: str = ""
    mend: str = ""
    notes: tuple[str, ...] = ()

    @classmethod
    def of(cls, value: dict[str, Any]) -> Outcome:
        lists = {name: tuple(value[name]) for name in ("changes", "notes")}
        return cls(**value | lists | {"place": Place(**value["place"])})

    @property
    def label(self) -> str | Promise:
        return RESULTS[self.result]

    @property
    def where(self) -> str:
        line = _("line %(line)d") % {"line": self.place.line} if self.place.line else ""
        return ", ".join(part for part in (line, self.place.path) if part)

    @property
    def changed(self) -> str:
        return ", ".join(str(NAMES.get(name, name.replace("_", " "))) for name in self.changes)


@dataclass
class Tally:
    """The outcome of a file. `stored` tells whether anything was written; `vanished` what a newer file lacks."""

    shape: str
    encoding: str
    stored: bool = False
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RESULTS, 0))
    outcomes: dict[str, list[Outcome]] = field(default_factory=lambda: {result: [] for result in RESULTS})
    vanished: list[str] = field(default_factory=list)
    vanished_count: int = 0
    published: int = 0

    @classmethod
    def of(cls, value: dict[str, Any]) -> Tally:
        """A Tally that went through JSON as a dict."""
        outcomes = {result: [Outcome.of(one) for one in kept] for result, kept in value["outcomes"].items()}
        return cls(**value | {"outcomes": outcomes})

    def note(self, outcome: Outcome) -> None:
        self.counts[outcome.result] += 1
        kept = self.outcomes[outcome.result]
        if len(kept) < MOST_KEPT:
            kept.append(outcome)

    def lacks(self, headline: str) -> None:
        self.vanished_count += 1
        if len(self.vanished) < MOST_KEPT:
            self.vanished.append(headline)

    @property
    def rows(self) -> int:
        return sum(self.counts.values())

    @property
    def refused(self) -> int:
        return self.counts[REFUSED]


def date_words(date: dict[str, Any]) -> str:
    """The date of a record in words."""
    edtf: str = date["edtf"]
    try:
        return date.get("phrase") or dates.wording(dates.parse_edtf(edtf)) if edtf else ""
    except dates.DateRefused:
        return edtf
