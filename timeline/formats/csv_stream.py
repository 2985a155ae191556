"""A table read a row at a time, whatever separates its cells."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TextIO

from django.utils.translation import gettext as _

from .incoming import FileFault, RowFault, clean

LONGEST_CELL = 1_000_000
MARKS = (",", ";", "\t", "|")
KNOWN = {
    *("year", "month", "day", "time", "headline", "text", "media", "date", "start date", "end date", "id", "edtf"),
    *("tag", "type", "group", "summary", "slug", "display date"),
}


class Table:
    """`columns` are the names of the first line in small letters; iterating gives (line, {column: cell} or a fault)."""

    def __init__(self, stream: TextIO) -> None:
        csv.field_size_limit(LONGEST_CELL)
        self.lines = Counted(stream)
        header = self.first_line()
        self.header_line = self.lines.count
        self.mark = max(MARKS, key=lambda mark: len(KNOWN & set(names_of(header, mark))))
        self.rows = csv.reader(self.lines, delimiter=self.mark, strict=True)
        self.lines.again(header)
        self.columns = [name_of(cell) for cell in next(self.guarded(), [])]
        self.refuse_doubled()

    def first_line(self) -> str:
        """The line that names the columns: the first that is not blank, nor Excel's “sep=;”."""
        for line in self.lines:
            if line.strip(" \t\r\n\ufeff,;") and not line.lower().startswith("sep="):
                return line
        raise FileFault(_("The file has no line with the names of columns."), 1)

    def refuse_doubled(self) -> None:
        for name in filter(None, self.columns):
            if self.columns.count(name) > 1:
                raise FileFault(_("Two columns are called “%(name)s”.") % {"name": name}, self.header_line)

    def guarded(self) -> Iterator[list[str]]:
        """Rows as csv gives them; what breaks the table itself is a fault of the file."""
        while True:
            line = self.lines.count + 1
            try:
                yield next(self.rows)
            except StopIteration:
                return
            except csv.Error as error:
                raise FileFault(broken(str(error)), line) from None

    def __iter__(self) -> Iterator[tuple[int, dict[str, str] | RowFault]]:
        line = self.lines.count + 1
        for cells in self.guarded():
            if any(cell.strip() for cell in cells):
                yield line, self.row(cells)
            line = self.lines.count + 1

    def row(self, cells: list[str]) -> RowFault | dict[str, str]:
        over = cells[len(self.columns) :]
        if any(cell.strip() for cell in over):
            cause = _("The row has %(cells)d cells, the first line names %(columns)d.")
            mend = _("Put cells that hold a “%(mark)s” in double quotes.")
            numbers = {"cells": len(cells), "columns": len(self.columns)}
            return RowFault(cause % numbers, mend % {"mark": self.mark.replace("\t", _("tab"))})
        named = zip(self.columns, cells, strict=False)
        return {name: clean(cell).strip() for name, cell in named if name}


class Counted:
    """Lines of a stream, counted; a line read may be given back once."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.count = stream, 0
        self.back: str | None = None

    def __iter__(self) -> Counted:
        return self

    def __next__(self) -> str:
        if self.back is not None:
            line, self.back = self.back, None
        else:
            line = self.stream.readline(LONGEST_CELL)
            if not line:
                raise StopIteration
        self.count += 1
        return line.replace("\0", "")

    def again(self, line: str) -> None:
        self.back, self.count = line.lstrip("\ufeff"), self.count - 1


def names_of(line: str, mark: str) -> list[str]:
    return [name_of(cell) for cell in line.split(mark)]


def name_of(cell: str) -> str:
    return " ".join(cell.replace("_", " ").replace("\ufeff", "").strip(' "\r\n').lower().split())


def broken(cause: str) -> str:
    if "unexpected end of data" in cause:
        return _("A cell that begins here with a double quote never ends. Close the quote.")
    if "field larger" in cause:
        return _("A cell is longer than a million characters: a double quote is probably never closed.")
    return _("The row cannot be read (%(cause)s). Write a double quote inside a quoted cell twice.") % {"cause": cause}
