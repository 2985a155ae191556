"""Rows that are one event each, of other programs' files and of tables, taken in batch by batch.

A row is known again by the id its file gives, else by its date and headline. What changes is what the file says anew
since it was last taken in; what the desk has changed meanwhile stays the desk's.
"""

import copy
import re
from functools import cached_property
from itertools import islice

from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import checking, versions
from timeline.dates import DateRefused
from timeline.formats.incoming import RowFault, quoted
from timeline.formats.timelinejs_in import made_key
from timeline.models import Edition, Event, External, Report, Sealed, Version, new_id
from timeline.records import PREFETCH, date_item, record_of, report_item, when_of
from timeline.workflow import may_edit
from timeline.writing import write

from .names import Actors, Addresses, Outlets, Reports
from .outcomes import ADD, CHANGE, KEPT, REFUSED, SAME, Outcome, date_words
from .planting import BLANK_ACCOUNT, BLANK_EVENT, check_event, plant

BATCH = 400
OWN_ID = re.compile(r"[0-9a-z]{12}")


class Flat:
    """`source` is the outlet the editor names for the file, `title` what the file is called as a report of it."""

    def __init__(self, crisis, *, family, source, title, by, hear):
        self.crisis, self.by, self.hear = crisis, by, hear
        self.source, self.title, self.system = source, title, f"{family}:{source.slug}"
        self.lines, self.touched = {}, []
        self.actors, self.addresses = Actors(), Addresses(crisis)
        self.reports = Reports(Outlets())
        self.parents = dict(crisis.countermeasures.values_list("public_id", "pk"))
        self.parent_ids = dict(crisis.countermeasures.values_list("slug", "public_id"))

    def take(self, rows):
        """Write everything that can be; each row's outcome is heard, in order."""
        rows = iter(rows)
        while batch := list(islice(rows, BATCH)):
            self.take_batch(batch)

    def take_batch(self, batch):
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

    def step(self, row):
        if not row.fault and not row.whole:
            self.name(row)
        return Step(self, row)

    def name(self, row):
        """Give the row its key; one id may stand in the file once."""
        if row.id or row.key:
            key = row.id or row.key
            if key in self.lines:
                where = {"key": quoted(key), "line": self.lines[key]}
                row.fault = RowFault(_("The id “%(key)s” stands already on line %(line)d.") % where, path="id")
        else:
            key = made_key(row)
            count = self.lines.get(key, 0) + 1
            self.lines[key] = count
            key = key if count == 1 else f"{key}.{count}"
        row.key = key[:200]
        self.lines.setdefault(key, row.place.line)

    def meet(self, steps):
        """Find what the desk already has of the batch."""
        keys = [step.row.key for step in steps]
        self.externals = {one.external: one for one in self.mine.filter(external__in=keys)}
        ids = {one.entry for one in self.externals.values()} | {key for key in keys if OWN_ID.fullmatch(key)}
        events = Event.objects.filter(public_id__in=ids).select_related("crisis")
        self.events = {event.public_id: event for event in events.prefetch_related(*PREFETCH["event"])}
        self.sealed = set(Sealed.objects.filter(entry__in=ids).values_list("entry", flat=True))
        self.merged = set(Edition.objects.filter(entry__in=ids).exclude(survivor="").values_list("entry", flat=True))

    @property
    def mine(self):
        return External.objects.filter(crisis=self.crisis, system=self.system)

    def cite(self, steps):
        told = [one.cites for step in steps if step.telling for one in step.row.told if one.cites]
        self.reports.prepare(told)

    @cached_property
    def own_report(self):
        """The file as a report of its source."""
        same = {"source": self.source, "url": "", "headline": self.title[:300]}
        return Report.objects.filter(**same).first() or Report.objects.create(**same, accessed=timezone.localdate())

    def report_of(self, told):
        return self.reports.of(told.cites) if told.cites and told.direct else self.own_report

    def store(self, steps):
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

    def entries(self):
        """Every event taken in, and whether it was changed."""
        for own, changed in self.touched:
            yield Event.objects.get(public_id=own), changed

    def remember(self, steps):
        """Keep what the file now says."""
        rows = [step.external for step in steps if step.external]
        External.objects.bulk_create([row for row in rows if row.pk is None])
        External.objects.bulk_update([row for row in rows if row.pk], ["entry", "said", "extra"])

    def vanished(self):
        """The headlines of entries that an earlier file of the same source had and this one lacks."""
        for external, entry, said in self.mine.exclude(entry="").values_list("external", "entry", "said").iterator():
            if external not in self.lines and Event.objects.filter(public_id=entry).exists():
                yield said.get("headline") or external


class Step:
    """One row on its way: judged against what the desk has, then made a record."""

    def __init__(self, run, row):
        self.run, self.row = run, row
        self.result, self.changes, self.notes = "", [], list(row.notes)
        self.event = self.external = self.record = None
        self.telling = self.words_change = False
        self.used = {}

    def judge(self):
        """Set the result so far, and whether accounts must be made."""
        if self.row.fault:
            self.result = REFUSED
        elif self.row.whole:
            self.judge_whole()
        else:
            self.find()
            if not self.result:
                self.compare()

    def judge_whole(self):
        known = self.run.externals.get("")
        same = known is not None and known.extra == self.row.extra
        self.result = SAME if same else KEPT
        self.notes.append(_("Kept as it is, and given back on export: %(keys)s") % {"keys": self.row.whole})
        self.external = known or External(crisis=self.run.crisis, system=self.run.system)
        self.external.extra = self.row.extra

    def find(self):
        """The event that the row is about, if the desk has it, had it, or has removed it."""
        run, key = self.run, self.row.key
        self.external = run.externals.get(key)
        entry = self.external.entry if self.external else key
        self.event = run.events.get(entry)
        if entry in run.sealed:
            self.refuse(_("It was removed from this desk for good."), _("Take it out of the file."))
        elif self.event and self.event.crisis_id != run.crisis.pk:
            self.refuse(_("That id belongs to another crisis here, “%(crisis)s”.") % {"crisis": self.event.crisis})
        elif self.external and not self.event:
            self.leave(_("The desk has merged it with another entry: left alone.") if entry in run.merged else
                       _("The desk has deleted it since: not brought back."))  # fmt: skip
        elif self.event and not self.external and not self.row.id:
            self.leave(_("It is an entry of this desk. Only export.json and export.csv change those: left alone."))

    def refuse(self, cause, mend="", path=""):
        self.result, self.row.fault = REFUSED, RowFault(cause, mend, path)

    def leave(self, note):
        self.result, self.external = SAME, None
        self.notes.append(note)

    def compare(self):
        """What the row would add or change."""
        self.who = self.row.actors if self.row.actors is not None else self.row.group
        if self.event is None:
            self.result, self.telling = ADD, True
            return
        before = self.external.said if self.external else {}
        self.current = record_of(self.event)
        self.anew = [name for name in self.row.fields if self.says_anew(name, before)]
        if self.external and before.get("who") != listed(self.who) or not self.external and self.row.actors is not None:
            self.anew.append("actors")
        self.telling = bool(self.external) and before.get("told") != self.said_told()

    def says_anew(self, name, before):
        said, now = before.get("fields", {}).get(name), self.row.fields[name]
        if self.external and said == now:
            return False
        is_now = self.stored(name)
        if is_now == now or (name == "date" and reads_the_same(is_now, now)):
            return False
        if self.external and said is not None and is_now != said:
            self.notes.append(_("Changed at the desk, so left as it is: %(name)s") % {"name": name.replace("_", " ")})
            return False
        return True

    def stored(self, name):
        value = self.current.get(name)
        if name == "date":
            return {part: value[part] for part in ("edtf", "time", "zone", "phrase")}
        if name == "countermeasure":
            return next((slug for slug, entry in self.run.parent_ids.items() if entry == value), None)
        return value or "" if name == "stage" else value

    def prepare(self):
        """Make the record that is to be written, and check it as a form would."""
        if self.result not in ("", ADD):
            return
        try:
            if self.result == ADD:
                self.prepare_new()
            else:
                self.prepare_change()
            self.keep_said()
        except RowFault as fault:
            self.result, self.row.fault, self.external = REFUSED, fault, None

    def prepare_new(self):
        own = self.row.id or new_id()
        self.record = copy.deepcopy(BLANK_EVENT) | {"id": own}
        self.put(self.row.fields)
        self.record["actors"] = self.actors()
        self.told = [self.account(told) for told in self.row.told]
        self.record["accounts"] = [account for _key, account in self.told]
        self.slug = self.run.addresses.free(self.row.headline, own)
        check_event(self.record, self.run.crisis, self.slug)

    def prepare_change(self):
        run = self.run
        if not may_edit_it(run.by, self.event):
            raise RowFault(_("You may not change that entry."), _("Ask an editor to import the file."))
        self.record = copy.deepcopy(self.current)
        self.put({name: self.row.fields[name] for name in self.anew if name in self.row.fields})
        if "actors" in self.anew:
            self.record["actors"] = self.actors()
        self.told = self.retold() if self.telling else None
        self.changes = [name for name in self.record if self.record[name] != self.current[name]]
        self.words_change = bool(self.changes)
        if self.external and self.external.extra != self.row.extra:
            self.changes.append("extra")
        self.result = CHANGE if self.changes else SAME
        if self.words_change:
            check_event(self.record, run.crisis, self.event.slug)

    def put(self, fields):
        for name, value in fields.items():
            self.record[name] = value
        if "date" in fields:
            self.record["date"] = date_of(fields["date"])
        if "stage" in fields:
            self.record["stage"] = fields["stage"] or None
        if fields.get("countermeasure"):
            self.record["countermeasure"] = self.parent(fields["countermeasure"])

    def parent(self, slug):
        if slug not in self.run.parent_ids:
            cause = _("The desk has no countermeasure with the address “%(slug)s”.") % {"slug": quoted(slug)}
            raise RowFault(cause, _("Add it first, or import export.json, which brings it."), "countermeasure")
        return self.run.parent_ids[slug]

    def actors(self):
        """Participants of the row: those it names, or the actor that its group is called after."""
        if self.row.actors is not None:
            found = [(self.run.actors.needed(name), role) for name, role in self.row.actors]
        else:
            actor = self.run.actors.find(self.row.group) if self.row.group else None
            found = [(actor, "acts")] if actor else []
            if actor:
                self.notes.append(_("Its group is taken as who acts: %(actor)s") % {"actor": actor})
            elif self.row.group:
                self.kind_of_group()
        return [{"id": actor.public_id, "role": role} for actor, role in dict.fromkeys(found)]

    def kind_of_group(self):
        kind = next((kind for kind in Event.Kind if kind.label.lower() == self.row.group.lower()), None)
        if kind and kind != Event.Kind.STEP:
            self.record["kind"] = kind.value
        else:
            self.notes.append(
                _("No actor is called like its group, which is kept: %(group)s") % {"group": self.row.group}
            )

    def account(self, told, own=""):
        """(key, item) of an account as a record has it."""
        report, relayed = self.run.report_of(told), None
        self.used[report.public_id] = report
        if told.cites and not told.direct:
            relayed = self.run.reports.of(told.cites)
            self.used[relayed.public_id] = relayed
            relayed = None if relayed.pk == report.pk else relayed
        item = (
            BLANK_ACCOUNT
            | told.fields
            | {
                "id": own or new_id(),
                "says": told.says,
                "attributed_to": told.attributed_to[:200],
                "source": report.source.public_id,
                "report": report_item(report),
                "relayed_from": relayed and report_item(relayed),
                "answers": [],
            }
        )
        if relayed:
            item["attribution"] = "other-outlet"
        return key_of(told), item

    def retold(self):
        """The accounts the file now gives in the place of those it gave; the desk's own, and those it changed, stay."""
        stored = {item["id"]: item for item in self.current["accounts"]}
        gave = {key: (own, says) for key, says, own in self.external.said.get("told", [])}
        kept, told = [], []
        for one in self.row.told:
            own, says = gave.pop(key_of(one), ("", ""))
            if own in stored and stored[own]["says"] != says or own in stored and says == one.says:
                told.append((key_of(one), stored[own]))
            elif not own or own in stored:
                told.append(self.account(one, own))
        gone = {own for own, says in gave.values() if own in stored and stored[own]["says"] == says}
        mine = {item["id"]: item for _key, item in told}
        kept = [mine.pop(item["id"], item) for item in self.current["accounts"] if item["id"] not in gone]
        self.record["accounts"] = kept + list(mine.values())
        return told

    def said_told(self):
        """What the file says in its accounts, as it was kept the last time, without the ids they have here."""
        ids = {key: own for key, _says, own in (self.external.said.get("told", []) if self.external else [])}
        return [[key_of(told), told.says, ids.get(key_of(told), "")] for told in self.row.told]

    def keep_said(self):
        """What the file says of the entry now; rows known by our own id need no memory."""
        if self.row.id:
            self.external = None
            return
        if self.external is None:
            given = not self.row.key.startswith("~")
            self.external = External(crisis=self.run.crisis, system=self.run.system, external=self.row.key, given=given)
        before = self.external.said
        told = before.get("told", [])
        if self.telling:
            told = [[key, one.says, item["id"]] for one, (key, item) in self.paired()]
        said = {"headline": self.row.headline, "fields": self.row.fields, "who": listed(self.who), "told": told}
        if said == before and self.external.extra == self.row.extra:
            self.external = None
            return
        self.external.entry = self.record["id"]
        self.external.said, self.external.extra = said, self.row.extra

    def paired(self):
        """What the row tells beside the account made of it."""
        made = dict(self.told)
        return [(one, (key_of(one), made[key_of(one)])) for one in self.row.told if key_of(one) in made]

    def outcome(self):
        row, fault = self.row, self.row.fault
        date = date_words(row.fields["date"]) if "date" in row.fields else ""
        place = row.place
        if fault and fault.path:
            place = type(place)(place.line, ".".join(part for part in (place.path, fault.path) if part))
        return Outcome(
            self.result,
            place,
            row.headline,
            date,
            tuple(self.changes),
            fault.cause if fault else "",
            fault.mend if fault else "",
            tuple(self.notes),
        )


def key_of(told):
    """What tells the accounts of one row apart."""
    return told.cites.key[:300] if told.cites else ""


def reads_the_same(one, other):
    """Two dates that differ by capitals of their phrase alone: a table begins it with one."""
    return one | {"phrase": one["phrase"].casefold()} == other | {"phrase": other["phrase"].casefold()}


def listed(who):
    return [list(pair) for pair in who] if isinstance(who, list) else who


def date_of(date):
    """A row's date as a record has it. Raises RowFault."""
    try:
        return date_item(when_of(date))
    except DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), path="date") from None


def may_edit_it(by, event):
    return by is None or may_edit(by, event)
