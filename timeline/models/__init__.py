"""What is true: the working copies editors write, and the editions the public reads."""

from typing import TypeAlias

from .accounts import Account, Answer
from .actors import Actor, Report, Source
from .base import WorkingCopy, new_id
from .countermeasures import Countermeasure, Party, Position, Response
from .crises import Crisis, Side
from .editions import FOREVER, Edition, EditionActor, EditionSource, EditionTie, Noun, Record
from .events import Basis, Certainty, Event, Link, Participation, Point, Stage
from .externals import External
from .pictures import Picture
from .tries import FailedLogIn
from .versions import Note, Sealed, Version

WorkingEntry: TypeAlias = Event | Countermeasure | Position

__all__ = [
    "FOREVER",
    "Account",
    "Actor",
    "Answer",
    "Basis",
    "Certainty",
    "Countermeasure",
    "Crisis",
    "Edition",
    "EditionActor",
    "EditionSource",
    "EditionTie",
    "Event",
    "External",
    "FailedLogIn",
    "Link",
    "Note",
    "Noun",
    "Participation",
    "Party",
    "Picture",
    "Point",
    "Position",
    "Record",
    "Report",
    "Response",
    "Sealed",
    "Side",
    "Source",
    "Stage",
    "Version",
    "WorkingCopy",
    "WorkingEntry",
    "new_id",
]
