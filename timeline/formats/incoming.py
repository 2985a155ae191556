"""What a file of any format is read into, and how it is sent back where it cannot be."""

from dataclasses import dataclass, field
from typing import Any

from timeline.searching import CONTROLS

LONGEST_WORD = 200  # of what is quoted from a file in a sentence
DEEPEST, WIDEST = 30, 100_000  # of keys that are kept beside an entry: levels, and characters of all of them


class FileFault(Exception):
    """The whole file cannot be read; the text is a sentence with the cause and what to do."""

    def __init__(self, text: str, line: int | None = None) -> None:
        super().__init__(text)
        self.text, self.line = text, line


class RowFault(Exception):
    """One row or item cannot be taken; `cause` and `mend` are sentences, `path` says where in the item."""

    def __init__(self, cause: str, mend: str = "", path: str = "") -> None:
        super().__init__(cause)
        self.cause, self.mend, self.path = cause, mend, path


@dataclass(frozen=True)
class Place:
    """Where a row stands in its file."""

    line: int
    path: str = ""


@dataclass(frozen=True)
class Cited:
    """A report that a row credits or links to. `outlet` is its name as the row has it, "" if it gives none."""

    url: str = ""
    headline: str = ""
    outlet: str = ""
    published: str = ""
    id: str = ""

    @property
    def key(self) -> str:
        return self.url or f"{self.outlet}|{self.headline}"


@dataclass(frozen=True)
class Told:
    """One account that a row gives: its own (`cites` is None), or what it passes on of another report."""

    says: str
    attributed_to: str = ""
    cites: Cited | None = None
    direct: bool = False  # the account is the cited report's own, not passed on by the file
    fields: dict[str, Any] = field(default_factory=dict)  # further fields of the account


@dataclass
class Row:
    """One entry as a file has it.

    `fields` holds what the row speaks of, named and shaped as in a record (`date` as {edtf, time, zone, phrase});
    `key` is its id in the file, `id` our own public id. A row of `whole` belongs to the file and not to an entry.
    """

    place: Place
    fields: dict[str, Any] = field(default_factory=dict)
    key: str = ""
    id: str = ""
    told: list[Told] = field(default_factory=list)
    group: str = ""
    actors: list[tuple[str, str]] | None = None  # (name, role)
    extra: dict[str, Any] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    fault: RowFault | None = None
    whole: str = ""

    @property
    def headline(self) -> str:
        return str(self.fields.get("headline", ""))


def clean(text: str) -> str:
    """The text without what neither database keeps: control characters but line ends and tabs, lone surrogates."""
    return CONTROLS.sub("", text)


def quoted(value: Any) -> str:
    """A value of the file, fit to stand in a sentence."""
    text = "".join(char if char.isprintable() else "\ufffd" for char in str(value)[: LONGEST_WORD + 1])
    return text if len(text) <= LONGEST_WORD else text[:LONGEST_WORD] + "…"
