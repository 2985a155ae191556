"""One row of a flat file on its way to an event: judged against what the desk has, then made a record and checked."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import User
from django.utils.translation import gettext as _

from timeline.dates import DateRefused
from timeline.formats.incoming import Row, RowFault, Told, quoted
from timeline.models import Event, External, Record, Report, new_id
from timeline.records import date_item, record_of, report_item, when_of
from timeline.workflow import may_edit

from .outcomes import ADD, CHANGE, KEPT, REFUSED, SAME, Outcome, date_words
from .planting import BLANK_ACCOUNT, BLANK_EVENT, check_event

if TYPE_CHECKING:
    from timeline.importing.flat import Flat


class Step:
    """One row on its way: judged against what the desk has, then made a record."""

    def __init__(self, run: Flat, row: Row) -> None:
        self.run, self.row = run, row
        self.result, self.notes = "", list(row.notes)
        self.changes: list[str] = []
        # None until judging or preparing has found or made them; whoever comes later knows by the result.
        self.event: Any = None
        self.external: Any = None
        self.record: Any = None
        self.told: Any = None
        self.current: Record = {}
        self.anew: list[str] = []
        self.telling = self.words_change = False
        self.used: dict[str, Report] = {}

    def judge(self) -> None:
        """Set the result so far, and whether accounts must be made."""
        if self.row.fault:
            self.result = REFUSED
        elif self.row.whole:
            self.judge_whole()
        else:
            self.find()
            if not self.result:
                self.compare()

    def judge_whole(self) -> None:
        known = self.run.externals.get("")
        same = known is not None and known.extra == self.row.extra
        self.result = SAME if same else KEPT
        self.notes.append(_("Kept as it is, and given back on export: %(keys)s") % {"keys": self.row.whole})
        self.external = known or External(crisis=self.run.crisis, system=self.run.system)
        self.external.extra = self.row.extra

    def find(self) -> None:
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
            merged = _("The desk has merged it with another entry: left alone.")
            self.leave(merged if entry in run.merged else _("The desk has deleted it since: not brought back."))
        elif self.event and not self.external and not self.row.id:
            self.leave(_("It is an entry of this desk. Only export.json and export.csv change those: left alone."))

    def refuse(self, cause: str, mend: str = "", path: str = "") -> None:
        self.result, self.row.fault = REFUSED, RowFault(cause, mend, path)

    def leave(self, note: str) -> None:
        self.result, self.external = SAME, None
        self.notes.append(note)

    def compare(self) -> None:
        """What the row would add or change."""
        self.who = self.row.actors if self.row.actors is not None else self.row.group
        if self.event is None:
            self.result, self.telling = ADD, True
            return
        before = self.external.said if self.external else {}
        self.current = record_of(self.event)
        self.anew = [name for name in self.row.fields if self.says_anew(name, before)]
        if before.get("who") != listed(self.who) if self.external else self.row.actors is not None:
            self.anew.append("actors")
        self.telling = bool(self.external) and before.get("told") != self.said_told()

    def says_anew(self, name: str, before: dict[str, Any]) -> bool:
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

    def stored(self, name: str) -> Any:
        value = self.current.get(name)
        if name == "date":
            return {part: self.current[name][part] for part in ("edtf", "time", "zone", "phrase")}
        if name == "countermeasure":
            return next((slug for slug, entry in self.run.parent_ids.items() if entry == value), None)
        return value or "" if name == "stage" else value

    def prepare(self) -> None:
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

    def prepare_new(self) -> None:
        own = self.row.id or new_id()
        self.record = copy.deepcopy(BLANK_EVENT) | {"id": own}
        self.put(self.row.fields)
        self.record["actors"] = self.actors()
        self.told = [self.account(told) for told in self.row.told]
        self.record["accounts"] = [account for _key, account in self.told]
        self.slug = self.run.addresses.free(self.row.headline, own)
        check_event(self.record, self.run.crisis, self.slug)

    def prepare_change(self) -> None:
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

    def put(self, fields: dict[str, Any]) -> None:
        for name, value in fields.items():
            self.record[name] = value
        if "date" in fields:
            self.record["date"] = date_of(fields["date"])
        if "stage" in fields:
            self.record["stage"] = fields["stage"] or None
        if fields.get("countermeasure"):
            self.record["countermeasure"] = self.parent(fields["countermeasure"])

    def parent(self, slug: str) -> str | None:
        if slug not in self.run.parent_ids:
            cause = _("The desk has no countermeasure with the address “%(slug)s”.") % {"slug": quoted(slug)}
            raise RowFault(cause, _("Add it first, or import export.json, which brings it."), "countermeasure")
        return self.run.parent_ids[slug]

    def actors(self) -> list[dict[str, str]]:
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

    def kind_of_group(self) -> None:
        kind = next((kind for kind in Event.Kind if kind.label.lower() == self.row.group.lower()), None)
        if kind and kind != Event.Kind.STEP:
            self.record["kind"] = kind.value
        else:
            self.notes.append(
                _("No actor is called like its group, which is kept: %(group)s") % {"group": self.row.group}
            )

    def account(self, told: Told, own: str = "") -> tuple[str, dict[str, Any]]:
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

    def retold(self) -> list[tuple[str, dict[str, Any]]]:
        """The accounts the file now gives in the place of those it gave; the desk's own, and those it changed, stay."""
        stored = {item["id"]: item for item in self.current["accounts"]}
        gave = {key: (own, says) for key, says, own in self.external.said.get("told", [])}
        kept, told = [], []
        for one in self.row.told:
            own, says = gave.pop(key_of(one), ("", ""))
            if (own in stored and stored[own]["says"] != says) or (own in stored and says == one.says):
                told.append((key_of(one), stored[own]))
            elif not own or own in stored:
                told.append(self.account(one, own))
        gone = {own for own, says in gave.values() if own in stored and stored[own]["says"] == says}
        mine = {item["id"]: item for _key, item in told}
        kept = [mine.pop(item["id"], item) for item in self.current["accounts"] if item["id"] not in gone]
        self.record["accounts"] = kept + list(mine.values())
        return told

    def said_told(self) -> list[list[str]]:
        """What the file says in its accounts, as it was kept the last time, without the ids they have here."""
        ids = {key: own for key, _says, own in (self.external.said.get("told", []) if self.external else [])}
        return [[key_of(told), told.says, ids.get(key_of(told), "")] for told in self.row.told]

    def keep_said(self) -> None:
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

    def paired(self) -> list[tuple[Told, tuple[str, dict[str, Any]]]]:
        """What the row tells beside the account made of it."""
        made = dict(self.told)
        return [(one, (key_of(one), made[key_of(one)])) for one in self.row.told if key_of(one) in made]

    def outcome(self) -> Outcome:
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


def key_of(told: Told) -> str:
    """What tells the accounts of one row apart."""
    return told.cites.key[:300] if told.cites else ""


def reads_the_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Two dates that differ by capitals of their phrase alone: a table begins it with one."""
    return one | {"phrase": one["phrase"].casefold()} == other | {"phrase": other["phrase"].casefold()}


def listed(who: Iterable[tuple[str, str]] | str | None) -> Any:
    return [list(pair) for pair in who] if isinstance(who, list) else who


def date_of(date: dict[str, Any]) -> dict[str, Any]:
    """A row's date as a record has it. Raises RowFault."""
    try:
        return date_item(when_of(date))
    except DateRefused as refused:
        raise RowFault(_(refused.message).format(**refused.values), path="date") from None


def may_edit_it(by: User | None, event: Event) -> bool:
    return by is None or may_edit(by, event)
