"""What a query string asks for. Every page, feed, export, API answer, count and embed begins with this one object."""

import base64
import binascii
import struct
from collections.abc import Callable, Collection, Container, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeAlias
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from timeline import dates
from timeline.arrays import give_back
from timeline.lookups import editions_with
from timeline.models import Actor, Certainty, Countermeasure, Crisis, Edition, Event, Participation, Source, Stage
from timeline.models.editions import EditionQuerySet
from timeline.searching import Search
from timeline.selecting import Selected
from timeline.states import State

ROLES = (Participation.Role.ACTS, Participation.Role.TOWARDS, Participation.Role.WITH)
VIEWS = ("list", "lanes", "table", "ledger")
SORTS = ("when", "headline", "kind", "certainty", "sources")
KEY_MOMENTS = "1"
PASSING = frozenset({"after", "since"})  # where a reader is, not what is asked: a link to elsewhere drops them
FEW = 1000  # editions with a word; of more, the first page is found sooner in order than by the index
MANY_VALUES = 60  # values of one key that are read; a longer list is refused, so that no query grows without end


Read: TypeAlias = Callable[[str, Any], Any]
"""Reads a value of a key in a crisis. Raises Refused."""
Narrow: TypeAlias = Callable[["TimelineFilter", EditionQuerySet, Container[object]], EditionQuerySet]
"""Leaves out the editions that a key does not ask for."""


class Refused(ValueError):
    """A value that a key does not take; the text says what it takes."""


@dataclass(frozen=True)
class Refusal:
    key: str
    value: str
    allowed: str


@dataclass(frozen=True)
class Key:
    """One query key: how a value is read, and whether it may stand more than once."""

    read: Read
    many: bool = False
    default: Any = ""


def one_of(*values: str) -> Read:
    def read(text: str, _crisis: Crisis | None) -> str:
        if text not in values:
            raise Refused(format_lazy(_("one of: {values}"), values=", ".join(values)))
        return str(text)

    return read


def known(model: type[Actor | Source]) -> Read:
    """A slug of that model; a slug nobody has is refused, so that a mistyped link says so."""

    def read(text: str, _crisis: Crisis | None) -> str:
        if len(text) > 80 or "\x00" in text or not model.objects.filter(slug=text).exists():
            raise Refused(_("an address of this site, such as those in the list of choices"))
        return text

    return read


def read_day(text: str, crisis: Crisis | None) -> str:
    """An ISO day from links, or what readers type: 27/10/2025, 27 October 2025. Kept as ISO."""
    try:
        when = dates.read(text, day_first=crisis.day_first if crisis else True)
    except dates.DateRefused as refused:
        raise Refused(str(refused)) from None
    day = dates.iso(when.first)
    if when.precision not in ("day", "time") or day is None:
        raise Refused(_("a day, such as 2025-11-25 or 25 November 2025"))
    return day


def read_moment(text: str, _crisis: Crisis | None) -> datetime:
    """An ISO moment; without a zone it is UTC, without a time the end of that day. One to come is refused."""
    try:
        moment = parse_datetime(text) or datetime.fromisoformat(f"{text}T23:59:59+00:00")
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        raise Refused(_("a moment, such as 2025-11-27T12:00Z")) from None
    if moment > timezone.now() and len(text) > 10:
        raise Refused(_("a moment that has passed"))
    return min(moment, timezone.now())


def read_cursor(text: str, _crisis: Crisis | None) -> bytes:
    """A place in the order, as `cursor_of` writes it."""
    try:
        place = base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (ValueError, binascii.Error):
        place = b""
    if len(place) != struct.calcsize(">BQBHQI") + 12:
        raise Refused(_("a link made by this site"))
    return place


def cursor_of(place: bytes) -> str:
    return base64.urlsafe_b64encode(bytes(place)).rstrip(b"=").decode()


def read_search(text: str, _crisis: Crisis | None) -> Search | None:
    search = Search(text)
    return search if not search.empty else None


def plain(text: str, _crisis: Crisis | None) -> str:
    return text[:200]


KEYS = {
    "q": Key(read_search),
    "actor": Key(known(Actor), many=True),
    "role": Key(one_of(*ROLES), many=True),
    "kind": Key(one_of(*Event.Kind.values), many=True),
    "measure": Key(one_of(*Countermeasure.Type.values), many=True),
    "stage": Key(one_of(*Stage.values), many=True),
    "certainty": Key(one_of(*Certainty.values), many=True),
    "source": Key(known(Source), many=True),
    "from": Key(read_day),
    "to": Key(read_day),
    "dates": Key(one_of("inside")),
    "key": Key(one_of(KEY_MOMENTS)),
    "asof": Key(read_moment),
    "order": Key(one_of("newest", "oldest"), default="newest"),
    "view": Key(one_of(*VIEWS), default="list"),
    "on": Key(read_day),
    "left": Key(known(Actor)),
    "right": Key(known(Actor)),
    "sort": Key(one_of(*SORTS), default="when"),
    "zoom": Key(known(Actor)),
    "since": Key(read_moment),
    "after": Key(read_cursor),
}
NARROWING = ("q", "actor", "role", "kind", "measure", "stage", "certainty", "source", "from", "to", "dates", "key")


class TimelineFilter:
    """A query string read: valid values, refused ones, and the same question as a canonical query string.

    `data` is a QueryDict; each value is judged alone, so that one bad value spoils no good one. With the `state` of the
    crisis, what is counted under other filters of the same state need not be fetched again.
    """

    def __init__(self, data: QueryDict, crisis: Any, *, keys: Iterable[str] = KEYS, state: State | None = None) -> None:
        self.crisis, self.state = crisis, state
        self.chosen: dict[str, list[Any]] = {}
        self.refused: list[Refusal] = []
        for name in keys:
            self.read(name, data)
        self.drop_reversed_range()
        self.drop_second_of_same_side()

    def read(self, name: str, data: QueryDict) -> None:
        key = KEYS[name]
        texts = [text for text in data.getlist(name) if text.strip()]
        for text in self.not_too_many(name, texts) if key.many else texts[-1:]:
            try:
                value = key.read(text.strip(), self.crisis)
            except Refused as refused:
                self.refused.append(Refusal(name, text[:200], str(refused)))
                continue
            if value is not None and value != key.default and value not in self.chosen.get(name, ()):
                self.chosen.setdefault(name, []).append(value)

    def not_too_many(self, name: str, texts: list[str]) -> list[str]:
        """What is beyond is not even looked up."""
        texts = list(dict.fromkeys(texts))
        if len(texts) > MANY_VALUES:
            self.refused.append(Refusal(name, "…", str(format_lazy(_("at most {n} values"), n=MANY_VALUES))))
        return texts[:MANY_VALUES]

    def drop_reversed_range(self) -> None:
        first, last = self.days
        if first is not None and last is not None and first > last:
            spoilt = f"{self.value('from')} – {self.value('to')}"
            self.refused.append(Refusal("from", spoilt, str(_("a first day that is not after the last"))))
            del self.chosen["from"], self.chosen["to"]

    def drop_second_of_same_side(self) -> None:
        if self.chosen.get("left") and self.chosen.get("left") == self.chosen.get("right"):
            self.refused.append(Refusal("right", self.value("right"), str(_("another actor than the first side"))))
            del self.chosen["right"]

    def value(self, name: str) -> Any:
        """The one value of a key that takes one, or its default."""
        return self.chosen.get(name, [KEYS[name].default])[0]

    @property
    def days(self) -> tuple[int | None, int | None]:
        """First and last day asked for, as day numbers; None where open."""
        first, last = (dates.day_of(day) if (day := self.value(name)) else None for name in ("from", "to"))
        return first, last

    @property
    def moment(self) -> datetime | None:
        """The moment the reader looks from; None is now."""
        return self.value("asof") or None

    @property
    def since(self) -> datetime | None:
        """The moment after which things are new to the reader, or None."""
        return self.value("since") or None

    @property
    def order(self) -> str:
        return self.value("order")

    @property
    def cursor(self) -> bytes | None:
        return self.value("after") or None

    @property
    def narrows(self) -> bool:
        """Whether anything is asked that leaves entries out."""
        return any(name in self.chosen for name in NARROWING)

    def shown(self) -> EditionQuerySet:
        """Every edition of the crisis that the public saw at the moment asked for."""
        return Edition.objects.shown(self.moment).filter(crisis=self.crisis)

    def entries(self, *, without: Container[object] = ()) -> EditionQuerySet:
        """The events that pass every key, those named in `without` apart; in no order yet."""
        return self.narrowed(self.shown().events(), without=without)

    def narrowed(self, editions: EditionQuerySet, *, without: Container[object] = ()) -> EditionQuerySet:
        """Those of the editions, shown or not, that pass every key but those named in `without`."""
        for narrow, keys in NARROW.items():
            if any(key in self.chosen for key in keys if key not in without):
                editions = narrow(self, editions, without)
        return editions

    @cached_property
    def selected(self) -> Selected:
        """The same entries as rows of columns in memory, where they are counted many ways."""
        return Selected(self)

    def let_go(self) -> None:
        """Columns are large, and a request stays until garbage is collected, long after its answer."""
        selected = self.__dict__.pop("selected", None)
        if selected and selected.made_columns:
            give_back()

    def page(self, size: int) -> tuple[list[Edition], int]:
        """One page of editions in order, and how many follow it."""
        pks, following = self.selected.page(size)
        found = Edition.objects.without_words().in_bulk(pks)
        return [found[pk] for pk in pks], following

    @cached_property
    def actor_keys(self) -> set[int]:
        """The chosen actors and, where one is a state, its people and bodies: primary keys."""
        chosen = Actor.objects.filter(slug__in=self.chosen.get("actor", ()))
        return set(Actor.objects.filter(Q(pk__in=chosen) | Q(part_of__in=chosen)).values_list("pk", flat=True))

    @cached_property
    def source_keys(self) -> set[int]:
        return set(Source.objects.filter(slug__in=self.chosen.get("source", ())).values_list("pk", flat=True))

    def pairs(
        self, *, without: Container[object] = (), extra: Iterable[tuple[str, str]] = ()
    ) -> Iterator[tuple[str, str]]:
        """The question in canonical order, as (key, text); `without` names keys or (key, value) pairs to leave out."""
        for name in KEYS:
            if name in without or name in dict(extra):
                continue
            for value in sorted(written(value) for value in self.chosen.get(name, ())):
                if (name, value) not in without:
                    yield name, value
        yield from ((name, value) for name, value in extra if value and value != KEYS[name].default)

    def query(self, *, without: Collection[object] = (), **extra: Any) -> str:
        """The canonical query string with its question mark. A changed question starts at the first page."""
        without = {*without, *(PASSING - extra.keys())}
        pairs = sorted(
            self.pairs(without=without, extra=tuple(extra.items())), key=lambda pair: list(KEYS).index(pair[0])
        )
        return "?" + urlencode(pairs) if pairs else "?"


def written(value: Any) -> str:
    """A value as it stands in an address."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ").replace(".000000Z", "Z")
    if isinstance(value, bytes):
        return cursor_of(value)
    return value.text if isinstance(value, Search) else value


def by_words(search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
    asked = search.value("q")
    found = editions_with([term for term in asked if not term.excluded], most=FEW + 1)
    if found is not None and len(found) <= FEW:
        editions = editions.filter(pk__in=found)
    return editions.filter(asked.conditions())


def by_participation(search: TimelineFilter, editions: EditionQuerySet, without: Container[object]) -> EditionQuerySet:
    actors = search.actor_keys if "actor" in search.chosen and "actor" not in without else None
    roles = search.chosen.get("role") if "role" not in without else None
    return editions.involving(actors, roles)


def by_column(name: str) -> Narrow:
    def narrow(search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
        return editions.filter(**{f"{name}__in": search.chosen[name]})

    return narrow


def by_measure(search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
    measures = search.shown().countermeasures().filter(measure__in=search.chosen["measure"])
    return editions.filter(parent__in=measures.values("entry"))


def by_source(search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
    return editions.resting_on(search.source_keys)


def by_days(search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
    first, last = search.days
    if first is None and last is None:
        return editions
    narrow = editions.wholly_between if search.value("dates") == "inside" else editions.possibly_between
    return narrow(first, last).filter(undated=False)


def by_key_moment(_search: TimelineFilter, editions: EditionQuerySet, _without: Container[object]) -> EditionQuerySet:
    return editions.filter(key_moment=True)


NARROW = {
    by_words: ("q",),
    by_participation: ("actor", "role"),
    by_column("kind"): ("kind",),
    by_measure: ("measure",),
    by_column("stage"): ("stage",),
    by_column("certainty"): ("certainty",),
    by_source: ("source",),
    by_days: ("from", "to"),
    by_key_moment: ("key",),
}
