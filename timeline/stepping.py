"""What a step takes from its countermeasure: its date where no source gives one, its headline, who takes part."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from timeline import dates
from timeline.dates import When
from timeline.models import Account, Countermeasure, Event, Participation, Party, Stage
from timeline.writing import ACCOUNT_FIELDS

COPIED = ("report", "relayed_from", *ACCOUNT_FIELDS)


def bounded(first: int | None, last: int | None) -> When:
    """The date of a step that no source dates: from the first day of the event it answers to the day of the report.

    Day numbers; None where one is not known. Without either, or where they contradict each other, no date.
    """
    if (first is None and last is None) or (first is not None and last is not None and first > last):
        return dates.UNDATED
    start, end = ("" if day is None else dates.iso(day) or "" for day in (first, last))
    return dates.parse_edtf(start if start == end else f"[{start}..{end}]")


def headline(title: str, stage: str) -> str:
    """The headline of a step until somebody writes a better one."""
    return _("{title}: {stage}").format(title=title, stage=str(Stage(stage).label).lower())[:300]


def participants(step: Event, parties: Iterable[Party]) -> list[Participation]:
    """Who takes part in a step of a countermeasure with these parties, as unsaved rows."""
    roles: dict[str, str] = {
        Party.Side.IMPOSES: Participation.Role.ACTS,
        Party.Side.AIMED_AT: Participation.Role.TOWARDS,
    }
    return [Participation(event=step, actor=party.actor, role=roles[party.part]) for party in parties]


def first_account(countermeasure: Countermeasure) -> Account | None:
    """The account of the earliest step that has one."""
    accounts = Account.objects.filter(event__countermeasure=countermeasure)
    return accounts.order_by("event__first_day", "event__pk", "order", "pk").first()


def copied_account(account: Account, countermeasure: Countermeasure) -> Account:
    """That account as one of the countermeasure itself; the one it has already, if it says the same."""
    said = {name: getattr(account, name) for name in COPIED}
    same = countermeasure.accounts.filter(report=account.report, says=account.says).first()
    return same or Account.objects.create(countermeasure=countermeasure, order=countermeasure.accounts.count(), **said)
