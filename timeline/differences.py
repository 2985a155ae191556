"""What changed from one edition of an entry to the next: word by word in its texts, in a few words elsewhere."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from timeline.models import Certainty, Countermeasure, Crisis, Edition, Event, Record, Stage
from timeline.records import when_of
from timeline.searching import CJK
from timeline.wordings import date_words, in_a_row

WORD = re.compile(rf"[{CJK}]|[^\s{CJK}]+|\s+")
LONGEST = 4000  # words of a text that are compared; a longer one is only said to have changed
TAKEN_BACK = (Edition.Ended.WITHDRAWN, Edition.Ended.HELD)
ALIKE = 0.6  # what has less in common is another text, and stands whole beside the old one
SAME, GONE, NEW = "same", "gone", "new"


@dataclass
class Piece:
    """A run of words: the same in both, gone, or new."""

    kind: str
    text: str


@dataclass
class Difference:
    """One field that changed: what it is called and, where it is a text, the two in one; else a sentence."""

    label: str
    pieces: list[Piece]
    sentence: str = ""


@dataclass
class Change:
    """One line of an entry's history."""

    edition: Edition
    moment: datetime
    label: str
    reason: str
    differences: list[Difference]
    withdrawn: bool = False


def changes(editions: list[Edition], crisis: Crisis, at: datetime | None = None) -> list[Change]:
    """The history of an entry, newest first, with moments in the crisis's zone; `editions` are newest first."""
    zone = ZoneInfo(crisis.time_zone)
    lines = []
    for edition, before in zip(editions, [*editions[1:], None], strict=True):
        if edition.ended in TAKEN_BACK and (at is None or edition.shown_until <= at):
            lines.append(withdrawal(edition, zone))
        found = differences(before.record, edition.record) if before else []
        label = Edition.Change(edition.change).label
        lines.append(Change(edition, edition.shown_from.astimezone(zone), str(label), edition.reason, found))
    return lines


def withdrawal(edition: Edition, zone: ZoneInfo) -> Change:
    label = Edition.Ended(edition.ended).label
    return Change(edition, edition.shown_until.astimezone(zone), str(label), edition.end_reason, [], withdrawn=True)


def differences(before: Record, after: Record) -> list[Difference]:
    """What changed from one record to another, in the order readers meet it."""
    return [*texts(before, after), *worded(before, after), *counted(before, after)]


def texts(before: Record, after: Record) -> Iterator[Difference]:
    for name, label in (
        ("headline", _("headline")),
        ("title", _("title")),
        ("summary", _("summary")),
        ("body", _("text")),
        ("text", _("text")),
        ("stated_reason", _("stated reason")),
        ("reported_motive", _("reported motive")),
    ):
        old, new = before.get(name) or "", after.get(name) or ""
        if old != new:
            yield Difference(label, pieces(old, new))


def worded(before: Record, after: Record) -> Iterator[Difference]:
    """Fields of few words: the old and the new one."""
    for name, label, word in FIELDS:
        old, new = word(before.get(name)), word(after.get(name))
        if old != new:
            yield Difference(label(), [Piece(kind, text) for kind, text in ((GONE, old), (NEW, new)) if text])


def plain(value: str | None) -> str:
    return value or ""


def label_in(choices: Any) -> Callable[[str], str]:
    return lambda value: str(choices(value).label) if value else ""


def date_of(item: dict[str, Any] | None) -> str:
    return date_words(when_of(item)) if item else ""


FIELDS: tuple[tuple[str, Callable[[], str], Callable[[Any], str]], ...] = (
    ("date", lambda: _("date"), date_of),
    ("certainty", lambda: _("certainty"), label_in(Certainty)),
    ("kind", lambda: _("kind"), label_in(Event.Kind)),
    ("stage", lambda: _("stage"), label_in(Stage)),
    ("type", lambda: _("type"), label_in(Countermeasure.Type)),
    ("formality", lambda: _("formality"), label_in(Countermeasure.Formality)),
    ("place", lambda: _("place"), plain),
    ("checked", lambda: _("last checked"), plain),
)


def counted(before: Record, after: Record) -> Iterator[Difference]:
    """Rows that came, went or changed, by number: “accounts: 1 added, 2 changed”."""
    for name, key, label in ROWS:
        old = {row_key(row, key): row for row in before.get(name) or ()}
        new = {row_key(row, key): row for row in after.get(name) or ()}
        both = old.keys() & new.keys()
        said = tally(len(new.keys() - old.keys()), len(old.keys() - new.keys()), sum(old[a] != new[a] for a in both))
        if said:
            yield Difference(label(), [], said)


def tally(added: int, gone: int, changed: int) -> str:
    words = (
        added and ngettext("%(n)d added", "%(n)d added", added) % {"n": added},
        gone and ngettext("%(n)d taken out", "%(n)d taken out", gone) % {"n": gone},
        changed and ngettext("%(n)d changed", "%(n)d changed", changed) % {"n": changed},
    )
    return in_a_row(word for word in words if word)


def row_key(row: Any, key: tuple[str, ...] | None) -> Any:
    return tuple(row.get(name) for name in key) if key else row


# What a record lists, and by what a row of it is known again.
ROWS: tuple[tuple[str, tuple[str, ...], Callable[[], str]], ...] = (
    ("accounts", ("id",), lambda: _("accounts")),
    ("points", ("id",), lambda: _("points of comparison")),
    ("actors", ("id", "role"), lambda: _("actors")),
    ("links", ("to", "relation"), lambda: _("links")),
    ("responds_to", ("event",), lambda: _("what it answers")),
    ("imposed_by", (), lambda: _("imposed by")),
    ("aimed_at", (), lambda: _("aimed at")),
)


def pieces(old: str, new: str) -> list[Piece]:
    """Two texts in one, word by word; Chinese and Japanese sign by sign."""
    before, after = WORD.findall(old), WORD.findall(new)
    if max(len(before), len(after)) > LONGEST:
        return [Piece(GONE, "…"), Piece(NEW, "…")]
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < ALIKE:
        return [Piece(kind, text) for kind, text in ((GONE, old), (NEW, new)) if text]
    found = []
    for kind, i, j, k, m in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece(SAME, "".join(before[i:j])))
            continue
        found += [Piece(GONE, "".join(before[i:j]))] * (i < j) + [Piece(NEW, "".join(after[k:m]))] * (k < m)
    return found
