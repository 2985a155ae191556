"""Who acts and who reports in made-up crises: the same 120 actors and 60 sources in every one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.utils.text import slugify

from timeline.models import Actor, Source

from .ids import made_id
from .phrases import BODIES, FAMILY, GIVEN, OFFICES, ORGANISATIONS, PAPERS, SOURCE_KINDS, STATES


@dataclass(frozen=True)
class Cast:
    states: list[Actor]
    actors: list[Actor]  # the states too
    sources: list[Source]

    @property
    def keys(self) -> dict[str, int]:
        return {actor.public_id: actor.pk for actor in self.actors}


def gather() -> Cast:
    """The cast; those this desk already has under the same addresses are taken as they are."""
    states = kept(Actor, [state(name, *about) for name, about in STATES.items()])
    others = [other for number, home in enumerate(states) for other in parts_of(number, home)]
    others += [
        named(Actor, f"{name} of {home.name}", kind="organisation") for name in ORGANISATIONS[:2] for home in states
    ]
    sources = [source(home, paper, number) for number, (home, paper) in enumerate(product(STATES, PAPERS))]
    return Cast(states, states + kept(Actor, others), kept(Source, sources))


def state(name: str, country: str, _chinese: str, _people: str) -> Any:
    return named(Actor, name, kind="state", country=country)


def parts_of(number: int, home: Actor) -> Iterator[Actor]:
    """The ministries and the people of a state."""
    for body in BODIES:
        yield named(Actor, f"{home.name} {body}", kind="government", part_of=home)
    for place, office in enumerate(OFFICES):
        name = f"{GIVEN[(3 * number + place) % len(GIVEN)]} {FAMILY[(5 * number + place) % len(FAMILY)]}"
        person = named(Actor, name, kind="person", part_of=home, office=f"{office} of {home.name}")
        person.slug = slugify(f"{name} {home.name}")
        yield person


def source(home: str, paper: str, number: int) -> Any:
    made = named(Source, f"{home} {paper}", country=STATES[home][0], kind=SOURCE_KINDS[number % len(SOURCE_KINDS)])
    made.host = f"{made.slug}.example"
    return made


def named(model: type[Any], name: str, **fields: Any) -> Any:
    slug = slugify(name)
    return model(public_id=made_id(model.__name__, name, fields.get("office", "")), name=name, slug=slug, **fields)


def kept(model: type[Any], rows: list[Any]) -> list[Any]:
    held = {row.slug: row for row in model.objects.filter(slug__in=[row.slug for row in rows])}
    model.objects.bulk_create(row for row in rows if row.slug not in held)
    return [held.get(row.slug, row) for row in rows]
