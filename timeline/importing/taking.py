"""One file taken in, whole or not at all. A trial does everything and then takes it back, so it foretells exactly."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DataError, IntegrityError, OperationalError, transaction
from django.utils.translation import gettext as _

from timeline import purging
from timeline.formats import events_csv_in, shapes, timelinejs_in, timelinejs_sheet_in
from timeline.formats.csv_stream import Table
from timeline.formats.incoming import FileFault, Place, Row
from timeline.formats.json_stream import Reader, refuse_endless, too_many
from timeline.formats.opening import Text, text_of
from timeline.models import Crisis, Source, WorkingCopy
from timeline.naming import named
from timeline.publishing import publish, require
from timeline.room import out_of_room

from .flat import Flat
from .ours import Ours
from .outcomes import REFUSED, Outcome, Tally

State = WorkingCopy.State
FAMILIES = {shapes.OURS_CSV: "csv"}
WATCHED = 100  # rows between two words on how far it is


@dataclass(frozen=True)
class Options:
    """How a file is to be taken in. `shape` "" is told from the file; `source` is the outlet of the file, a Source or
    the name of one; `name` is what the file is called."""

    shape: str = ""
    source: Source | str = ""
    name: str = ""
    publish: bool = False
    partial: bool = False
    trial: bool = False


def take_in(
    path: Path,
    crisis: Crisis,
    options: Options,
    *,
    by: User | None = None,
    hear: Callable[[Outcome], None] | None = None,
    watch: Callable[[int, int, int], None] | None = None,
) -> Tally:
    """Take a file into a crisis; returns the Tally. `hear(outcome)` is told of each row as it is done, and
    `watch(rows done, rows of the file, published)` now and then how far it is.

    Raises FileFault, with nothing stored, for what cannot be read at all. A row that is refused keeps everything from
    being stored unless `options.partial`.
    """
    if options.publish:
        require(by, "publish")
    text, shape = told(path, options)
    taking = Taking(text, shape, crisis, options, by, hear)
    taking.of, taking.watch = read_through(text, shape), watch or taking.watch
    with refused_by_database(), transaction.atomic():
        taking.take()
        tally = taking.tally
        tally.stored = not options.trial and (options.partial or not tally.refused)
        if not tally.stored:
            transaction.set_rollback(True)
    if tally.stored and tally.published:
        purging.purge([purging.EVERYWHERE, purging.tag_of(crisis.slug)])
    return tally


@contextmanager
def refused_by_database() -> Iterator[None]:
    """What the database refuses, and a full disk, as faults of the file."""
    try:
        yield
    except (IntegrityError, DataError) as error:
        cause = str(error).partition("\n")[0]
        raise FileFault(_("The database refuses what the file holds: %(cause)s") % {"cause": cause}) from error
    except OperationalError as error:
        if out_of_room(error):
            raise FileFault(_("There is no room left on the disk.")) from error
        raise


def told(path: Path, options: Options) -> tuple[Text, str]:
    """(Text, shape) of a file, told from it unless the options say it. Raises FileFault where it has none."""
    text = text_of(path)
    return text, options.shape or shapes.shape_of(text)


def read_through(text: Text, shape: str) -> int:
    """Read the file to its end before anything is written: what is broken in its last line is told at once. Returns
    how many rows there are."""
    count = 0
    with text.open() as stream:
        if shape in shapes.JSON_SHAPES:
            return refuse_endless(Reader(stream), settings.IMPORT_MOST_ROWS)
        for count, (line, _row) in enumerate(Table(stream), start=1):
            if count > settings.IMPORT_MOST_ROWS:
                raise FileFault(too_many(settings.IMPORT_MOST_ROWS), line)
    return count


class Taking:
    def __init__(
        self,
        text: Text,
        shape: str,
        crisis: Crisis,
        options: Options,
        by: User | None,
        hear: Callable[[Outcome], None] | None,
    ) -> None:
        self.text, self.shape, self.crisis, self.options, self.by = text, shape, crisis, options, by
        self.tally, self.heard = Tally(shape, text.label), hear or (lambda _outcome: None)
        self.of = 0
        self.watch: Callable[[int, int, int], None] = lambda _rows, _of, _published: None

    def hear(self, outcome: Outcome) -> None:
        self.tally.note(outcome)
        self.heard(outcome)
        if self.tally.rows % WATCHED == 0:
            self.tell()

    def tell(self) -> None:
        self.watch(self.tally.rows, self.of, self.tally.published)

    def take(self) -> None:
        run = self.take_ours() if self.shape == shapes.OURS else self.take_flat()
        if not self.tally.rows:
            raise FileFault(_("It holds no entries."))
        for headline in run.vanished():
            self.tally.lacks(headline)
        if self.options.publish:
            self.publish(run)

    def take_ours(self) -> Ours:
        run = Ours(self.crisis, by=self.by, hear=self.hear)
        run.take(self.text)
        return run

    def take_flat(self) -> Flat:
        family = FAMILIES.get(self.shape, "timelinejs")
        title = self.options.name or Path(self.text.path).name
        run = Flat(self.crisis, family=family, source=self.source(title), title=title, by=self.by, hear=self.hear)
        with self.text.open() as stream:
            run.take(self.rows(stream))
        return run

    def rows(self, stream: TextIO) -> Iterator[Row]:
        if self.shape in shapes.JSON_SHAPES:
            reader = Reader(stream)
            return timelinejs_in.rows_v3(reader) if self.shape == shapes.TIMELINEJS else timelinejs_in.rows_old(reader)
        table = Table(stream)
        if self.shape == shapes.OURS_CSV:
            return events_csv_in.rows(table, self.crisis.day_first)
        if self.shape == shapes.SHEET:
            return timelinejs_sheet_in.rows_today(table)
        return timelinejs_sheet_in.rows_old_sheet(table)

    def source(self, title: str) -> Any:
        """The outlet that the editor names for the file; unnamed, one called like the file."""
        source = self.options.source or title
        if isinstance(source, Source):
            return source if source.pk else named(Source, source.name, kind=Source.Kind.OTHER)
        return named(Source, source[:200], kind=Source.Kind.OTHER)

    def publish(self, run: Flat | Ours) -> None:
        """Show what was taken in, and what an earlier import left a draft; one that may not be shown is refused."""
        for entry, changed in run.entries():
            entry.refresh_from_db(fields=["state"])
            if entry.state == State.WITHDRAWN or (entry.state == State.PUBLISHED and not changed):
                continue
            try:
                with transaction.atomic():
                    publish(entry, by=self.by)
                self.tally.published += 1
                if self.tally.published % WATCHED == 0:
                    self.tell()
            except (ValidationError, PermissionDenied) as error:
                cause = " ".join(getattr(error, "messages", [str(error)]))
                place = Place(0, entry.public_id)
                self.hear(Outcome(REFUSED, place, str(entry), cause=_("Not published. %(cause)s") % {"cause": cause}))
