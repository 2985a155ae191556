"""The deeds by which working copies become what the public reads, and cease to be.

Each holds the crisis for its whole transaction, raises its stamp, and leaves an edition or the end of one. The moment
is taken after the lock, so that editions of one crisis follow one another without gap or overlap.
"""

from .checks import problems_of, require, resting_on, weighty
from .ending import embargo, hold, lift_embargo, stand_by, still_open, withdraw
from .merging import merge
from .removing import remove, unseal
from .showing import Change, correct, differs, publish, publish_whole, show
from .unscheduling import unschedule

__all__ = [
    "Change",
    "correct",
    "differs",
    "embargo",
    "hold",
    "lift_embargo",
    "merge",
    "problems_of",
    "publish",
    "publish_whole",
    "remove",
    "require",
    "resting_on",
    "show",
    "stand_by",
    "still_open",
    "unschedule",
    "unseal",
    "weighty",
    "withdraw",
]
