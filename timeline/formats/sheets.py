"""Rows as CSV: UTF-8, commas, and no cell that a spreadsheet would run as a formula."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from timeline.exporting import Selection

from .plain import clean, moment, question

FORMULA = ("=", "+", "-", "@", "\t", "\n", "＝", "＋", "－", "＠")
BETWEEN = " | "  # between the values of one cell
ABOUT = ["licence", "generated", "filter", "address"]


class Echo:
    """A file that hands each line on instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def lines(columns: list[str], rows: Iterable[list[Any]]) -> Iterator[str]:
    writer = csv.writer(Echo())
    yield writer.writerow(columns)
    for row in rows:
        yield writer.writerow([plain(cell) for cell in row])


def plain(cell: str | int | None) -> str | int:
    """A text cell as text; an apostrophe before it if a spreadsheet would take it for a formula."""
    if cell is None:
        return ""
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return "'" + text if text.lstrip(" ").startswith(FORMULA) else text


def joined(values: Iterable[str | None]) -> str:
    """Several values in one cell."""
    return BETWEEN.join(str(value).replace("|", "¦") for value in values if value)


def about(selection: Selection) -> list[str]:
    """The cells under ABOUT, the same in every row: a file without rows has them only in its headers."""
    told = selection.about()
    return [told["licence"], moment(told["generated"]), question(told["filter"]), told["address"]]
