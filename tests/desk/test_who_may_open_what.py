"""Every page of the desk, for every role: opened, or refused with 403, however it is asked for."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from tests.factories import CountermeasureFactory, EventFactory, PositionFactory, ReportFactory, shown, shown_event
from timeline import workflow
from timeline.models import Note, Sealed, Version
from timeline.notes import hand_over, settle, write_note
from timeline.publishing import lift_embargo, remove, stand_by
from timeline.versions import keep

pytestmark = pytest.mark.django_db

EVERYBODY = {"Reporter", "Editor", "Chief"}
EDITORS = {"Editor", "Chief"}
CHIEFS = {"Chief"}

OF_ENTRY = {
    "change": EVERYBODY,
    "history": EVERYBODY,
    "compare": EVERYBODY,
    "notes": EVERYBODY,
    "merge": EDITORS,
    "remove": CHIEFS,
}
OF_DESK = {
    "index": EVERYBODY,
    "notes": EVERYBODY,
    "deleted": EDITORS,
    "sealed": CHIEFS,
    "auth_user_changelist": CHIEFS,
    "auth_user_add": CHIEFS,
    "timeline_crisis_add": CHIEFS,
    "timeline_event_add": EVERYBODY,
    "timeline_report_changelist": EVERYBODY,
    "quick": EVERYBODY,
}
OF_LIST = {
    "handed-in": EDITORS,
    "alone": EDITORS,
    "taken-back": EDITORS,
    "notes": EVERYBODY,
    "returned": EVERYBODY,
    "scheduled": EVERYBODY,
    "latest": EVERYBODY,
}


def pages():
    """(address, who may open it) of every page."""
    for entry in (shown_event(), shown(CountermeasureFactory()), shown(PositionFactory())):
        noun = entry._meta.model_name
        keep(entry, by=None)
        for name, who in OF_ENTRY.items():
            yield reverse(f"admin:timeline_{noun}_{name}", args=[entry.pk]), who
        yield reverse(f"admin:timeline_{noun}_restore", args=[entry.pk, 1]), EDITORS
    event, report = EventFactory(), ReportFactory(embargo_until=timezone.now() + timedelta(days=1))
    for name in ("hold", "embargo", "lift"):
        yield reverse(f"admin:timeline_report_{name}", args=[report.pk]), EDITORS
    yield reverse("admin:mend", args=[event.crisis.slug]), EVERYBODY
    for name, who in OF_DESK.items():
        yield reverse(f"admin:{name}"), who
    for name, who in OF_LIST.items():
        yield reverse("admin:waiting", args=[name]), who
    gone = EventFactory()
    yield reverse("admin:bring-back", args=[keep(gone, by=None, deed=Version.Deed.DELETED).pk]), EDITORS
    sealed = remove(EventFactory(), by=None, ground="law")
    yield reverse("admin:sealed-copy", args=[sealed.pk]), CHIEFS
    gone.delete()


def test_each_page_opens_for_those_who_may_and_for_nobody_else(desk_of, client):
    found, wrong = list(pages()), []
    for role in sorted(EVERYBODY):
        mine = desk_of(role)
        wrong += [
            (role, address, answer.status_code)
            for address, who in found
            if (answer := mine.get(address)).status_code != (200 if role in who else 403)
        ]
    assert not wrong
    strangers = [address for address, _who in found if client.get(address).status_code != 302]
    assert not strangers


def test_what_is_posted_past_the_buttons_is_refused_to_a_reporter(desk_of, person):
    event, report = shown_event(headline="The call"), ReportFactory()
    note = Note.objects.create(crisis=event.crisis, text="Call", entry=event.public_id)
    other = shown_event(headline="Other")
    before = keep(event, by=None)
    sealed = remove(EventFactory(), by=None, ground="law")
    reporter = desk_of("Reporter")
    posts = {
        reverse("admin:timeline_event_remove", args=[event.pk]): {"ground": "law", "typed": "The call"},
        reverse("admin:timeline_event_merge", args=[event.pk]): {"survivor": "Other", "reason": "Same"},
        reverse("admin:timeline_event_restore", args=[event.pk, 1]): {"why": "So"},
        reverse("admin:timeline_event_withdraw", args=[event.pk]): {"reason": "So"},
        reverse("admin:timeline_report_hold", args=[report.pk]): {"reason": "So"},
        reverse("admin:timeline_report_embargo", args=[report.pk]): {"until": "1 January 2031 09:00", "zone": "UTC"},
        reverse("admin:look-over", args=[event.public_id]): {},
        reverse("admin:note", args=[note.pk]): {"_done": ""},
        reverse("admin:sealed-copy", args=[sealed.pk]): {},
    }
    refused = {address: reporter.post(address, data).status_code for address, data in posts.items()}
    assert set(refused.values()) == {403}, refused
    event.refresh_from_db(), report.refresh_from_db(), other.refresh_from_db()
    assert (event.state, report.withdrawn_on, report.embargo_until) == ("published", None, None)
    assert Version.objects.filter(entry=event.public_id).first() == before
    assert Sealed.objects.exists()


@pytest.mark.parametrize("name", ["history", "compare", "notes", "merge", "remove"])
def test_what_does_not_exist_has_no_pages(desk_of, name):
    address = reverse(f"admin:timeline_event_{name}", args=[12345])
    assert desk_of("Chief").get(address).status_code == 404
    assert desk_of("Chief").get(address.replace("12345", "x" * 30)).status_code == 404


def test_the_deeds_themselves_refuse_whoever_may_not(person, django_user_model):
    guest = django_user_model.objects.create_user("guest", is_staff=True)
    event, report, reporter = shown_event(), ReportFactory(), person("Reporter")
    measure = shown(CountermeasureFactory())
    version, note = keep(event, by=None), Note.objects.create(crisis=event.crisis, text="Call")
    gone = EventFactory()
    deleted = keep(gone, by=None, deed=Version.Deed.DELETED)
    gone.delete()
    for deed in (
        lambda: workflow.take_up(version, by=reporter),
        lambda: workflow.take_up(deleted, by=reporter),
        lambda: workflow.check_today(measure, by=reporter),
        lambda: stand_by(report, by=reporter),
        lambda: lift_embargo(report, by=reporter),
        lambda: write_note("Mine", by=guest, crisis=event.crisis),
        lambda: settle(note, by=reporter),
        lambda: hand_over(note, by=reporter),
    ):
        with pytest.raises(PermissionDenied):
            deed()
