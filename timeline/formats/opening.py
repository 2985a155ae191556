"""A file of unknown encoding as text, read once to its end before anything of it is believed."""

import codecs
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from .incoming import FileFault

CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig", "UTF-8"),
    (codecs.BOM_UTF32_LE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF32_BE, "utf-32", "UTF-32"),
    (codecs.BOM_UTF16_LE, "utf-16", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16", "UTF-16"),
)
BINARY = (
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"SQLite format",
)
SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


@dataclass(frozen=True)
class Text:
    """A file that has been found to be text; `label` names its encoding for people."""

    path: Path
    encoding: str
    label: str

    @contextmanager
    def open(self) -> Iterator[TextIO]:
        with self.path.open(encoding=self.encoding, newline="") as stream:
            yield stream


def text_of(path: Path) -> Text:
    """The file as Text. Raises FileFault for an empty one, one that is no text, or text in no encoding we know."""
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
        refuse_if_blank(path)
    refuse_binary(head)
    for encoding, label in candidates(head):
        fault = first_fault(path, encoding)
        if fault is None:
            return Text(path, encoding, label)
    sentence = _("It is neither UTF-8 nor Windows-1252. Save it as UTF-8 and try again.")
    raise FileFault(sentence, line=fault)


def refuse_if_blank(path: Path) -> None:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            if chunk.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0"):
                return
    raise FileFault(_("The file is empty. Save it again from where it comes, and look whether it holds anything."))


def refuse_binary(head: bytes) -> None:
    if head.startswith(SPREADSHEETS):
        raise FileFault(_("This is a spreadsheet or an archive, not text. Save the sheet as CSV and try again."))
    if head.startswith(BINARY):
        raise FileFault(_("This is not text. Choose a JSON or CSV file."))


def candidates(head: bytes) -> list[tuple[str, str]]:
    for mark, encoding, label in MARKS:
        if head.startswith(mark):
            return [(encoding, label)]
    if b"\0" in head:
        # Plain letters in UTF-16 have a zero byte on one side.
        sides = head[0::2].count(0), head[1::2].count(0)
        if min(sides) * 4 < max(sides) and max(sides) * 4 > len(head) // 2:
            return [("utf-16-be" if sides[0] > sides[1] else "utf-16-le", "UTF-16")]
        raise FileFault(_("This is not text. Choose a JSON or CSV file."))
    return [("utf-8", "UTF-8"), ("cp1252", "Windows-1252")]


def first_fault(path: Path, encoding: str) -> int | None:
    """The line of the first byte that the encoding does not have, None if there is none."""
    decoder, line = codecs.getincrementaldecoder(encoding)(), 1
    with path.open("rb") as file:
        while True:
            chunk = file.read(CHUNK)
            try:
                line += decoder.decode(chunk, final=not chunk).count("\n")
            except UnicodeDecodeError as error:
                return line + chunk[: error.start].count(b"\n")
            if not chunk:
                return None
