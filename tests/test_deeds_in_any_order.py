"""Whatever editors do, in whatever order: the past stays as it was shown, and nothing unpublished shows."""

import random
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import CountermeasureFactory, EventFactory, StepFactory
from timeline.models import Edition
from timeline.publishing import publish, withdraw

pytestmark = pytest.mark.django_db

DEEDS = ["edit", "publish", "publish", "schedule", "schedule", "withdraw", "wait"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(5, 25))
def test_past_moments_never_change_and_the_present_is_what_was_last_published(clock, seed, length):
    with transaction.atomic():
        run(clock, random.Random(seed), length)
        transaction.set_rollback(True)


def run(clock, chance, length):
    countermeasure = CountermeasureFactory(steps=[])
    entries = [EventFactory(), countermeasure, *(StepFactory(countermeasure=countermeasure) for _two in range(2))]
    expected, seen = Expected(), {}
    for number in range(length):
        clock.forward(seconds=1)
        act(chance, clock, chance.choice(entries), number, expected)
        expected.come(clock.now)
        seen[clock.now] = shown_now()
        assert seen[clock.now] == expected.shown
        assert no_step_stands_alone()
        assert chained()
    for moment, then in seen.items():
        assert shown_now(moment) == then


class Expected:
    """The public side told as a plain story: what each entry last said, and what is still to come."""

    def __init__(self):
        self.shown, self.coming = {}, {}

    def come(self, now):
        for entry, (moment, text) in list(self.coming.items()):
            if moment <= now:
                self.shown[entry] = text
                del self.coming[entry]

    def publish(self, entry, moment, now):
        self.coming.pop(entry.public_id, None)
        if moment <= now:
            self.shown[entry.public_id] = text_of(entry)
        else:
            self.coming[entry.public_id] = (moment, text_of(entry))

    def withdraw(self, entry):
        for one in [entry, *(entry.steps.all() if hasattr(entry, "steps") else [])]:
            self.shown.pop(one.public_id, None)
            self.coming.pop(one.public_id, None)

    def covers(self, entry, moment):
        """Whether the entry will be shown at a moment."""
        coming = self.coming.get(entry.public_id)
        return entry.public_id in self.shown or (coming is not None and coming[0] <= moment)


def text_of(entry):
    return getattr(entry, "headline", None) or entry.title


def act(chance, clock, entry, number, expected):
    entry.refresh_from_db()
    deed = chance.choice(DEEDS)
    if deed == "edit":
        setattr(entry, "headline" if hasattr(entry, "headline") else "title", f"Text {number}")
        entry.save()
    elif deed == "wait":
        clock.forward(seconds=chance.randint(1, 9))
    elif deed == "withdraw":
        withdraw(entry, by=None, reason="Because.")
        expected.come(clock.now)
        expected.withdraw(entry)
    else:
        ahead = timedelta(seconds=chance.randint(1, 8)) if deed == "schedule" else timedelta()
        release(entry, clock.now + ahead, clock.now, expected)


def release(entry, moment, now, expected):
    expected.come(now)
    try:
        publish(entry, by=None, at=moment)
    except ValidationError:  # a step is to be shown before its countermeasure would be
        return
    parent = getattr(entry, "countermeasure", None)
    if parent and not expected.covers(parent, moment):
        expected.publish(parent, moment, now)
    expected.publish(entry, moment, now)


def shown_now(at=None):
    return {
        edition.entry: edition.record.get("headline") or edition.record["title"]
        for edition in Edition.objects.shown(at)
    }


def no_step_stands_alone():
    shown = set(shown_now())
    return all(step.parent in shown for step in Edition.objects.shown().steps())


def chained():
    """No two editions of an entry overlap, and at most one is open."""
    by_entry = {}
    for edition in Edition.objects.exclude(ended="cancelled").order_by("shown_from", "pk"):
        before = by_entry.setdefault(edition.entry, edition)
        if before is not edition and before.shown_until > edition.shown_from:
            return False
        by_entry[edition.entry] = edition
    return True
