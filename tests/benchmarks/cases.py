"""What is asked, and which ratio to a plain view is aimed at."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count

CRISIS = "/bench/"
FRAGMENT = {"HX-Request": "true", "HX-Target": "answer", "HX-Current-URL": "http://localhost/bench/"}
MORE = FRAGMENT | {"HX-Target": "entries"}
UNPACKED = {"Accept-Encoding": "identity"}
PACKED = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True)
class Case:
    """`path` is an address, or a function that gives another one each time from what is known of the crisis."""

    name: str
    path: str | Callable
    goal: float | None = None
    headers: dict = field(default_factory=dict)
    grows: float | None = None  # growth aimed at, from the smallest crisis to the largest
    known: bool = False  # the client sends back the ETag it got before
    after_change: bool = False  # another process corrects an event before each request
    expect: tuple = (200,)

    def address(self, facts):
        return self.path(facts) if callable(self.path) else self.path.format(**facts)


NUMBERS = count(int.from_bytes(os.urandom(2)))  # so that no run asks what another has asked


def never(text):
    """Another question each time: as costly, since only the day it begins with differs."""

    def path(facts):
        day = date(2019, 6, 1) + timedelta(days=next(NUMBERS) % 1200)
        hour = next(NUMBERS)
        return text.format(**facts, day=day.isoformat(), last=(date(2025, 11, 20) - timedelta(days=hour % 400)))

    return path


FOUR = ("kind=statement", "actor={actor}", "certainty=confirmed", "source={source}")
UNSEEN = CRISIS + "?kind=statement&from={day}&to={last}"

CASES = [
    Case("hello", "/hello"),
    Case("hello, gzip", "/hello", headers=PACKED),
    # Asked before: the answer is known, or can be put together from what is.
    Case("first page", CRISIS, 3, grows=1.5),
    Case("first page, gzip", CRISIS, headers=PACKED),
    Case("filtered page", CRISIS + "?kind=statement", 3, grows=1.5),
    Case("its fragment", CRISIS + "?kind=statement", 2, headers=FRAGMENT),
    Case("load more", CRISIS + "?after={cursor_30}", 2, headers=MORE),
    Case("deep page, 90 %", CRISIS + "?after={cursor_deep}", 3, grows=1.5),
    Case("304", CRISIS, 2, known=True),
    Case("304, filtered", CRISIS + "?kind=statement", 2, known=True),
    Case("304, live", CRISIS + "live/?since={moment}", 2, known=True, expect=(200, 204, 304)),
    # Never asked before.
    Case("filtered page, unseen", never(UNSEEN), 12),
    Case("its fragment, unseen", never(UNSEEN), 8, headers=FRAGMENT),
    Case("1 filter, unseen", never(CRISIS + "?from={day}"), 12),
    *(
        Case(f"{n} filters, unseen", never(CRISIS + "?from={day}&" + "&".join(FOUR[: n - 1])), 12, grows=1.5)
        for n in (2, 3, 4)
    ),
    Case("deep page, unseen", never(CRISIS + "?after={cursor_deep}&from={day}"), 12),
    Case("first page after a change", CRISIS, 12, after_change=True),
    Case("search, common", never(CRISIS + "?q=talks&from={day}")),
    Case("search, rare", never(CRISIS + "?q=quixotry&from={day}")),
    Case("search, absent", never(CRISIS + "?q=zyzzyva&from={day}")),
    Case("search, two signs", never(CRISIS + "?q=%E5%A4%A7%E4%BD%BF&from={day}")),
    # Other views and pages.
    Case("lanes", CRISIS + "?view=lanes", 6),
    Case("ledger", CRISIS + "?view=ledger", 6),
    Case("table", CRISIS + "?view=table", 6),
    Case("lanes, unseen", never(CRISIS + "?view=lanes&from={day}")),
    Case("ledger, unseen", never(CRISIS + "?view=ledger&from={day}")),
    Case("table, unseen", never(CRISIS + "?view=table&from={day}")),
    Case("event page", CRISIS + "events/event-{half}/", 6),
    Case("event page, unseen", lambda facts: f"{CRISIS}events/event-{next(NUMBERS) % facts['events'] + 1}/", 6),
    Case("tracker", CRISIS + "countermeasures/", 6),
    Case("tracker on a day, unseen", never(CRISIS + "countermeasures/?on={day}")),
    Case("countermeasure", CRISIS + "countermeasures/measure-1/", 6),
    Case("actor", CRISIS + "actors/{actor}/"),
    Case("source", CRISIS + "sources/{source}/"),
    Case("changes", CRISIS + "changes/"),
    Case("moment in the past", CRISIS + "?asof={moment}"),
    Case("embed", CRISIS + "embed/"),
    Case("home", "/"),
    Case("in Chinese", "/zh-hans" + CRISIS, 3),
    # Data.
    Case("API, events", "/api/v1/events?crisis=bench"),
    Case("API, one event", "/api/v1/events/{event}"),
    Case("API, countermeasures", "/api/v1/countermeasures?crisis=bench"),
    Case("feed, Atom", CRISIS + "feed.atom"),
    Case("feed, JSON", CRISIS + "feed.json"),
    Case("calendar, filtered", CRISIS + "calendar.ics?key=1"),
    Case("export, JSON", CRISIS + "export.json"),
    Case("export, CSV", CRISIS + "export.csv"),
    Case("export, countermeasures", CRISIS + "countermeasures.csv"),
    Case("export, TimelineJS, filtered", CRISIS + "timelinejs.json?key=1"),
]
