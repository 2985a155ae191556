"""Everything the desk offers."""

from . import countermeasures, crises, events, names, positions

__all__ = ["countermeasures", "crises", "events", "names", "positions"]
