"""Files taken in: one road for every format, for the desk's page and the terminal alike."""

from . import apart, waiting
from .outcomes import RESULTS, Outcome, Tally
from .taking import Options, take_in, told

__all__ = ["RESULTS", "Options", "Outcome", "Tally", "apart", "take_in", "told", "waiting"]
