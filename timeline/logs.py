"""Lines of the log: one JSON object each, or a readable line in a terminal. Never what a client sent.

The message of an exception may repeat what somebody typed or who they are; so only those are told that cannot.
"""

import json
import logging
import re
import time
import traceback
from contextvars import ContextVar

from django.core.exceptions import ImproperlyConfigured
from django.db.utils import IntegrityError, InterfaceError, OperationalError, ProgrammingError

request_id = ContextVar("request_id", default="")
HARMLESS: tuple[type[BaseException], ...] = (AttributeError, NameError, ImportError, ImproperlyConfigured)
HARMLESS += (IntegrityError, InterfaceError, OperationalError, ProgrammingError)
QUERY = re.compile(r"\?\S+")


class Readable(logging.Formatter):
    """A line for people, its traceback below it."""

    converter = time.gmtime  # type: ignore[assignment]  # as the documentation of logging has it
    default_time_format, default_msec_format = "%Y-%m-%dT%H:%M:%S", "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        fields = self.fields(record)
        told = fields.pop("traceback", "")
        return " ".join(filter(None, fields.values())) + (f"\n{told}" if told else "")

    def fields(self, record: logging.LogRecord) -> dict[str, str]:
        said = {"time": self.formatTime(record), "level": record.levelname, "logger": record.name}
        said["message"] = QUERY.sub("?…", record.getMessage())
        if request_id.get():
            said["request"] = request_id.get()
        if record.exc_info and record.exc_info[1]:
            said["traceback"] = traceback_of(record.exc_info[1])
        return said


class Json(Readable):
    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(self.fields(record))


def traceback_of(error: BaseException) -> str:
    """Where it happened, the last cause first; the words of an exception only where they are harmless."""
    told = "Traceback (most recent call last):\n" + "".join(traceback.format_tb(error.__traceback__))
    told += type(error).__qualname__
    if isinstance(error, HARMLESS):
        told += ": " + str(error).partition("\n")[0]  # PostgreSQL tells values from the second line on
    earlier = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return f"{told}\n\nIt came of:\n{traceback_of(earlier)}" if earlier else told


class OfTheProgram(logging.Filter):
    """Not gunicorn's word on requests it cannot read: it names who sent them, and what."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Invalid request from ip=")
