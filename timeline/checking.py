"""What an editor should look at before an entry is shown: each finding names the field to mend.

A block keeps an entry from being shown; a warning can be overridden with a reason that stays in its history.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from timeline import dates
from timeline.lives import BEGINS, ENDS
from timeline.models import Account, Certainty, Countermeasure, Crisis, Event, Noun, Position, WorkingEntry
from timeline.publishing import problems_of
from timeline.reading import groups_of_origin
from timeline.records import PREFETCH, fresh, noun_of, record_of
from timeline.suspects import STALE_DAYS, WEEKDAYS, suspects

MOST = 200  # entries that are looked at for one list, however many a crisis has
CONTRARY = ({Account.Stance.ASSERTS, Account.Stance.CONFIRMS}, {Account.Stance.DENIES})


@dataclass(frozen=True)
class Finding:
    """What is amiss, in a sentence; `field` is the form field to mend, `code` stays the same in every language."""

    code: str
    field: str
    text: str
    blocks: bool = False


def findings(entry: WorkingEntry) -> list[Finding]:
    """Everything the desk should look at in a working copy."""
    return found_in(fresh(entry))


def found_in(entry: WorkingEntry) -> list[Finding]:
    """The same for an entry that has all its record reads, so that many cost no queries of their own."""
    found = [Finding("cannot-show", "accounts", text, blocks=True) for text in problems_of(entry)]
    return [*found, *CHECKS[noun_of(entry)](entry)]


def event_findings(event: Event) -> Iterator[Finding]:
    yield from weekday_contradicts(event)
    yield from rests_on_one_unnamed(event)
    yield from contradicted_but_not_disputed(event)
    yield from pictures_unseen(event)
    if event.countermeasure:
        yield from before_its_trigger(event)
        yield from out_of_order(event)


def weekday_contradicts(event: Event) -> Iterator[Finding]:
    """A weekday in the headline or summary that the exact date does not fall on."""
    when = event.when
    if when.precision not in ("day", "time"):
        return
    is_on = WEEKDAYS[(when.first - 1) % 7]
    for name in ("headline", "summary"):
        said = re.findall(rf"\b({'|'.join(WEEKDAYS)})\b", getattr(event, name).lower())
        if said and is_on not in said:
            names = {"said": said[0].capitalize(), "date": dates.wording(when), "is_on": is_on.capitalize()}
            yield Finding("weekday", name, _("It says %(said)s, but %(date)s is a %(is_on)s.") % names)


def rests_on_one_unnamed(event: Event) -> Iterator[Finding]:
    accounts = record_of(event)["accounts"]
    unnamed = all(account["attribution"] == Account.Attribution.UNNAMED for account in accounts)
    if accounts and unnamed and len(groups_of_origin(accounts)) == 1:
        yield Finding("single-unnamed", "accounts", _("It rests on unnamed sources of a single report."))


def contradicted_but_not_disputed(event: Event) -> Iterator[Finding]:
    stances = {account.response for account in event.accounts.all()}
    judged = {event.certainty, *(point.certainty for point in event.points.all())}
    if all(stances & side for side in CONTRARY) and Certainty.DISPUTED not in judged:
        yield Finding("contradiction", "certainty", _("One account denies what another says, yet nothing is disputed."))


def pictures_unseen(event: Event) -> Iterator[Finding]:
    if any(not picture.alt.strip() for picture in event.pictures.all()):
        yield Finding("alt", "pictures", _("Say what the picture shows, for those who do not see it."), blocks=True)


def before_its_trigger(step: Event) -> Iterator[Finding]:
    for response in step.countermeasure.responses.all() if step.countermeasure else ():
        if step.last_day < response.event.first_day:
            names = {"event": response.event}
            yield Finding("before-trigger", "when", _("It comes before what it answers, “%(event)s”.") % names)


def out_of_order(step: Event) -> Iterator[Finding]:
    """A stage that its neighbours make impossible: in force before it was announced, ended before it began."""
    steps = step.countermeasure.steps.all() if step.countermeasure else ()
    others = [other for other in steps if other.pk != step.pk]
    announced = [other for other in others if other.stage == "announced"]
    if step.stage == "in-force" and announced and all(step.last_day < other.first_day for other in announced):
        yield Finding("in-force-early", "when", _("It is in force before it was announced."))
    began = [other for other in others if other.stage in BEGINS]
    if step.stage in ENDS and began and all(step.last_day < other.first_day for other in began):
        yield Finding("end-early", "when", _("It ends before it began."))


def countermeasure_findings(countermeasure: Countermeasure) -> Iterator[Finding]:
    for step in countermeasure.steps.all():
        for finding in (*before_its_trigger(step), *out_of_order(step)):
            yield Finding(finding.code, "steps", f"{step.headline}: {finding.text}")
    if not countermeasure.responses.all():
        yield Finding("answers-nothing", "answers", _("It does not say what it answers."))
    yield from not_checked_lately(countermeasure)


def not_checked_lately(countermeasure: Countermeasure) -> Iterator[Finding]:
    checked = countermeasure.checked
    if ended(countermeasure):
        return
    if checked is None:
        yield Finding("never-checked", "checked", _("Nobody has checked whether it still stands."))
    elif checked < timezone.localdate() - timedelta(days=STALE_DAYS):
        yield Finding(
            "stale", "checked", _("Not checked since %(day)s.") % {"day": dates.wording(dates.read(str(checked)))}
        )


def ended(countermeasure: Countermeasure) -> bool:
    last = max(countermeasure.steps.all(), key=lambda step: (step.first_day, step.order), default=None)
    return last is not None and last.stage in ENDS


def position_findings(_position: Position) -> Iterator[Finding]:
    yield from ()


CHECKS: dict[str, Callable[[Any], Iterator[Finding]]] = {
    Noun.EVENT: event_findings,
    Noun.COUNTERMEASURE: countermeasure_findings,
    Noun.POSITION: position_findings,
}


# What the checks read beside the record.
BESIDE = {
    Noun.EVENT: ["countermeasure__responses__event", "countermeasure__steps"],
    Noun.COUNTERMEASURE: ["steps__accounts"],
    Noun.POSITION: [],
}


@dataclass(frozen=True)
class ToMend:
    """Entries with what was found in each, those that block first; `left` more have not been looked at yet."""

    found: list[tuple[WorkingEntry, list[Finding]]]
    left: int


def to_mend(crisis: Crisis) -> ToMend:
    """What is to be mended in a crisis, in a fixed number of queries; at most so many entries are looked at."""
    chosen, number = suspects(crisis, MOST)
    found = [(entry, some) for entry in read(chosen) if (some := found_in(entry))]
    return ToMend(sorted(found, key=lambda pair: -any(one.blocks for one in pair[1])), number - len(chosen))


def read(chosen: list[tuple[type[WorkingEntry], int]]) -> Iterator[WorkingEntry]:
    """Those entries, in their order, with all that the checks read."""
    entries = dict[tuple[type[WorkingEntry], int], WorkingEntry]()
    for noun, model in ((Noun.COUNTERMEASURE, Countermeasure), (Noun.EVENT, Event), (Noun.POSITION, Position)):
        rows = model.objects.filter(pk__in=[key for other, key in chosen if other is model])
        entries |= {(model, row.pk): row for row in rows.prefetch_related(*PREFETCH[noun], *BESIDE[noun])}
    return (entries[one] for one in chosen if one in entries)
