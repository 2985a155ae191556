"""Text made fit for formats that take less than JSON does."""

import re
import uuid
from datetime import datetime

# What XML 1.0, calendars and spreadsheets refuse or hide: control characters but tab and newline, halves of
# surrogate pairs, noncharacters.
UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
BREAK = re.compile(r"\r\n?")
IDS = uuid.UUID("3d0f4bb9-7a0e-5c0e-9a5f-0f1d5a0c7e11")


def clean(text: str) -> str:
    """The text without characters that are no text, every line break a newline."""
    return UNFIT.sub("", BREAK.sub("\n", text))


def one_line(text: str) -> str:
    return " ".join(clean(text).split())


def identity(*public_ids: str) -> uuid.UUID:
    """The same for ever, on whichever host the site stands: made from public ids alone."""
    return uuid.uuid5(IDS, "/".join(public_ids))


def urn(*public_ids: str) -> str:
    return identity(*public_ids).urn


def moment(value: datetime) -> str:
    """A moment in UTC to the second: 2025-11-27T12:00:00Z."""
    return value.strftime("%Y-%m-%dT%H:%M:%SZ")


def question(pairs: list[list[str]]) -> str:
    """The filter of an export in one line: “kind=call; kind=meeting”; what is empty selects everything."""
    return "; ".join(f"{key}={value}" for key, value in pairs)
