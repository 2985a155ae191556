"""Everything the desk offers."""

from . import events

__all__ = ["events"]
