"""A crisis with something of everything, the same each time, and the same questions answered without a database."""

import random

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    SideFactory,
    SourceFactory,
    shown,
)
from timeline import dates
from timeline.models import Certainty, Edition, Event, Participation
from timeline.searching import Search

DATES = [
    *("2025-11-25", "2025-11-24", "2025-11", "2025", "1979", "[2025-11-24..2025-11-30]", "2025-11-07/2025-11-10"),
    *("[..2025-11-24]", "2025-11-20/..", "", "-0043", "2025-11-25", "202X", "2025-21"),
]
TEXTS = [
    "A ban on fish",
    "Urban planning",
    "Cấm nhập khẩu hải sản",
    "中国外交部召见日本大使",
    "日本産水産物の輸入停止",
    "Élysée says no",
    "Follow-up talks",
]
MEASURES = ["trade", "demand", "travel-warning"]


def build(size=40, seed=7):
    """Publish a crisis of about `size` entries; gives the crisis."""
    chance = random.Random(seed)
    crisis = CrisisFactory()
    states = [ActorFactory(name=name, slug=name.lower()) for name in ("China", "Japan", "Taiwan")]
    people = [ActorFactory(name=f"P{n}", slug=f"p{n}", part_of=states[n % 3], kind="person") for n in range(5)]
    for order, state in enumerate(states):
        SideFactory(crisis=crisis, actor=state, order=order)
    reports = [ReportFactory(source=SourceFactory(slug=f"s{n}", name=f"S{n}")) for n in range(5)]
    countermeasures = [
        CountermeasureFactory(crisis=crisis, measure=measure, steps=[], by=states[0]) for measure in MEASURES
    ]
    for number in range(size):
        event = one_event(chance, crisis, number, [*states, *people], reports, countermeasures)
        if number % 7 != 6:  # some stay drafts
            shown(event) if not event.countermeasure else publish_step(event)
    return crisis


def publish_step(event):
    from timeline.publishing import publish

    publish(event, by=None)


def one_event(chance, crisis, number, actors, reports, countermeasures):
    parent = chance.choice([None, None, *countermeasures])
    event = EventFactory(
        crisis=crisis,
        headline=f"{chance.choice(TEXTS)} {number}",
        slug=f"e{number}",
        edtf=chance.choice(DATES),
        kind="step" if parent else chance.choice(Event.Kind.values[:9]),
        countermeasure=parent,
        stage=chance.choice(["announced", "in-force", "lifted"]) if parent else "",
        certainty=chance.choice(Certainty.values),
        order=chance.choice([0, 0, 1, -1]),
        significance="key" if number % 4 == 0 else "normal",
        accounts=0,
    )
    for actor in chance.sample(actors, chance.randint(0, 3)):
        Participation.objects.create(event=event, actor=actor, role=chance.choice(Participation.Role.values))
    for report in chance.sample(reports, chance.randint(1, 2)):
        AccountFactory(event=event, report=report, says=chance.choice(TEXTS))
    if chance.random() < 0.3:
        PointFactory(event=event, certainty=chance.choice(Certainty.values))
    return event


class Oracle:
    """Which entries pass a filter, in which order: from the records alone, one by one."""

    def __init__(self, crisis):
        shown = list(Edition.objects.shown().filter(crisis=crisis))
        self.measures = {one.entry: one.measure for one in shown if one.noun == "countermeasure"}
        self.events = [one for one in shown if one.noun == "event"]
        self.parents, self.slugs, self.sources = names()

    def passes(self, edition, asked, without=()):
        checks = (
            self.kind,
            self.measure,
            self.stage,
            self.certainty,
            self.source,
            self.taking_part,
            self.days,
            self.words,
            self.key,
        )
        return all(
            check(edition, {key: value for key, value in asked.items() if key not in without}) for check in checks
        )

    def selected(self, asked, without=()):
        return [edition for edition in self.events if self.passes(edition, asked, without)]

    def ordered(self, asked):
        newest = asked.get("order") != ["oldest"]
        return sorted(self.selected(asked), key=lambda edition: place(edition, newest))

    def kind(self, edition, asked):
        return "kind" not in asked or edition.record["kind"] in asked["kind"]

    def measure(self, edition, asked):
        return "measure" not in asked or self.measures.get(edition.record["countermeasure"]) in asked["measure"]

    def stage(self, edition, asked):
        return "stage" not in asked or edition.record["stage"] in asked["stage"]

    def certainty(self, edition, asked):
        return "certainty" not in asked or edition.record["certainty"] in asked["certainty"]

    def source(self, edition, asked):
        told = {self.sources[account["source"]] for account in edition.record["accounts"]}
        return "source" not in asked or bool(told & set(asked["source"]))

    def taking_part(self, edition, asked):
        if "actor" not in asked and "role" not in asked:
            return True
        return any(
            ("actor" not in asked or {self.slugs[part["id"]], self.parents[part["id"]]} & set(asked["actor"]))
            and ("role" not in asked or part["role"] in asked["role"])
            for part in edition.record["actors"]
        )

    def days(self, edition, asked):
        first, last = (dates.day_of(asked[key][0]) if key in asked else None for key in ("from", "to"))
        if first is None and last is None:
            return True
        when = dates.parse_edtf(edition.record["date"]["edtf"])
        if when.undated or (first is not None and last is not None and first > last):
            return first is not None and last is not None and first > last
        if asked.get("dates") == ["inside"]:
            return (first is None or when.first >= first) and (last is None or when.last <= last)
        return (last is None or when.first <= last) and (first is None or when.last >= first)

    def key(self, edition, asked):
        return "key" not in asked or edition.record["significance"] == "key"

    def words(self, edition, asked):
        return "q" not in asked or Search(asked["q"][0]).matches(edition.words)


def names():
    from timeline.models import Actor, Source

    actors = Actor.objects.select_related("part_of")
    parents = {one.public_id: one.part_of.slug if one.part_of else one.slug for one in actors}
    slugs = {one.public_id: one.slug for one in actors}
    return parents, slugs, dict(Source.objects.values_list("public_id", "slug"))


def place(edition, newest):
    """The order as the contract words it."""
    date = edition.record["date"]
    when = dates.parse_edtf(date["edtf"])
    day = when.last if when.first == dates.EARLIEST else when.first
    minute = int(date["time"][:2]) * 60 + int(date["time"][3:]) if date["time"] else 0
    sign = -1 if newest else 1
    width = when.last - when.first
    return (
        when.undated,
        sign * day,
        date["time"] is not None,
        sign * minute,
        width,
        edition.record["order"],
        edition.entry,
    )
