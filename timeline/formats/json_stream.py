"""JSON read a value at a time, with the line each stands on: a list of any length never stands in memory whole."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn, TextIO

from django.utils.translation import gettext as _

from .incoming import FileFault, quoted

CHUNK = 1 << 16
LONGEST_VALUE = 4 << 20  # characters of one entry
SPACES = " \t\r\n\ufeff"
NOT_SPACE = re.compile(rf"[^{SPACES}]")
WRAPPING = re.compile(
    r"(?:\s|/\*.{0,2000}?\*/|//[^\n]{0,500}\n)*(?:(?:var|let|const)\s+)?[\w$.]{1,100}\s*([=(])", re.DOTALL
)
AFTER = re.compile(r"\s*\)?\s*;?\s*")


def refuse_endless(reader: Reader, most: int) -> int:
    """Read a file to its end, as it stands on the disk; FileFault if it is broken or a list of it is too long. Returns
    how many items its lists have."""
    count = 0
    for key in reader.members():
        if reader.peek() == "[":
            count += refuse_long_list(reader, most)
        elif key == "timeline" and reader.peek() == "{":
            for _key in reader.members():
                if reader.peek() == "[":
                    count += refuse_long_list(reader, most)
                else:
                    reader.value()
        else:
            reader.value()
    reader.finish()
    return count


def refuse_long_list(reader: Reader, most: int) -> int:
    count = 0
    for count, (line, _item) in enumerate(reader.items(), start=1):
        if count > most:
            raise FileFault(too_many(most), line)
    return count


def too_many(most: int) -> str:
    return _("It has more than %(most)d rows. Divide it into several files.") % {"most": most}


class NoNumber(ValueError):
    """NaN or Infinity, which no database keeps as JSON."""


def refuse_constant(name: str) -> NoReturn:
    raise NoNumber(name)


DECODER = json.JSONDecoder(parse_constant=refuse_constant)


class Reader:
    """Walks through JSON text, or JSONP, from the start to the end once."""

    def __init__(self, stream: TextIO) -> None:
        self.stream, self.buffer, self.at, self.ended = stream, "", 0, False
        self.line_before, self.size = 1, CHUNK
        self.wrapped = False
        self.unwrap()

    def unwrap(self) -> None:
        """Step over the name of a JSONP callback or variable."""
        self.peek()
        match = WRAPPING.match(self.buffer, self.at)
        if match and self.buffer[self.at] not in "{[":
            self.at, self.wrapped = match.end(), True

    @property
    def line(self) -> int:
        return self.line_of(self.at)

    def line_of(self, at: int) -> int:
        return self.line_before + self.buffer.count("\n", 0, at)

    def more(self) -> bool:
        """Read on; False at the end of the file."""
        chunk = self.stream.read(self.size)
        if not chunk:
            self.ended = True
            return False
        self.line_before = self.line
        self.buffer, self.at = self.buffer[self.at :] + chunk, 0
        return True

    def peek(self) -> str:
        """The next character that is no space, "" at the end."""
        while True:
            match = NOT_SPACE.search(self.buffer, self.at)
            if match:
                self.at = match.start()
                return self.buffer[self.at]
            self.at = len(self.buffer)
            if not self.more():
                return ""

    def take(self, expected: str) -> None:
        found = self.peek()
        if found != expected:
            raise self.broken(found)
        self.at += 1

    def broken(self, found: str) -> FileFault:
        if not found:
            return self.cut_off(self.line)
        some = quoted(self.buffer[self.at : self.at + 20].rstrip())
        return FileFault(_("This is not JSON: “%(some)s” stands where it may not.") % {"some": some}, self.line)

    def members(self) -> Iterator[str]:
        """The keys of an object; the caller takes the value of each before it asks for the next."""
        self.take("{")
        if self.peek() == "}":
            self.at += 1
            return
        while True:
            if self.peek() != '"':
                raise self.broken(self.peek())
            key = self.value()
            self.take(":")
            self.peek()
            yield key
            if not self.goes_on("}"):
                return

    def items(self) -> Iterator[tuple[int, Any]]:
        """(line, value) of every item of a list."""
        self.take("[")
        if self.peek() == "]":
            self.at += 1
            return
        while True:
            self.peek()
            line = self.line
            yield line, self.value()
            if not self.goes_on("]"):
                return

    def goes_on(self, end: str) -> bool:
        found = self.peek()
        if found not in (",", end) or not found:
            raise self.broken(found)
        self.at += 1
        return found == ","

    def value(self) -> Any:
        """The value that stands here, whole."""
        if not self.peek():
            raise self.broken("")
        self.size = CHUNK
        while True:
            try:
                value, end = DECODER.raw_decode(self.buffer, self.at)
                if end < len(self.buffer) or self.ended or not self.more_of_value():
                    return self.taken(value, end)
            except json.JSONDecodeError as error:
                if not self.more_of_value():
                    raise self.unreadable(error) from None
            except RecursionError:
                raise FileFault(_("It is nested too deeply to be a timeline."), self.line) from None
            except NoNumber as error:
                raise FileFault(_("This is not JSON: %(name)s is no number.") % {"name": error}, self.line) from None
            except ValueError:
                raise FileFault(_("A number in it is too long to be one."), self.line) from None

    def taken(self, value: Any, end: int) -> Any:
        if end - self.at > LONGEST_VALUE:
            raise self.too_long()
        self.at = end
        return value

    def too_long(self) -> FileFault:
        return FileFault(_("One entry is longer than %(most)d characters.") % {"most": LONGEST_VALUE}, self.line)

    def more_of_value(self) -> bool:
        if self.ended or len(self.buffer) - self.at > LONGEST_VALUE:
            return False
        self.size = max(CHUNK, len(self.buffer) - self.at)
        return self.more()

    def unreadable(self, error: json.JSONDecodeError) -> FileFault:
        at_end = error.pos >= len(self.buffer.rstrip()) - 8 or error.msg.startswith("Unterminated string")
        if at_end and self.ended:
            return self.cut_off(self.line_of(error.pos))
        if at_end:
            return self.too_long()
        return FileFault(_("This is not JSON: %(cause)s.") % {"cause": error.msg}, self.line_of(error.pos))

    def cut_off(self, line: int) -> FileFault:
        return FileFault(_("The file ends in the middle: it was cut off. Save or download it again."), line)

    def finish(self) -> None:
        """See that nothing follows."""
        self.peek()
        rest = self.buffer[self.at :]
        if self.wrapped:
            rest = AFTER.sub("", rest, count=1)
        if rest.strip():
            raise self.broken(rest)
