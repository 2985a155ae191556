"""Events that may be one and the same: of days that overlap, with an actor in common and similar words.

Of the same kind and with the same participants, two words in common are enough. Chinese and Japanese have no spaces:
there each two signs that follow one another are taken for half a word.
"""

from django.db.models import QuerySet

from timeline import searching
from timeline.models import Event, Participation

ALIKE = 0.3  # of the words of both headlines, how many stand in both
SHORTEST = 3


def like(event: Event) -> list[Event]:
    """Other events of the crisis that may tell of the same thing, those with most words in common first."""
    if event.when.undated:
        return []
    words, who = words_of(event), people_of(event)
    found = [(likeness(words, words_of(other)), other) for other in candidates(event) if not apart(event, other)]
    alike = [
        (degree, other)
        for degree, other in found
        if degree >= ALIKE
        or (other.kind == event.kind and people_of(other) == who and weight(words & words_of(other)) > 1)
    ]
    return [other for _degree, other in sorted(alike, key=lambda pair: (-pair[0], pair[1].pk))]


def people_of(event: Event) -> set[int]:
    """Who takes part, whatever the role: one desk’s “acts” is another’s “with”."""
    return {part.actor_id for part in event.participations.all() if part.role != Participation.Role.MENTIONED}


def candidates(event: Event) -> QuerySet[Event]:
    others = Event.objects.filter(crisis=event.crisis_id).exclude(pk=event.pk).exclude(state=Event.State.WITHDRAWN)
    others = others.filter(first_day__lte=event.last_day, last_day__gte=event.first_day).exclude(edtf="")
    actors = event.participations.values("actor")
    return others.filter(participations__actor__in=actors).distinct().prefetch_related("participations")


def apart(event: Event, other: Event) -> bool:
    """Two stages of one countermeasure are two things, however alike their words."""
    return event.countermeasure_id == other.countermeasure_id is not None and event.stage != other.stage


def words_of(event: Event) -> set[str]:
    return {piece for token in searching.tokens(event.headline) for piece in pieces(token)}


def pieces(token: str) -> list[str]:
    """The word, unless it is too short to tell anything; of a run without spaces its pairs of signs."""
    if not searching.RUN.match(token):
        return [token] if len(token) >= SHORTEST else []
    return [token[at : at + 2] for at in range(max(1, len(token) - 1))]


def weight(words: set[str]) -> float:
    return sum(0.5 if searching.RUN.match(word) else 1 for word in words)


def likeness(some: set[str], others: set[str]) -> float:
    return len(some & others) / len(some | others) if some and others else 0
