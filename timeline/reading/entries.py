"""What is shown, as pages, feeds and exports need it: events, countermeasures and positions with their names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.functional import Promise, cached_property

from timeline import lives
from timeline.dates import When, day_of
from timeline.models import Actor, Certainty, Countermeasure, Crisis, Edition, Event, Link, Noun, Source
from timeline.records import sources_in, when_of

if TYPE_CHECKING:
    from .lookup import Reading

SHAPES, HUES = 6, 4


@dataclass(frozen=True)
class Name:
    """An actor as readers see it: name, address, and the mark of its state in this crisis."""

    actor: Actor
    shape: int
    crisis_slug: str
    asof: str = ""

    @property
    def hue(self) -> int:
        return self.shape if self.shape <= HUES else 0

    @property
    def name(self) -> str:
        return self.actor.name

    @property
    def slug(self) -> str:
        return self.actor.slug

    @property
    def office(self) -> str:
        return self.actor.office

    @property
    def root(self) -> Actor:
        """What the actor is part of, or else itself."""
        return self.actor.part_of or self.actor

    @property
    def url(self) -> str:
        return reverse("actor", args=[self.crisis_slug, self.slug]) + self.asof


@dataclass(frozen=True)
class Shot:
    """A photograph, kept as one file for each of its widths."""

    id: str
    alt: str
    caption: str
    credit: str
    licence: str
    width: int
    height: int
    widths: list[int]

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.address(width)} {width}w" for width in self.widths)

    @property
    def src(self) -> str:
        return self.address(self.widths[0])

    @property
    def largest(self) -> str:
        return self.address(self.widths[-1])

    def address(self, width: int) -> str:
        return reverse("picture", args=[f"{self.id}-{width}.webp"])


@dataclass
class Told:
    """An account with its source named; `origin` is the source whose words a relayed account passes on."""

    item: dict[str, Any]
    source: Source
    origin: Source | None
    answers: dict[str, str] = field(default_factory=dict)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "item" not in self.__dict__:
            raise AttributeError(name)
        try:
            return self.item[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def speaks(self) -> Source:
        """The source whose claim this is."""
        return self.origin or self.source


class Shown:
    """What every kind of entry has: an edition, its record, its moments."""

    def __init__(self, edition: Edition, reading: Reading) -> None:
        self.edition, self.record, self.reading = edition, edition.record, reading

    @property
    def id(self) -> str:
        return self.edition.entry

    @property
    def slug(self) -> str:
        return self.edition.slug

    @property
    def crisis(self) -> Crisis:
        return self.reading.crisis

    @property
    def url(self) -> str:
        """The address of its page; a position stands on its actor's."""
        if self.edition.noun == Noun.POSITION:
            return self.reading.name(self.record["actor"]).url
        return reverse(self.edition.noun, args=[self.crisis.slug, self.slug]) + self.reading.asof

    @property
    def published(self) -> datetime:
        return self.edition.first_shown

    @property
    def updated(self) -> datetime:
        return self.edition.shown_from

    @cached_property
    def accounts(self) -> list[Told]:
        return [self.reading.told(item) for item in self.record["accounts"]]

    @cached_property
    def origins(self) -> int:
        """How many independent reports the entry rests on: what is relayed and what relays it count once."""
        return len(groups_of_origin(self.record["accounts"]))

    @cached_property
    def sources(self) -> list[Source]:
        """The sources whose claims these are, each once."""
        return list({told.speaks.pk: told.speaks for told in self.accounts}.values())


class Stub(Shown):
    """An event named from another entry."""

    @property
    def headline(self) -> str:
        return self.record["headline"]

    @property
    def short(self) -> str:
        return self.record["short_headline"] or self.headline

    @property
    def language(self) -> str:
        return self.record["language"]

    @property
    def certainty(self) -> str:
        return self.edition.certainty

    @property
    def certainty_label(self) -> str | Promise:
        return Certainty(self.certainty).label

    @property
    def kind_label(self) -> str | Promise:
        return Event.Kind(self.edition.kind).label

    @cached_property
    def when(self) -> When:
        return when_of(self.record["date"])

    @property
    def as_step(self) -> lives.Step:
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
    def relation_label(self) -> str | Promise:
        return Link.Relation(self.relation).label


class Entry(Stub):
    """An event with everything it refers to."""

    parent: Measure | None = None  # it is a step of
    answered_by: Sequence[Measure] = ()
    links: Sequence[Tie] = ()  # to events it names
    links_here: Sequence[Tie] = ()  # from events that name it

    def __getattr__(self, name: str) -> Any:
        if name in ("summary", "body", "place", "kind", "stage", "points", "developing", "significance"):
            return self.record[name]
        raise AttributeError(name)

    @cached_property
    def actors(self) -> list[tuple[Name, str]]:
        return [(self.reading.name(item["id"]), item["role"]) for item in self.record["actors"]]

    def in_role(self, role: str) -> list[Name]:
        return [name for name, has in self.actors if has == role]

    @property
    def acting(self) -> list[Name]:
        return self.in_role("acts")

    @property
    def towards(self) -> list[Name]:
        return self.in_role("towards")

    @property
    def together(self) -> list[Name]:
        return self.in_role("with")

    @property
    def mentioned(self) -> list[Name]:
        return self.in_role("mentioned")

    @property
    def opens(self) -> bool:
        """Whether it is the first step of its countermeasure, where the whole ticket stands."""
        return self.parent is not None and self.parent.steps[0].id == self.id

    @property
    def short_url(self) -> str:
        return reverse("short", args=[self.id]) + self.reading.asof

    @cached_property
    def pictures(self) -> list[Shot]:
        return [Shot(**item) for item in self.record.get("pictures", ())]

    @property
    def differs(self) -> bool:
        """Whether its accounts do not all say the same: open them in the list."""
        return len(self.accounts) > 1 and (bool(self.points) or self.certainty == Certainty.DISPUTED)

    @property
    def disputed_points(self) -> list[dict[str, Any]]:
        return [point for point in self.points if point["certainty"] == Certainty.DISPUTED]


class Measure(Shown):
    """A countermeasure with its steps in order and what it answers."""

    steps: Sequence[Stub] = ()
    responds_to: Sequence[Tie] = ()

    def __getattr__(self, name: str) -> Any:
        if name in ("title", "summary", "checked", "stated_reason", "reported_motive", "formality"):
            return self.record[name]
        raise AttributeError(name)

    @property
    def short(self) -> str:
        return self.record["short_title"] or self.record["title"]

    @property
    def type(self) -> str:
        return self.record["type"]

    @property
    def type_label(self) -> str | Promise:
        return Countermeasure.Type(self.type).label

    @property
    def formality_label(self) -> str | Promise:
        return Countermeasure.Formality(self.formality).label if self.formality else ""

    @cached_property
    def imposed_by(self) -> list[Name]:
        return [self.reading.name(actor) for actor in self.record["imposed_by"]]

    @cached_property
    def aimed_at(self) -> list[Name]:
        return [self.reading.name(actor) for actor in self.record["aimed_at"]]

    @property
    def checked_day(self) -> int | None:
        """The day number on which the desk last looked whether it stands."""
        return day_of(self.checked) if self.checked else None

    @cached_property
    def life(self) -> list[lives.Step]:
        return [step.as_step for step in self.steps]

    def status_on(self, day: int) -> lives.Status:
        return lives.status_on(self.life, day)

    @property
    def status(self) -> lives.Status:
        return self.status_on(self.reading.day)

    @property
    def begins(self) -> tuple[int, int] | None:
        return lives.begins(self.life)

    @property
    def ends(self) -> tuple[int, int] | None:
        return lives.ends(self.life)

    @property
    def latest(self) -> Stub | None:
        """The newest of its steps that may have come by the reading's day."""
        come = [step for step in self.steps if step.edition.first_day <= self.reading.day]
        return (come or self.steps)[-1] if self.steps else None

    @cached_property
    def told_reason(self) -> Told | None:
        return self.told_as("stated_reason_account")

    @cached_property
    def told_motive(self) -> Told | None:
        return self.told_as("reported_motive_account")

    def told_as(self, name: str) -> Told | None:
        return next((told for told in self.told_anywhere if told.id == self.record[name]), None)

    @property
    def told_anywhere(self) -> list[Told]:
        """Its own accounts and those of its steps: a reason or an answer may rest on either."""
        return [*self.accounts, *(told for step in self.steps for told in step.accounts)]

    @cached_property
    def all_sources(self) -> list[Source]:
        """The sources of its steps and its own, each once."""
        told = [told for step in self.steps for told in step.accounts] + self.accounts
        return list({one.speaks.pk: one.speaks for one in told}.values())


class Stance(Shown):
    """A position of an actor."""

    @property
    def text(self) -> str:
        return self.record["text"]

    @cached_property
    def actor(self) -> Name:
        return self.reading.name(self.record["actor"])

    def is_of(self, one: Actor | Source) -> bool:
        """Whether it is a stance of that actor, or rests on that source."""
        return one.public_id in (self.record["actor"], *sources_in(self.record))


def groups_of_origin(accounts: list[dict[str, Any]]) -> list[set[str]]:
    """Reports joined by relaying, as sets of report ids: each set is one independent origin."""
    groups: list[set[str]] = []
    for account in accounts:
        linked = {account["report"]["id"]} | ({account["relayed_from"]["id"]} if account["relayed_from"] else set())
        joined = [group for group in groups if group & linked]
        groups = [group for group in groups if not group & linked] + [linked.union(*joined)]
    return groups
