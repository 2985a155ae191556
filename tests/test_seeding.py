"""A made-up crisis is what an editor's deeds would have made of the same entries, and the same each time."""

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from timeline.models import (
    Account,
    Actor,
    Countermeasure,
    Crisis,
    Edition,
    EditionActor,
    EditionSource,
    EditionTie,
    Event,
    Position,
    Version,
)
from timeline.publishing import publish
from timeline.records import record_of
from timeline.seeding import seed

pytestmark = pytest.mark.django_db

OF_THE_MOMENT = {"id", "public_id", "shown_from", "first_shown", "change", "reason"}


def columns():
    """What readers are shown now, by entry: every column that does not tell when or by which deed."""
    return {
        row["entry"]: {name: value for name, value in row.items() if name not in OF_THE_MOMENT}
        for row in Edition.objects.shown().values()
    }


def joins():
    shown = Edition.objects.shown()
    return [
        set(model.objects.filter(edition__in=shown).values_list("edition__entry", *names))
        for model, names in (
            (EditionActor, ("actor", "role")),
            (EditionSource, ("source",)),
            (EditionTie, ("to", "relation")),
        )
    ]


def test_what_was_sown_is_what_publishing_makes_of_the_same_entries():
    seed("sown", 80)
    sown, found = columns(), joins()
    EditionActor.objects.all().delete(), EditionSource.objects.all().delete(), EditionTie.objects.all().delete()
    Edition.objects.all().delete()
    for model in (Countermeasure, Position, Event):
        for entry in model.objects.order_by("pk"):
            publish(entry, by=None)
    assert columns() == sown
    assert joins() == found
    assert len(sown) == 80 + Countermeasure.objects.count() + Position.objects.count()


def test_it_has_something_of_everything():
    seed("sown", 400)
    events = Event.objects.all()
    languages = set(events.values_list("language", flat=True))
    assert {"zh-Hans", "ja", "ar", "en"} <= languages
    assert {"day", "month", "year", "week", "before", "unknown"} <= {event.when.precision for event in events}
    assert Countermeasure.objects.filter(steps__isnull=False, responses__isnull=False).exists()
    assert Edition.objects.filter(change=Edition.Change.CORRECTION).exists()
    assert events.filter(significance="key").exists() and events.filter(links__isnull=False).exists()
    assert Account.objects.filter(answers__isnull=False).exists()
    assert Account.objects.filter(relayed_from__isnull=False).exists()
    assert Edition.objects.shown().filter(words__contains=" quixotry ").count() == 7
    assert Version.objects.count() == events.count() + Countermeasure.objects.count() + Position.objects.count()


def test_the_same_crisis_is_sown_each_time():
    def sown():
        with transaction.atomic():
            seed("sown", 60)
            told = ("entry", "slug", "shown_from", "shown_until", "record")
            found = list(Edition.objects.order_by("entry", "shown_from").values_list(*told))
            transaction.set_rollback(True)
        return found

    assert sown() == sown() != []


def test_two_crises_share_their_cast_and_nothing_else():
    seed("sown", 20)
    cast = Actor.objects.count()
    call_command("seed", events=20, crisis="other", verbosity=0)
    assert Actor.objects.count() == cast
    assert Event.objects.filter(crisis__slug="other").count() == 20


def test_records_are_those_of_the_working_copies():
    seed("sown", 50)
    shown = {edition.entry: edition.record for edition in Edition.objects.shown().events()}
    assert shown == {event.public_id: record_of(event) for event in Event.objects.all()}
    assert len(shown) == 50


def test_a_crisis_that_is_there_is_left_alone():
    seed("sown", 5)
    stamp = Crisis.objects.get(slug="sown").stamp
    with pytest.raises(CommandError, match="sown"):
        call_command("seed", events=5, crisis="sown")
    assert Crisis.objects.get(slug="sown").stamp == stamp


def test_readers_see_nothing_of_it_before_all_of_it_is_there(reader):
    def look(done):
        seen.append(reader.get("/sown/").status_code)

    seen = []
    seed("sown", 5, look)
    assert seen == [404]
    assert reader.get("/sown/").status_code == 200
