"""The countermeasures of made-up crises: which events are their steps, and what else is said of them."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from timeline.importing.planting import BLANK_ACCOUNT
from timeline.models import Actor, Countermeasure, Record
from timeline.seeding.entries import Maker

from .ids import made_id
from .phrases import QUOTES, SENTENCES, STANCES, SUBJECTS

FEWEST, MOST, ONE_IN = 8, 1000, 400  # countermeasures, and events for each
LIVES = (
    ("announced", "in-force", "widened"),
    ("announced", "in-force"),
    ("threatened", "announced", "in-force", "eased", "lifted"),
    ("notified", "in-force", "widened", "suspended", "in-force"),
    ("announced", "in-force", "expired"),
    ("announced", "refused"),
    ("threatened",),
    ("announced", "met"),
)


@dataclass
class Plan:
    """One countermeasure before it is made: the event each step is, and the event it answers, by number."""

    public_id: str
    steps: dict[int, str] = field(default_factory=dict)  # event number: stage
    answers: int = 0


def plans(slug: str, events: int, chance: Random) -> list[Plan]:
    """What countermeasures a crisis has; no event is a step of two."""
    taken, made = set(), []
    for place in range(min(MOST, max(FEWEST, events // ONE_IN), events // 4)):
        plan = Plan(made_id(slug, "countermeasure", place))
        number = chance.randrange(events)
        plan.answers = max(0, number - chance.randint(1, 20))
        for stage in chance.choice(LIVES):
            place_free = next((free for free in range(number, events) if free not in taken), None)
            if place_free is None:
                break
            taken.add(place_free)
            plan.steps[place_free] = stage
            number = place_free + chance.randint(1, max(2, events // 20))
        if plan.steps:
            made.append(plan)
    return made


def countermeasure(plan: Plan, place: int, maker: Maker, chance: Random) -> Record:
    """The record of a countermeasure, and the slug it has."""
    one, other = chance.sample(maker.cast.states, 2)
    subject = chance.choice(SUBJECTS)
    number = min(plan.steps)
    accounts = [account(plan.public_id, place, order, maker, chance) for order in range(chance.choice((1, 2)))]
    told = chance.random() < 0.5
    return {
        "id": plan.public_id,
        "slug": f"measure-{place + 1}",
        "title": f"{one.name}’s restriction on {subject} of {other.name}",
        "short_title": f"{subject} restriction"[:40],
        "summary": " ".join(chance.sample(SENTENCES, 2)).format(b=other.name),
        "type": chance.choice(Countermeasure.Type.values),
        "formality": chance.choice(("formal", "announced", "notified", "practice", None)),
        "imposed_by": [one.public_id],
        "aimed_at": [other.public_id],
        "responds_to": [
            {"event": made_id(maker.slug, "event", plan.answers), "basis": "reported", "account": accounts[0]["id"]}
        ]
        if plan.answers not in plan.steps
        else [],
        "checked": maker.moment(number).date().isoformat() if chance.random() < 0.7 else None,
        "stated_reason": "It protects public health." if told else None,
        "stated_reason_account": accounts[0]["id"] if told else None,
        "reported_motive": None,
        "reported_motive_account": None,
        "accounts": accounts,
    }


def position(actor: Actor, place: int, maker: Maker, chance: Random) -> Record:
    public_id = made_id(maker.slug, "position", place)
    text = chance.choice(STANCES).format(a=actor.name)
    accounts = [account(public_id, place, 0, maker, chance)]
    return {"id": public_id, "actor": actor.public_id, "text": text, "order": place, "accounts": accounts}


def account(owner: str, place: int, order: int, maker: Maker, chance: Random) -> dict[str, Any]:
    """An account that rests on one of the reports events rest on."""
    report = maker.reports[(7 * place + order) % len(maker.reports)]
    quote, original, language = chance.choice(QUOTES)
    return BLANK_ACCOUNT | {
        "id": made_id(owner, "account", order),
        "source": report["source"],
        "report": report,
        "attribution": "official",
        "says": chance.choice(SENTENCES).format(b="the other side"),
        "quote": quote,
        "quote_original": original,
        "quote_language": language,
    }
