"""The choices of the filter panel, each with how many entries have it and pass every other key."""

from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from timeline.filters import KEY_MOMENTS
from timeline.models import (
    Actor,
    Certainty,
    Countermeasure,
    EditionActor,
    EditionSource,
    Event,
    Participation,
    Source,
    Stage,
)

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
    def disabled(self):
        return not self.count and not self.selected

    @property
    def within_selected(self):
        return any(part.selected or part.within_selected for part in self.parts)


@dataclass
class Facet:
    key: str
    title: str
    choices: list[Choice]

    @property
    def first(self):
        """What is open to see; a short list is all of it."""
        return self.choices if len(self.choices) <= LONG else self.choices[: LONG - 1]

    @property
    def rest(self):
        return self.choices[len(self.first) :]

    @property
    def rest_chosen(self):
        return any(choice.selected or choice.within_selected for choice in self.rest)

    @property
    def chosen(self):
        return sum(choice.selected + sum(part.selected for part in choice.parts) for choice in self.choices)


def facets(search):
    """Every facet of the panel; a fixed number of queries, however many entries."""
    return [
        Facet("key", _("How much"), key_choices(search)),
        Facet("kind", _("Kind"), column_choices(search, "kind", Event.Kind)),
        Facet("measure", _("Countermeasure"), measure_choices(search)),
        Facet("stage", _("Stage"), column_choices(search, "stage", Stage)),
        Facet("actor", _("Actor"), actor_choices(search)),
        Facet("role", _("In the role of"), role_choices(search)),
        Facet("certainty", _("Certainty"), column_choices(search, "certainty", Certainty)),
        Facet("source", _("Source"), source_choices(search)),
    ]


def column_choices(search, key, labels):
    counts = tally(search.entries(without=(key,)), key)
    return worded(search, key, labels, counts)


def tally(rows, name, what="pk"):
    """How many rows (or distinct `what`) have each value of a column."""
    rows = rows.order_by().values_list(name)
    return dict(rows.annotate(n=Count(what, distinct=what != "pk")).values_list(name, "n"))


def worded(search, key, labels, counts):
    """Choices in the vocabulary's order; those the crisis does not use at all are left out."""
    chosen = search.chosen.get(key, ())
    used = set(counts) | set(chosen) | set(in_use(search, key))
    return [
        Choice(key, value, str(label), counts.get(value, 0), value in chosen)
        for value, label in labels.choices
        if value in used
    ]


def in_use(search, key):
    """The values of a column that any entry shown has: a choice that counts zero stays in its place."""
    if key == "measure":
        return search.shown().countermeasures().order_by().values_list("measure", flat=True).distinct()
    if key == "role":
        return (role for role in Participation.Role.values if role != Participation.Role.MENTIONED)
    return search.shown().events().order_by().values_list(key, flat=True).distinct()


def key_choices(search):
    """One switch; none where the desk has marked no key moment."""
    count = search.entries(without=("key",)).filter(key_moment=True).count()
    used = count or "key" in search.chosen or search.shown().events().filter(key_moment=True).exists()
    return [Choice("key", KEY_MOMENTS, _("Key moments only"), count, "key" in search.chosen)] if used else []


def measure_choices(search):
    per_parent = tally(search.entries(without=("measure",)).exclude(parent=""), "parent")
    types = search.shown().countermeasures().filter(entry__in=list(per_parent)).values_list("entry", "measure")
    counts = {}
    for parent, measure in types:
        counts[measure] = counts.get(measure, 0) + per_parent[parent]
    return worded(search, "measure", Countermeasure.Type, counts)


def role_choices(search):
    parts = EditionActor.objects.filter(edition__in=search.entries(without=("role",)).values("pk"))
    if "actor" in search.chosen:
        parts = parts.filter(actor__in=search.actor_keys)
    return worded(search, "role", Participation.Role, tally(parts, "role", "edition"))[:3]


def source_choices(search):
    rests = EditionSource.objects.filter(edition__in=search.entries(without=("source",)).values("pk"))
    counts = tally(rests, "source")
    every = tally(EditionSource.objects.filter(edition__in=search.shown().events().values("pk")), "source")
    chosen = search.chosen.get("source", ())
    sources = Source.objects.filter(Q(pk__in=list(every)) | Q(slug__in=chosen))
    return [
        Choice("source", source.slug, source.name, counts.get(source.pk, 0), source.slug in chosen)
        for source in sorted(sources, key=lambda source: (-every.get(source.pk, 0), source.name))
    ]


def actor_choices(search):
    """States with their people and bodies below them; a state counts entries that involve any of them, once."""
    rows = EditionActor.objects.filter(edition__in=search.entries(without=("actor",)).values("pk"))
    if "role" in search.chosen:
        rows = rows.filter(role__in=search.chosen["role"])
    alone = tally(rows, "actor", "edition")
    together = tally(rows.annotate(root=Coalesce("actor__part_of", "actor")), "root", "edition")
    every = EditionActor.objects.filter(edition__in=search.shown().events().values("pk"))
    return tree(search, tally(every, "actor", "edition"), alone, together)


def tree(search, every, alone, together):
    """Choices in an order that no filter changes: what stands under the pointer must not move away."""
    chosen = search.chosen.get("actor", ())
    people = Actor.objects.filter(Q(pk__in=list(every)) | Q(slug__in=chosen)).select_related("part_of")

    def choice(actor, counts):
        return Choice("actor", actor.slug, actor.name, counts.get(actor.pk, 0), actor.slug in chosen, actor)

    roots, weights = {}, {}
    for actor in sorted(people, key=lambda actor: (-every.get(actor.pk, 0), actor.name)):
        root = actor.part_of or actor
        roots.setdefault(root.pk, choice(root, together))
        weights[root.slug] = weights.get(root.slug, 0) + every.get(actor.pk, 0)
        if actor.part_of_id:
            roots[root.pk].parts.append(choice(actor, alone))
    return sorted(roots.values(), key=lambda root: (-weights[root.value], root.label))
