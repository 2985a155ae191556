"""The records of made-up events, one after another in the order they were published."""

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

from timeline.dates import When
from timeline.importing.planting import BLANK_ACCOUNT, BLANK_EVENT
from timeline.models import Actor, Certainty, Participation, Record
from timeline.models.base import dated
from timeline.records import date_item
from timeline.seeding.cast import Cast

from .ids import made_id
from .phrases import (
    ACTS,
    FOREIGN,
    PLACES,
    POINTS,
    QUOTES,
    RARE,
    RARE_HAN,
    SENTENCES,
    STATES,
    STEPS,
    SUBJECTS,
)

BEGUN, NOW = datetime(2019, 1, 1, tzinfo=UTC), datetime(2025, 11, 20, tzinfo=UTC)
RECENT = 300  # reports further accounts may rest on, events a link may lead to
RARE_ENTRIES = 7
ATTRIBUTIONS = ("official", "on-record", "unnamed", "state-media", "document", "not-stated")


class Maker:
    """Makes the records of a crisis of so many events; asked for them in order, it makes the same each time."""

    def __init__(self, slug: str, events: int, cast: Cast) -> None:
        self.slug, self.events, self.cast = slug, events, cast
        self.chance = random.Random(slug)  # noqa: S311
        self.reports: list[dict[str, Any]] = []
        self.rare = {events * (2 * place + 1) // (2 * RARE_ENTRIES) for place in range(RARE_ENTRIES)}

    def moment(self, number: int) -> datetime:
        """When an event was first shown: they come the thicker the later."""
        along: float = ((number + 1) / self.events) ** 0.5
        return BEGUN + (NOW - BEGUN) * along

    def event(self, number: int, step: tuple[str, str] | None = None) -> Record:
        """The record of an event; `step` is the id of its countermeasure and the stage it brings."""
        chance = self.chance
        kind = "step" if step else chance.choice(list(ACTS))
        one, other = chance.sample(self.cast.states, 2)
        record = BLANK_EVENT | {
            "id": made_id(self.slug, "event", number),
            "kind": kind,
            "certainty": chance.choices(Certainty.values, (50, 20, 24, 6))[0],
            "significance": "key" if chance.random() < 0.02 else "normal",
            "developing": chance.random() < 0.01,
            "order": chance.choice((0, 0, 0, 0, 1, -1)),
            "date": date_item(self.when(number)),
            "actors": self.parts(kind, one, other),
            "place": chance.choice(PLACES),
            "countermeasure": step and step[0],
            "stage": step and step[1],
            "points": self.points(number),
            "pictures": [],
            "links": self.links(number),
        }
        record |= self.texts(number, kind, one.name, other.name)
        return record | {"accounts": self.accounts(number, record, other.name)}

    def when(self, number: int) -> When:
        """Most events have a day, some a time of day; the others are as vague as reports are."""
        chance = self.chance
        day = (self.moment(number) - timedelta(days=chance.choice((0, 0, 0, 1, 1, 2, 5)))).date()
        lot = chance.random()
        if lot < 0.7:
            return dated(day.isoformat())
        if lot < 0.82:
            return dated(day.isoformat(), minute=chance.randrange(1440), zone=chance.choice(("", "Asia/Tokyo", "UTC")))
        edtf, phrase = chance.choice(VAGUE)
        return dated(edtf.format(**days_around(day)), phrase=phrase)

    def parts(self, kind: str, one: Actor, other: Actor) -> list[dict[str, str]]:
        chance = self.chance
        roles = ("with", "with") if kind in ("call", "meeting") else ("acts", "towards")
        parts = list(zip((one, other), roles, strict=True))
        others = chance.sample(self.cast.actors, chance.choice((0, 0, 1, 1, 2)))
        parts += [(other, chance.choice(Participation.Role.values)) for other in others]
        once = dict.fromkeys((actor.public_id, role) for actor, role in parts)
        return [{"id": public_id, "role": role} for public_id, role in once]

    def points(self, number: int) -> list[dict[str, Any]]:
        if self.chance.random() > 0.05:
            return []
        labels = self.chance.sample(POINTS, 2)
        certainties = self.chance.choices(Certainty.values, k=2)
        return [
            {"id": made_id(self.slug, "point", number, order), "label": label, "certainty": sure, "order": order}
            for order, (label, sure) in enumerate(zip(labels, certainties, strict=True))
        ]

    def links(self, number: int) -> list[dict[str, Any]]:
        if number < RECENT or self.chance.random() > 0.08:
            return []
        to = made_id(self.slug, "event", number - self.chance.randint(1, RECENT))
        relation = self.chance.choices(("led-to", "part-of", "corrects"), (6, 3, 1))[0]
        return [{"to": to, "relation": relation, "basis": self.chance.choice(("stated", "reported", "desk"))}]

    def texts(self, number: int, kind: str, one: str, other: str) -> dict[str, str]:
        chance = self.chance
        names = {"a": one, "b": other, "subject": chance.choice(SUBJECTS)}
        if chance.random() < 0.3 and kind != "step":
            language, headline, summary = chance.choice(FOREIGN)
            if language == "zh-Hans":
                names |= {"a": STATES[one][1], "b": STATES[other][1]}
        else:
            language, headline = "en", STEPS if kind == "step" else ACTS[kind]
            summary = " ".join(chance.sample(SENTENCES, 2))
        body = " ".join(chance.sample(SENTENCES, 6)) if chance.random() < 0.15 else ""
        if number in self.rare:
            body = f"{RARE} {RARE_HAN} {body}".strip()
        return {
            "headline": headline.format(**names),
            "language": language,
            "summary": summary.format(**names),
            "body": body.format(**names),
        }

    def accounts(self, number: int, record: Record, other: str) -> list[dict[str, Any]]:
        chance = self.chance
        chosen = {}
        for place in range(chance.choices((1, 2, 3), (50, 35, 15))[0]):
            report = self.report(number, place, record)
            chosen[report["id"]] = report
        return [self.account(number, place, report, record, other) for place, report in enumerate(chosen.values())]

    def account(self, number: int, place: int, report: dict[str, Any], record: Record, other: str) -> dict[str, Any]:
        chance = self.chance
        quote, original, language = chance.choice(QUOTES) if chance.random() < 0.3 else ("", "", "")
        relayed = chance.choice(self.reports) if chance.random() < 0.1 else None
        return BLANK_ACCOUNT | {
            "id": made_id(self.slug, "account", number, place),
            "source": report["source"],
            "report": report,
            "attribution": chance.choice(ATTRIBUTIONS),
            "says": chance.choice(SENTENCES).format(b=other),
            "quote": quote,
            "quote_original": original,
            "quote_language": language,
            "response": chance.choices(("asserts", "confirms", "denies"), (8, 1, 1))[0],
            "relayed_from": relayed if relayed is not report else None,
            "answers": [
                {"point": point["id"], "text": chance.choice(SENTENCES).format(b=other)} for point in record["points"]
            ],
        }

    def report(self, number: int, place: int, record: Record) -> dict[str, Any]:
        """A new report, or one of the last that an account already rests on."""
        if self.reports and self.chance.random() < 0.4:
            return self.chance.choice(self.reports)
        source = self.chance.choice(self.cast.sources)
        day = self.moment(number).date()
        report = {
            "id": made_id(self.slug, "report", number, place),
            "source": source.public_id,
            "headline": record["headline"],
            "url": f"https://{source.host or 'news.example'}/{self.slug}/{number}-{place}",
            "archive_url": "",
            "authors": "",
            "language": record["language"],
            "published": day.isoformat(),
            "accessed": (day + timedelta(days=1)).isoformat(),
        }
        self.reports = [*self.reports[1 - RECENT :], report]
        return report


VAGUE = (
    *(("{month}", ""), ("{month}", "Late that month"), ("{day}~", ""), ("{month}?", "")),
    *(("[{monday}..{sunday}]", ""), ("{day}/{week}", ""), ("[..{day}]", ""), ("{day}/..", ""), ("{year}", "")),
    *(("{spring}", ""), ("{decade}X", ""), ("", ""), ("[{day},{after}]", ""), ("1979~/1985", ""), ("-0043", "")),
)


def days_around(day: date) -> dict[str, str]:
    monday = day - timedelta(days=day.weekday())
    return {
        "day": day.isoformat(),
        "monday": monday.isoformat(),
        "sunday": (monday + timedelta(days=6)).isoformat(),
        "after": (day + timedelta(days=2)).isoformat(),
        "week": (day + timedelta(days=6)).isoformat(),
        "month": day.isoformat()[:7],
        "year": str(day.year),
        "decade": str(day.year)[:3],
        "spring": f"{day.year}-21",
    }
