"""Merging: two entries turn out to be one."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from timeline.models import FOREVER, Crisis, Edition, Version
from timeline.versions import keep

from .checks import require
from .ending import end
from .showing import publish


@transaction.atomic
def merge(event, survivor, *, by, reason):
    """Move an event's accounts, participants and links to another, which its id and addresses lead to from now on."""
    require(by, "publish")
    refuse_unlike(event, survivor)
    Crisis.locked(survivor.crisis_id)
    was_shown = Edition.objects.of(event).filter(shown_until=FOREVER).exists()
    keep(event, by=by, deed=Version.Deed.MERGED, why=reason)
    now = timezone.now()
    end(event, now, reason, Edition.Ended.MERGED)
    Edition.objects.filter(entry=event.public_id).update(survivor=survivor.public_id)
    Edition.objects.filter(survivor=event.public_id).update(survivor=survivor.public_id)
    move_accounts(event, survivor)
    move_participations(event, survivor)
    event.pictures.update(event=survivor)
    move_links(event, survivor)
    event.delete()
    keep(survivor, by=by, deed=Version.Deed.MERGED, why=reason)
    if was_shown:
        publish(survivor, by=by, reason=reason)
    return survivor


def refuse_unlike(event, survivor):
    if event.pk == survivor.pk or event.crisis_id != survivor.crisis_id:
        raise ValidationError(_("Two different events of one crisis can be merged."))
    if event.countermeasure_id != survivor.countermeasure_id:
        raise ValidationError(_("A step merges only with a step of the same countermeasure."))
    shown = Edition.objects.of(event).filter(shown_until=FOREVER)
    if shown.exists() and not Edition.objects.of(survivor).filter(shown_until=FOREVER).exists():
        raise ValidationError(_("Readers can see “%(event)s”. Publish the one that stays first.") % {"event": event})


def move_accounts(event, survivor):
    after = next_order(survivor.accounts)
    points = {point.label: point for point in survivor.points.all()}
    for point in event.points.all():
        if point.label not in points:
            point.event, point.order = survivor, next_order(survivor.points)
            point.save()
        else:
            point.answers.update(point=points[point.label])
    for order, account in enumerate(event.accounts.all(), start=after):
        account.event, account.order = survivor, order
        account.save()


def move_participations(event, survivor):
    for part in event.participations.all():
        if not survivor.participations.filter(actor=part.actor, role=part.role).exists():
            part.event, part.order = survivor, next_order(survivor.participations)
            part.save()


def move_links(event, survivor):
    """Links and responses keep their meaning; one the survivor has already, or to itself, is dropped."""
    for link in event.links.all():
        if link.to_id != survivor.pk and not survivor.links.filter(to=link.to, relation=link.relation).exists():
            link.event = survivor
            link.save()
    for link in event.links_here.all():
        if link.event_id != survivor.pk and not link.event.links.filter(to=survivor, relation=link.relation).exists():
            link.to = survivor
            link.save()
    for response in event.responses.all():
        if survivor.responses.filter(countermeasure=response.countermeasure).exists():
            response.delete()
        else:
            response.event = survivor
            response.save()


def next_order(rows):
    return (rows.aggregate(last=Max("order"))["last"] or 0) + 1
