"""Rows that are one event each, of other programs' files and of tables, taken in batch by batch.

A row is known again by the id its file gives, else by its date and headline. What changes is what the file says anew
since it was last taken in; what the desk has changed meanwhile stays the desk's.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import checking, versions
from timeline.batches import batches
from timeline.formats.incoming import Row, RowFault, Told, quoted
from timeline.formats.timelinejs_in import made_key
from timeline.models import Crisis, Edition, Event, External, Noun, Report, Sealed, Source, Version
from timeline.records import PREFETCH
from timeline.writing import write

from .names import Actors, Addresses, Outlets, Reports
from .outcomes import ADD, CHANGE, Outcome
from .planting import plant
from .step import Step

BATCH = 400
LONGEST_ID = 200
OWN_ID = re.compile(r"[0-9a-z]{12}")


class Flat:
    """`source` is the outlet the editor names for the file, `title` what the file is called as a report of it."""

    def __init__(
        self,
        crisis: Crisis,
        *,
        family: str,
        source: Source,
        title: str,
        by: User | None,
        hear: Callable[[Outcome], None],
    ) -> None:
        self.crisis, self.by, self.hear = crisis, by, hear
        self.source, self.title, self.system = source, title, f"{family}:{source.slug}"
        self.lines: dict[str, int] = {}
        self.touched: list[Any] = []
        self.actors, self.addresses = Actors(), Addresses(crisis)
        self.reports = Reports(Outlets())
        self.parents = dict(crisis.countermeasures.values_list("public_id", "pk"))
        self.parent_ids = dict(crisis.countermeasures.values_list("slug", "public_id"))

    def take(self, rows: Iterable[Row]) -> None:
        """Write everything that can be; each row's outcome is heard, in order."""
        for batch in batches(rows, BATCH):
            self.take_batch(batch)

    def take_batch(self, batch: list[Row]) -> None:
        steps = [self.step(row) for row in batch]
        self.meet(steps)
        for step in steps:
            step.judge()
        self.cite(steps)
        for step in steps:
            step.prepare()
        self.store(steps)
        for step in steps:
            self.hear(step.outcome())

    def step(self, row: Row) -> Step:
        if not row.fault and not row.whole:
            self.name(row)
        return Step(self, row)

    def name(self, row: Row) -> None:
        """Give the row its key; one id may stand in the file once."""
        if row.id or row.key:
            key = kept_id(row.id or row.key)
            if key in self.lines:
                where = {"key": quoted(key), "line": self.lines[key]}
                row.fault = RowFault(_("The id “%(key)s” stands already on line %(line)d.") % where, path="id")
        else:
            key = made_key(row)
            count = self.lines.get(key, 0) + 1
            self.lines[key] = count
            key = key if count == 1 else f"{key}.{count}"
        row.key = key
        self.lines.setdefault(key, row.place.line)

    def meet(self, steps: list[Step]) -> None:
        """Find what the desk already has of the batch."""
        keys = [step.row.key for step in steps]
        self.externals = {one.external: one for one in self.mine.filter(external__in=keys)}
        ids = {one.entry for one in self.externals.values()} | {key for key in keys if OWN_ID.fullmatch(key)}
        events = Event.objects.filter(public_id__in=ids).select_related("crisis")
        self.events = {event.public_id: event for event in events.prefetch_related(*PREFETCH[Noun.EVENT])}
        self.sealed = set(Sealed.objects.filter(entry__in=ids).values_list("entry", flat=True))
        self.merged = set(Edition.objects.filter(entry__in=ids).exclude(survivor="").values_list("entry", flat=True))

    @property
    def mine(self) -> QuerySet[External]:
        return External.objects.filter(crisis=self.crisis, system=self.system)

    def cite(self, steps: list[Step]) -> None:
        told = [one.cites for step in steps if step.telling for one in step.row.told if one.cites]
        self.reports.prepare(told)

    @cached_property
    def own_report(self) -> Report:
        """The file as a report of its source."""
        same = {"source": self.source, "url": "", "headline": self.title[:300]}
        return Report.objects.filter(**same).first() or Report.objects.create(**same, accessed=timezone.localdate())

    def report_of(self, told: Told) -> Report:
        return self.reports.of(told.cites) if told.cites and told.direct else self.own_report

    def store(self, steps: list[Step]) -> None:
        new = [step for step in steps if step.result == ADD]
        planted = plant(
            [(step.record, step.slug, step.used) for step in new],
            self.crisis,
            by=self.by,
            countermeasures=self.parents,
            actors=self.actors.keys,
        )
        changed = [step for step in steps if step.result == CHANGE and step.words_change]
        for step in changed:
            step.event.saved_by = self.by
            write(step.event, step.record)
        fresh = versions.keep_all(planted + [step.event for step in changed], by=self.by, deed=Version.Deed.IMPORTED)
        for step, event in zip(new + changed, fresh, strict=True):
            step.notes += [finding.text for finding in checking.found_in(event)]
        self.touched += [(step.record["id"], step in changed or step in new) for step in steps if step.record]
        self.remember(steps)

    def entries(self) -> Iterator[tuple[Event, bool]]:
        """Every event taken in, and whether it was changed."""
        for own, changed in self.touched:
            yield Event.objects.get(public_id=own), changed

    def remember(self, steps: list[Step]) -> None:
        """Keep what the file now says."""
        rows = [step.external for step in steps if step.external]
        known = [row for row in rows if row.pk]
        External.objects.bulk_create([row for row in rows if row.pk is None])
        External.objects.bulk_update(known, ["entry", "said", "extra"])

    def vanished(self) -> Iterator[str]:
        """The headlines of entries that an earlier file of the same source had and this one lacks."""
        for external, entry, said in self.mine.exclude(entry="").values_list("external", "entry", "said").iterator():
            if external not in self.lines and Event.objects.filter(public_id=entry).exists():
                yield said.get("headline") or external


def kept_id(text: str) -> str:
    """An id as it is kept: one that is too long by its beginning and a digest, so that two of them stay two."""
    return text if len(text) <= LONGEST_ID else f"{text[:100]}.{sha256(text.encode()).hexdigest()}"
