"""Files taken in: one road for every format, for the desk's page and the terminal alike."""

from . import waiting
from .outcomes import RESULTS, Outcome, Tally
from .taking import Options, take_in

__all__ = ["RESULTS", "Options", "Outcome", "Tally", "take_in", "waiting"]
