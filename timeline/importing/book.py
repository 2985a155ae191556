"""Who is who in a file of our own: its actors, outlets, reports and entries, as the desk has or now makes them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from timeline.formats.export_json_in import Item
from timeline.formats.incoming import RowFault, clean, quoted
from timeline.importing.outcomes import Taken
from timeline.models import Account, Actor, Countermeasure, Crisis, Event, Record, Report, Side, Source, WorkingEntry
from timeline.naming import free_slug
from timeline.writing import REPORT_FIELDS

from .names import Addresses
from .outcomes import ADD, SAME
from .planting import check
from .targets import ENTRY_ID, day_target


class Book:
    """`slugs` are the ids of the file's events by address."""

    def __init__(self, crisis: Crisis, slugs: dict[str, str]) -> None:
        self.crisis, self.slugs = crisis, slugs
        self.actors: dict[str, Actor] = {}
        self.sources: dict[str, Source] = {}
        self.measures: dict[str, Countermeasure] = {}
        self.actor_keys: dict[str, int] = {}
        self.parent_keys: dict[str, int] = {}
        self.reports: dict[str, Report] = {}
        self.by_link: dict[str, Report] = {}
        self.same: dict[str, Report] = {}
        self.addresses = Addresses(crisis)
        self.ids = set(slugs.values())
        self.owners: dict[str, str] = {}

    # Names: the desk's row stays as it is, whatever the file calls it.

    def take_actor(self, item: Item) -> Taken:
        found, result, notes = self.take_name(Actor, item)
        if result == ADD:
            found.kind, found.office = item.text("kind") or Actor.Kind.ORGANISATION, item.text("office")
            if part_of := item.text("part_of"):
                found.part_of = self.actor_at(part_of)
            self.save_name(found)
        self.actors[item.text("slug")] = found
        self.actor_keys[found.public_id] = found.pk
        return result, (), notes

    def take_source(self, item: Item) -> Taken:
        found, result, notes = self.take_name(Source, item)
        if result == ADD:
            found.kind, found.host = item.text("kind") or Source.Kind.OTHER, item.text("host")
            self.save_name(found)
        self.sources[item.text("slug")] = found
        return result, (), notes

    def take_name(self, model: type[Actor | Source], item: Item) -> tuple[Any, str, list[str]]:
        """(row, result, notes): the desk's row of that id or else address, or a new one."""
        own, slug, name = item.text("id"), item.text("slug", needed=True), item.text("name", needed=True)
        if own and not ENTRY_ID.fullmatch(own):
            raise item.wrong("id", _("id: twelve small letters and digits"))
        found = model.objects.filter(public_id=own).first() or model.objects.filter(slug=slug).first()
        if found:
            here = {"name": found.name}
            return found, SAME, [_("The desk calls it %(name)s, and keeps that.") % here] if found.name != name else []
        row = model(name=name, slug=slug, country=item.text("country"))
        if own:
            row.public_id = own
        return row, ADD, []

    def save_name(self, row: Actor | Source) -> None:
        check(row)
        try:
            row.clean()
        except ValidationError as error:
            raise RowFault(" ".join(error.messages), path="part_of") from None
        row.save()

    def actor(self, item: Item) -> Actor:
        """The actor that a participation names."""
        return self.actor_at(item.text("slug", needed=True))

    def actor_at(self, slug: str) -> Actor:
        found = self.actors.get(slug) or Actor.objects.filter(slug=slug).first()
        if found is None:
            cause = _("Neither the file nor the desk has the actor “%(slug)s”.") % {"slug": quoted(slug)}
            raise RowFault(cause, _("Add it to “actors”."), "actors")
        self.actors[slug] = found
        self.actor_keys[found.public_id] = found.pk
        return found

    def source_at(self, slug: str) -> Source:
        found = self.sources.get(slug) or Source.objects.filter(slug=slug).first()
        if found is None:
            cause = _("Neither the file nor the desk has the source “%(slug)s”.") % {"slug": quoted(slug)}
            raise RowFault(cause, _("Add it to “sources”."), "source")
        self.sources[slug] = found
        return found

    def fill_crisis(self, item: Item) -> None:
        """Give a crisis that has none of it what the file says of its own: standfirst, note on sources, sides."""
        for name in ("standfirst", "sources_note"):
            if not getattr(self.crisis, name):
                setattr(self.crisis, name, item.text(name))
        check(self.crisis)
        self.crisis.save(update_fields=["standfirst", "sources_note"])
        if not self.crisis.side_set.exists():
            actors = [self.actor_at(slug) for slug in item.texts("sides")]
            Side.objects.bulk_create(
                Side(crisis=self.crisis, actor=actor, order=order) for order, actor in enumerate(actors)
            )

    # Entries

    def keep_countermeasure(self, measure: Countermeasure, slug: str) -> None:
        self.measures[slug] = measure
        self.parent_keys[measure.public_id] = measure.pk

    def countermeasure(self, slug: str) -> Countermeasure:
        found = self.measures.get(slug) or self.crisis.countermeasures.filter(slug=slug).first()
        if found is None:
            cause = _("Neither the file nor the desk has the countermeasure “%(slug)s”.") % {"slug": quoted(slug)}
            raise RowFault(cause, _("Add it to “countermeasures”, or mend it there."), "countermeasure")
        self.keep_countermeasure(found, slug)
        return found

    def has_event(self, public_id: str) -> bool:
        if public_id in self.ids:
            return True
        found = bool(public_id) and Event.objects.filter(public_id=public_id, crisis=self.crisis).exists()
        if found:
            self.ids.add(public_id)
        return found

    def free_slug(self, model: type[Countermeasure], slug: str, name: str) -> str:
        rows = model.objects.filter(crisis=self.crisis)
        return free_slug(rows, name) if not slug or rows.filter(slug=slug).exists() else slug

    # Reports

    def prepare(self, values: list[Any]) -> None:
        """Fetch the reports and the owners of the accounts that a batch of items names."""
        items = [item for value in values for item in reports_in(value)]
        ids = {item["id"] for item in items if isinstance(item.get("id"), str)}
        links = {item["url"] for item in items if isinstance(item.get("url"), str)} - {""}
        stored = [
            *Report.objects.select_related("source").filter(public_id__in=ids),
            *Report.objects.select_related("source").filter(url__in=links),
        ]
        self.reports = {report.public_id: report for report in stored}
        self.by_link = {report.url: report for report in stored if report.url}
        self.same = {}
        accounts = [item.get("id") for value in values for item in accounts_in(value)]
        accounts = [own for own in accounts if isinstance(own, str)]
        owners = ("public_id", "event__public_id", "countermeasure__public_id", "position__public_id")
        self.owners = {
            own: next(filter(None, some))
            for own, *some in Account.objects.filter(public_id__in=accounts).values_list(*owners)
        }

    def report(self, item: Item) -> Report:
        """The desk's report of that id, put right where the file differs; else that of the link; else a new one."""
        own, url = item.text("id", needed=True), item.text("url")
        if own in self.same:
            return self.same[own]
        found = self.find_report(own, url)
        if found is None:
            found = Report(public_id=own, source=self.source_at(item.text("source", needed=True)))
        if found.public_id == own:
            self.put_right(found, item)
        self.reports[found.public_id] = self.same[own] = found
        if found.url:
            self.by_link[found.url] = found
        return found

    def find_report(self, own: str, url: str) -> Report | None:
        """Also outside of what was prepared, for accounts that are not of events."""
        if own in self.reports:
            return self.reports[own]
        if url and url in self.by_link:
            return self.by_link[url]
        rows = Report.objects.select_related("source")
        return rows.filter(public_id=own).first() or (rows.filter(url=url).first() if url else None)

    def put_right(self, report: Report, item: Item) -> None:
        values: dict[str, Any] = {name: item.text(name) for name in REPORT_FIELDS}
        values |= {name: as_day(day_target(item, name)) for name in ("published", "accessed")}
        if values["url"] and self.by_link.get(values["url"], report).pk != report.pk:
            raise RowFault(_("Another report of the desk has that link."), path=item.at("url"))
        changed = [name for name, value in values.items() if getattr(report, name) != value]
        for name in changed:
            setattr(report, name, values[name])
        if changed or report.pk is None:
            check(report, item.path)
            report.save()

    def refuse_foreign_accounts(self, entry: WorkingEntry | None, record: Record) -> None:
        """An account belongs to one entry for ever."""
        own = entry.public_id if entry else record["id"]
        for number, item in enumerate(record["accounts"]):
            if self.owners.get(item["id"], own) != own:
                cause = _("The account %(id)s belongs to another entry here.") % {"id": item["id"]}
                raise RowFault(cause, path=f"accounts[{number}].id")


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def accounts_in(value: Any) -> list[Any]:
    accounts = value.get("accounts") if isinstance(value, dict) else None
    return [item for item in accounts if isinstance(item, dict)] if isinstance(accounts, list) else []


def reports_in(value: Any) -> Iterator[Any]:
    for account in accounts_in(value):
        for name in ("report", "relayed_from"):
            if isinstance(account.get(name), dict):
                yield {key: clean(text) if isinstance(text, str) else text for key, text in account[name].items()}
