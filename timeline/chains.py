"""What led to an event and what followed, as its links, the links to it and its countermeasure say."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from timeline.models import Basis, Link
from timeline.reading import Entry, Stub
from timeline.records import ANSWERS


@dataclass
class Linked:
    """An event in the chain, with how it is tied and who ties it; `here` is the event of the page itself."""

    entry: Stub
    ties: list[str]
    here: bool = False


def chain(entry: Entry) -> list[Linked]:
    """The event among those it is linked with, in order of time; empty if there are none."""
    linked: dict[str, Linked] = {}
    for stub, words in said(entry):
        linked.setdefault(stub.id, Linked(stub, [])).ties.append(words)
    linked.pop(entry.id, None)
    found = [*linked.values(), Linked(entry, [], here=True)] if linked else []
    return sorted(found, key=lambda one: bytes(one.entry.edition.oldest))


def said(entry: Entry) -> Iterator[tuple[Stub, str]]:
    """Each tie in words, whichever end names it: (event, “Led to this (reported)”)."""
    for tie in entry.links_here:
        yield tie.entry, with_basis(words_of(tie.relation, from_here=False), tie.basis)
    for tie in entry.links:
        yield tie.entry, with_basis(words_of(tie.relation, from_here=True), tie.basis)
    for tie in entry.parent.responds_to if entry.parent else ():
        yield tie.entry, with_basis(words_of(ANSWERS, from_here=True), tie.basis)


def words_of(relation: str, from_here: bool) -> str:
    """How an event is tied to the one of the page; `from_here` where the page's event names it."""
    return {
        (Link.Relation.LED_TO, False): _("Led to this"),
        (Link.Relation.LED_TO, True): _("This led to it"),
        (Link.Relation.PART_OF, False): _("Part of this"),
        (Link.Relation.PART_OF, True): _("This is part of it"),
        (Link.Relation.CORRECTS, False): _("Corrects this"),
        (Link.Relation.CORRECTS, True): _("This corrects it"),
        (ANSWERS, True): _("This countermeasure answers it"),
    }[relation, from_here]


def with_basis(words: str, basis: str) -> str:
    return _("{relation}: {basis}").format(relation=words, basis=str(Basis(basis).label).lower())
