"""Marks for strings that the translator must find. The package itself translates nothing: callers pass `say`."""

from typing import Protocol


class Say(Protocol):
    """Translates a phrase; a context tells apart those that English spells alike."""

    def __call__(self, msgid: str, context: str | None = None, /) -> str: ...


def gettext_noop(message: str) -> str:
    return message


def pgettext(context: str, message: str) -> tuple[str, str]:
    """The pair in the order in which `say(msgid, context)` takes it."""
    return message, context


def as_written(msgid: str, _context: str | None = None) -> str:
    """The `say` of English: every phrase stays as it is."""
    return msgid
