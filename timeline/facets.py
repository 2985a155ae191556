"""The choices of the filter panel, each with how many entries have it and pass every other key."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from timeline.columns import ACTOR, ROOT, SOURCE
from timeline.filters import KEY_MOMENTS, ROLES, TimelineFilter
from timeline.models import Actor, Certainty, Countermeasure, Event, Participation, Stage

LONG = 9  # choices; of a longer list the rest is folded


@dataclass
class Choice:
    key: str
    value: str
    label: str
    count: int
    selected: bool
    actor: Actor | None = None
    parts: list["Choice"] = field(default_factory=list)

    @property
    def disabled(self) -> bool:
        return not self.count and not self.selected

    @property
    def within_selected(self) -> bool:
        return any(part.selected or part.within_selected for part in self.parts)


@dataclass
class Facet:
    key: str
    title: str
    choices: list[Choice]

    @property
    def first(self) -> list[Choice]:
        """What is open to see; a short list is all of it."""
        return self.choices if len(self.choices) <= LONG else self.choices[: LONG - 1]

    @property
    def rest(self) -> list[Choice]:
        return self.choices[len(self.first) :]

    @property
    def rest_chosen(self) -> bool:
        return any(choice.selected or choice.within_selected for choice in self.rest)

    @property
    def chosen(self) -> int:
        return sum(choice.selected + sum(part.selected for part in choice.parts) for choice in self.choices)


def facets(search: TimelineFilter) -> list[Facet]:
    """Every facet of the panel, counted in memory."""
    return [
        Facet("key", _("How much"), key_choices(search)),
        Facet("kind", _("Kind"), column_choices(search, "kind", Event.Kind)),
        Facet("measure", _("Countermeasure"), column_choices(search, "measure", Countermeasure.Type)),
        Facet("stage", _("Stage"), column_choices(search, "stage", Stage)),
        Facet("actor", _("Actor"), actor_choices(search)),
        Facet("role", _("In the role of"), role_choices(search)),
        Facet("certainty", _("Certainty"), column_choices(search, "certainty", Certainty)),
        Facet("source", _("Source"), source_choices(search)),
    ]


def column_choices(search: TimelineFilter, key: str, labels: Any) -> list[Choice]:
    selected = search.selected
    column = getattr(selected.columns, key)
    return worded(search, key, labels, column.tally(selected.mask(without=(key,))), column.used)


def worded(search: TimelineFilter, key: str, labels: Any, counts: Mapping[Any, int], in_use: Any) -> list[Choice]:
    """Choices in the vocabulary's order. One that counts zero stays; one the crisis never uses is left out."""
    chosen = search.chosen.get(key, ())
    used = {*counts, *chosen, *in_use}
    return [
        Choice(key, value, str(label), counts.get(value, 0), value in chosen)
        for value, label in labels.choices
        if value in used
    ]


def key_choices(search: TimelineFilter) -> list[Choice]:
    """One switch; none where the desk has marked no key moment."""
    marked = search.selected.columns.key_moment
    count = int((search.selected.mask(without=("key",)) & marked).sum())
    used = marked.any() or "key" in search.chosen
    return [Choice("key", KEY_MOMENTS, _("Key moments only"), count, "key" in search.chosen)] if used else []


def role_choices(search: Any) -> list[Choice]:
    columns, mask = search.selected.columns, search.selected.mask(without=("role",))
    actors = search.actor_keys if "actor" in search.chosen else None
    counts = {role: int((mask & columns.in_role(role, actors)).sum()) for role in ROLES}
    return worded(search, "role", Participation.Role, counts, ROLES)


def source_choices(search: TimelineFilter) -> list[Choice]:
    columns, mask = search.selected.columns, search.selected.mask(without=("source",))
    counts, chosen = columns.rests.tally(mask, SOURCE), search.chosen.get("source", ())
    sources = columns.sources_in_use + strays(chosen, columns.sources_in_use, columns.sources)
    return [
        Choice("source", source.slug, source.name, counts.get(source.pk, 0), source.slug in chosen)
        for source in sources
    ]


def strays(chosen: Any, in_use: Any, every: Any) -> Any:
    """What is asked for and no event has."""
    slugs = set(chosen) - {one.slug for one in in_use} if chosen else ()
    return sorted((one for one in every.values() if one.slug in slugs), key=lambda one: one.name) if slugs else []


def actor_choices(search: TimelineFilter) -> list[Choice]:
    """States with their people and bodies below them; a state counts entries that involve any of them, once."""
    columns, mask = search.selected.columns, search.selected.mask(without=("actor",))
    roles = search.chosen.get("role")
    kept = columns.taking_part(None, roles) if roles else None
    return tree(search, columns.parts.tally(mask, ACTOR, kept), columns.parts.tally(mask, ROOT, kept))


def tree(search: TimelineFilter, alone: dict[int, int], together: dict[int, int]) -> list[Choice]:
    """Choices in an order that no filter changes: what stands under the pointer must not move away."""
    columns, chosen = search.selected.columns, search.chosen.get("actor", ())
    every = columns.actors_of_all

    def choice(actor: Actor, counts: dict[int, int]) -> Choice:
        return Choice("actor", actor.slug, actor.name, counts.get(actor.pk, 0), actor.slug in chosen, actor)

    roots: dict[int, Choice] = {}
    weights: dict[str, int] = {}
    for actor in columns.actors_in_use + strays(chosen, columns.actors_in_use, columns.actors):
        root = actor.part_of or actor
        if root.pk not in roots:
            roots[root.pk] = choice(root, together)
        weights[root.slug] = weights.get(root.slug, 0) + every.get(actor.pk, 0)
        if actor.part_of_id:
            roots[root.pk].parts.append(choice(actor, alone))
    return sorted(roots.values(), key=lambda root: (-weights[root.value], root.label))
