"""What uses a name: asked before one is deleted."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from timeline.models import Account, Actor, Edition, EditionActor, EditionSource, Report, Source
from timeline.models.editions import EditionQuerySet

SHOWN = 50


def of(name: Actor | Report | Source) -> list[str]:
    """Sentences naming what uses an actor, source or report; the first fifty of each kind, none if nothing does."""
    finders: dict[type[Any], Callable[[Any], Iterator[str]]] = {Actor: of_actor, Source: of_source, Report: of_report}
    return list(finders[type(name)](name))


def of_actor(actor: Actor) -> Iterator[str]:
    for part in actor.participations.select_related("event")[:SHOWN]:
        yield said(part.event, part.get_role_display())
    for party in actor.parties.select_related("countermeasure")[:SHOWN]:
        yield said(party.countermeasure, party.get_part_display())
    for position in actor.positions.all()[:SHOWN]:
        yield said(position)
    for member in actor.parts.all()[:SHOWN]:
        yield said(member, _("part of it"))
    for side in actor.side_set.select_related("crisis"):
        yield said(side.crisis, _("a side of it"))
    yield from once_shown(Edition.objects.filter(pk__in=EditionActor.objects.filter(actor=actor).values("edition")))


def of_source(source: Source) -> Iterator[str]:
    for report in source.reports.all()[:SHOWN]:
        yield said(report)
    yield from once_shown(Edition.objects.filter(pk__in=EditionSource.objects.filter(source=source).values("edition")))


def of_report(report: Report) -> Iterator[str]:
    resting = Account.objects.filter(Q(report=report) | Q(relayed_from=report))
    for account in resting.select_related("event", "countermeasure", "position__actor")[:SHOWN]:
        yield said(account.event or account.countermeasure or account.position)


def said(row: Any, how: str = "") -> str:
    label = f"{row._meta.verbose_name}: {row}"
    return f"{label} ({how})" if how else label


def once_shown(editions: EditionQuerySet) -> Iterator[str]:
    """Readers have seen it, and may ask for that moment again."""
    entries = editions.order_by().values("entry").distinct().count()
    if entries:
        yield _("%(count)d published entries, as readers have seen them") % {"count": entries}
