"""Everything the desk offers."""

from . import countermeasures, crises, events, names, people, positions

__all__ = ["countermeasures", "crises", "events", "names", "people", "positions"]
