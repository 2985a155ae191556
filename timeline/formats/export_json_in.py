"""`export.json` read back: each item checked for shape, so that what comes after may trust its types."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.json_stream import Reader

from .incoming import FileFault, Place, RowFault, clean, quoted
from .timelinejs_in import items_of

LISTS = ("countermeasures", "positions", "actors", "sources")
DEEPEST = 20


def parts_of(reader: Reader, *, events: bool) -> Iterator[tuple[str, Place, Any]]:
    """(key, Place, item) of every event, or of all else: an event is then a `mention`, what is no list is `head`."""
    found = False
    for key in reader.members():
        if key == "events":
            found = True
            for number, (line, item) in enumerate(items_of(reader, key)):
                if events:
                    yield key, Place(line, f"events[{number}]"), item
                else:
                    yield "mention", Place(line, f"events[{number}]"), item
        elif key in LISTS and not events:
            for number, (line, item) in enumerate(items_of(reader, key)):
                yield key, Place(line, f"{key}[{number}]"), item
        else:
            place = Place(reader.line, key)
            value = reader.value()
            if not events:
                yield "head", place, (key, value)
    reader.finish()
    if not found:
        raise FileFault(_("It has no list called “events”."))


class Item:
    """One object of the file; each method gives a value of the type it promises or raises RowFault."""

    def __init__(self, value: Any, path: str = "") -> None:
        self.path = path
        if not isinstance(value, dict):
            raise RowFault(_("It is no object, but “%(some)s”.") % {"some": quoted(value)}, "", path)
        self.value = value

    def at(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name

    def wrong(self, name: str, what: str) -> RowFault:
        some = quoted(self.value.get(name))
        return RowFault(_("“%(some)s” is no %(what)s.") % {"some": some, "what": what}, "", self.at(name))

    def text(self, name: str, *, needed: bool = False) -> str:
        """A text, "" where there is none."""
        value = self.value.get(name)
        if value is None:
            value = ""
        if not isinstance(value, str):
            raise self.wrong(name, _("text"))
        value = clean(value)
        if needed and not value.strip():
            raise RowFault(_("It has no “%(name)s”.") % {"name": name}, "", self.at(name))
        return value

    def number(self, name: str) -> int | None:
        value = self.value.get(name)
        if value is None:
            return 0
        if isinstance(value, bool) or not isinstance(value, int) or not -32768 <= value <= 32767:
            raise self.wrong(name, _("small whole number"))
        return value

    def flag(self, name: str) -> bool:
        value = self.value.get(name) or False
        if not isinstance(value, bool):
            raise self.wrong(name, _("true or false"))
        return value

    def object(self, name: str) -> Item | None:
        """An Item, None where there is none."""
        value = self.value.get(name)
        return None if value is None else Item(value, self.at(name))

    def objects(self, name: str) -> list[Item]:
        return [Item(value, f"{self.at(name)}[{number}]") for number, value in enumerate(self.list(name))]

    def texts(self, name: str) -> list[str]:
        values = self.list(name)
        if not all(isinstance(value, str) for value in values):
            raise self.wrong(name, _("list of texts"))
        return [clean(value) for value in values]

    def list(self, name: str) -> list[Any]:
        value = self.value.get(name)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.wrong(name, _("list"))
        return value
