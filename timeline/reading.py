"""Editions read: their records with every actor, source and other entry named, as a page, feed or export needs them.

A `Reading` fetches whatever a batch of editions refers to in a fixed number of queries. What is not shown at its moment
is left out.
"""

from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from timeline import lives
from timeline.models import Actor, Certainty, Countermeasure, Edition, Event, Link, Noun, Source
from timeline.records import ANSWERS, when_of

SHAPES, HUES = 6, 4


@dataclass(frozen=True)
class Name:
    """An actor as readers see it: name, address, and the mark of its state in this crisis."""

    actor: Actor
    shape: int
    crisis_slug: str

    @property
    def hue(self):
        return self.shape if self.shape <= HUES else 0

    @property
    def name(self):
        return self.actor.name

    @property
    def slug(self):
        return self.actor.slug

    @property
    def office(self):
        return self.actor.office

    @property
    def url(self):
        return reverse("actor", args=[self.crisis_slug, self.slug])


@dataclass
class Told:
    """An account with its source named; `origin` is the source whose words a relayed account passes on."""

    item: dict
    source: Source
    origin: Source | None
    answers: dict = field(default_factory=dict)

    def __getattr__(self, name):
        if name.startswith("__") or "item" not in self.__dict__:
            raise AttributeError(name)
        try:
            return self.item[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def speaks(self):
        """The source whose claim this is."""
        return self.origin or self.source


class Shown:
    """What every kind of entry has: an edition, its record, its moments."""

    def __init__(self, edition, reading):
        self.edition, self.record, self.reading = edition, edition.record, reading

    @property
    def id(self):
        return self.edition.entry

    @property
    def slug(self):
        return self.edition.slug

    @property
    def crisis(self):
        return self.reading.crisis

    @property
    def url(self):
        """The address of its page; a position stands on its actor's."""
        if self.edition.noun == Noun.POSITION:
            return self.reading.name(self.record["actor"]).url
        return reverse(self.edition.noun, args=[self.crisis.slug, self.slug])

    @property
    def published(self):
        return self.edition.first_shown

    @property
    def updated(self):
        return self.edition.shown_from

    @cached_property
    def accounts(self):
        return [self.reading.told(item) for item in self.record["accounts"]]

    @cached_property
    def origins(self):
        """How many independent reports the entry rests on: what is relayed and what relays it count once."""
        return len(groups_of_origin(self.record["accounts"]))

    @cached_property
    def sources(self):
        """The sources whose claims these are, each once."""
        return list({told.speaks.pk: told.speaks for told in self.accounts}.values())


class Stub(Shown):
    """An event named from another entry."""

    @property
    def headline(self):
        return self.record["headline"]

    @property
    def short(self):
        return self.record["short_headline"] or self.headline

    @property
    def language(self):
        return self.record["language"]

    @property
    def certainty(self):
        return self.edition.certainty

    @property
    def certainty_label(self):
        return Certainty(self.certainty).label

    @property
    def kind_label(self):
        return Event.Kind(self.edition.kind).label

    @cached_property
    def when(self):
        return when_of(self.record["date"])

    @property
    def as_step(self):
        return lives.Step(
            self.edition.stage, self.edition.first_day, self.edition.last_day, (bytes(self.edition.oldest),)
        )


@dataclass
class Tie:
    """A link from or to another event, or what a countermeasure answers."""

    entry: Stub
    relation: str
    basis: str
    account: Told | None = None

    @property
    def relation_label(self):
        return Link.Relation(self.relation).label


class Entry(Stub):
    """An event with everything it refers to."""

    parent = None  # the Measure it is a step of
    answered_by = ()  # Measures that answer it
    links = ()  # Ties to events it names
    links_here = ()  # Ties from events that name it

    def __getattr__(self, name):
        if name in ("summary", "body", "place", "kind", "stage", "points", "developing", "significance"):
            return self.record[name]
        raise AttributeError(name)

    @cached_property
    def actors(self):
        return [(self.reading.name(item["id"]), item["role"]) for item in self.record["actors"]]

    def in_role(self, role):
        return [name for name, has in self.actors if has == role]

    @property
    def acting(self):
        return self.in_role("acts")

    @property
    def towards(self):
        return self.in_role("towards")

    @property
    def together(self):
        return self.in_role("with")

    @property
    def mentioned(self):
        return self.in_role("mentioned")

    @property
    def opens(self):
        """Whether it is the first step of its countermeasure, where the whole ticket stands."""
        return bool(self.parent) and self.parent.steps[0].id == self.id

    @property
    def short_url(self):
        return reverse("short", args=[self.id])

    @property
    def differs(self):
        """Whether its accounts do not all say the same: open them in the list."""
        return len(self.accounts) > 1 and (bool(self.points) or self.certainty == Certainty.DISPUTED)

    @property
    def disputed_points(self):
        return [point for point in self.points if point["certainty"] == Certainty.DISPUTED]


class Measure(Shown):
    """A countermeasure with its steps in order and what it answers."""

    steps = ()
    responds_to = ()

    def __getattr__(self, name):
        if name in ("title", "summary", "checked", "stated_reason", "reported_motive", "formality"):
            return self.record[name]
        raise AttributeError(name)

    @property
    def short(self):
        return self.record["short_title"] or self.record["title"]

    @property
    def type(self):
        return self.record["type"]

    @property
    def type_label(self):
        return Countermeasure.Type(self.type).label

    @property
    def formality_label(self):
        return Countermeasure.Formality(self.formality).label if self.formality else ""

    @cached_property
    def imposed_by(self):
        return [self.reading.name(actor) for actor in self.record["imposed_by"]]

    @cached_property
    def aimed_at(self):
        return [self.reading.name(actor) for actor in self.record["aimed_at"]]

    @cached_property
    def life(self):
        return [step.as_step for step in self.steps]

    def status_on(self, day):
        return lives.status_on(self.life, day)

    @property
    def status(self):
        return self.status_on(self.reading.day)

    @property
    def begins(self):
        return lives.begins(self.life)

    @property
    def ends(self):
        return lives.ends(self.life)

    @property
    def latest(self):
        """The newest of its steps that may have come by the reading's day."""
        come = [step for step in self.steps if step.edition.first_day <= self.reading.day]
        return (come or self.steps)[-1] if self.steps else None

    @cached_property
    def told_reason(self):
        return self.told_as("stated_reason_account")

    @cached_property
    def told_motive(self):
        return self.told_as("reported_motive_account")

    def told_as(self, name):
        return next((told for told in self.accounts if told.id == self.record[name]), None)

    @cached_property
    def all_sources(self):
        """The sources of its steps and its own, each once."""
        told = [told for step in self.steps for told in step.accounts] + self.accounts
        return list({one.speaks.pk: one.speaks for one in told}.values())


class Stance(Shown):
    """A position of an actor."""

    @property
    def text(self):
        return self.record["text"]

    @cached_property
    def actor(self):
        return self.reading.name(self.record["actor"])

    def is_of(self, one):
        """Whether it is a stance of that actor, or rests on that source."""
        return one.public_id in (self.record["actor"], *sources_named(self.record))


class Reading:
    """What the public saw of one crisis at one moment, looked at on one day (a day number; today if none)."""

    def __init__(self, crisis, at=None, day=None):
        self.crisis, self.at = crisis, at
        self.day = today_in(crisis, at) if day is None else day
        self.names, self.outlets = {}, {}

    def shown(self):
        return Edition.objects.shown(self.at).filter(crisis=self.crisis).defer("words")

    def entries(self, editions):
        """Events with their countermeasures, links and names, in the order given."""
        entries = [Entry(edition, self) for edition in editions]
        ids = {entry.id for entry in entries}
        links_here = self.linking_to(ids)
        measures = self.measures_around(entries, ids)
        stubs = self.stubs({link["to"] for entry in entries for link in entry.record["links"]})
        self.learn(entries)
        for entry in entries:
            self.tie(entry, measures, stubs, links_here)
        return entries

    def entry(self, edition):
        return self.entries([edition])[0]

    def measures(self, editions):
        """Countermeasures with their steps and what they answer, in the order given."""
        measures = [Measure(edition, self) for edition in editions]
        steps = self.shown().events().filter(parent__in=[measure.id for measure in measures]).in_order("oldest")
        by_parent = {}
        for edition in steps:
            by_parent.setdefault(edition.parent, []).append(Stub(edition, self))
        stubs = self.stubs({item["event"] for measure in measures for item in measure.record["responds_to"]})
        for measure in measures:
            measure.steps = by_parent.get(measure.id, [])
        self.learn([*measures, *(step for measure in measures for step in measure.steps)])
        for measure in measures:
            measure.responds_to = list(self.answers_of(measure, stubs))
        return measures

    def stances(self):
        """The positions shown, in the desk's order."""
        stances = [Stance(edition, self) for edition in self.shown().positions()]
        self.learn(stances)
        return sorted(stances, key=lambda stance: (stance.record["order"], stance.id))

    def neighbours(self, edition, search):
        """The events before and after one in time, among those the filter selects; None at either end."""
        entries = search.entries()
        earlier = entries.after(edition.newest, "newest").in_order("newest").first()
        later = entries.after(edition.oldest, "oldest").in_order("oldest").first()
        return [found and Stub(found, self) for found in (earlier, later)]

    def history(self, edition):
        """Every edition of an entry shown up to the reading's moment, newest first."""
        once = Edition.objects.once_shown(self.at).filter(entry=edition.entry).defer("words")
        return list(once.order_by("-shown_from", "-pk"))

    def name_of(self, actor):
        return self.names.setdefault(actor.public_id, self.marked(actor))

    def measures_around(self, entries, ids):
        """The countermeasures that entries are steps of, and those that answer them, by public id."""
        parents = {entry.edition.parent for entry in entries if entry.edition.parent}
        countermeasures = self.shown().countermeasures()
        answering = countermeasures.tied_to(ids, ANSWERS).values("pk")
        around = self.measures(countermeasures.filter(Q(entry__in=parents) | Q(pk__in=answering)))
        return {measure.id: measure for measure in around}

    def linking_to(self, ids):
        """Ties from shown events to any of the ids, as {id: [(edition, link)]}."""
        found = {}
        linking = self.shown().events().filter(ties__to__in=ids, ties__relation__in=Link.Relation.values).distinct()
        for edition in linking.in_order("oldest"):
            for link in edition.record["links"]:
                if link["to"] in ids:
                    found.setdefault(link["to"], []).append((Stub(edition, self), link))
        return found

    def stubs(self, ids):
        """Shown events by public id."""
        return {edition.entry: Stub(edition, self) for edition in self.shown().events().filter(entry__in=ids)}

    def tie(self, entry, measures, stubs, links_here):
        entry.parent = measures.get(entry.edition.parent)
        entry.answered_by = sorted(
            (measure for measure in measures.values() if any(tie.entry.id == entry.id for tie in measure.responds_to)),
            key=lambda measure: bytes(measure.steps[0].edition.oldest) if measure.steps else b"",
        )
        entry.links = [
            Tie(stubs[link["to"]], link["relation"], link["basis"])
            for link in entry.record["links"]
            if link["to"] in stubs
        ]
        entry.links_here = [Tie(stub, link["relation"], link["basis"]) for stub, link in links_here.get(entry.id, ())]

    def answers_of(self, measure, stubs):
        told = {one.id: one for one in measure.accounts}
        for item in measure.record["responds_to"]:
            if item["event"] in stubs:
                yield Tie(stubs[item["event"]], ANSWERS, item["basis"], told.get(item["account"]))

    def learn(self, shown):
        """Fetch the actors and sources that records name and that are not known yet."""
        actors, sources = set(), set()
        for one in shown:
            actors |= actors_named(one.record)
            sources |= sources_named(one.record)
        for actor in Actor.objects.filter(public_id__in=actors - self.names.keys()).select_related("part_of"):
            self.names[actor.public_id] = self.marked(actor)
        for source in Source.objects.filter(public_id__in=sources - self.outlets.keys()):
            self.outlets[source.public_id] = source

    def name(self, public_id):
        return self.names[public_id]

    def marked(self, actor):
        """An actor with the mark of its state: its place among the sides, or the last, neutral shape."""
        root = actor.part_of_id or actor.pk
        return Name(actor, min(self.side_order.get(root, SHAPES), SHAPES), self.crisis.slug)

    @cached_property
    def side_order(self):
        sides = self.crisis.side_set.values_list("actor", flat=True)
        return {actor: place for place, actor in enumerate(sides, start=1)}

    def told(self, item):
        relayed = item["relayed_from"]
        origin = self.outlets[relayed["source"]] if relayed else None
        answers = {answer["point"]: answer["text"] for answer in item["answers"]}
        return Told(item, self.outlets[item["source"]], origin, answers)


def today_in(crisis, at=None):
    """The day it is in the crisis's zone at a moment, as a day number."""
    return (at or timezone.now()).astimezone(ZoneInfo(crisis.time_zone)).date().toordinal()


def actors_named(record):
    named = {item["id"] for item in record.get("actors", ())}
    named |= {*record.get("imposed_by", ()), *record.get("aimed_at", ())}
    return named | ({record["actor"]} if "actor" in record else set())


def sources_named(record):
    reports = [account["report"] for account in record["accounts"]]
    reports += [account["relayed_from"] for account in record["accounts"] if account["relayed_from"]]
    return {report["source"] for report in reports}


def groups_of_origin(accounts):
    """Reports joined by relaying, as sets of report ids: each set is one independent origin."""
    groups = []
    for account in accounts:
        linked = {account["report"]["id"]} | ({account["relayed_from"]["id"]} if account["relayed_from"] else set())
        joined = [group for group in groups if group & linked]
        groups = [group for group in groups if not group & linked] + [linked.union(*joined)]
    return groups
