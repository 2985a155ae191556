"""Whatever deeds follow one another, logs, frames, news and lists tell only what readers could once see."""

import random
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addresses import body_of
from tests.factories import CrisisFactory, EventFactory
from timeline.models import FOREVER, Edition, Event
from timeline.publishing import publish, remove, withdraw

pytestmark = pytest.mark.django_db
HOME = "/harbour-strike/"
PRESENT = [f"{HOME}embed/", f"{HOME}?since=2025-11-28T11:00Z", "/sitemap.xml"]
PAST = [f"{HOME}changes/", f"{HOME}live/?since=2025-11-28T11:00Z", f"/oembed?url=http://testserver{HOME}"]
DEEDS = (0, 1, 1, 2, 3, 4, 4, 4, 5, 6)  # a third of them scheduled
WORD = re.compile(r"\bzq\d+\b", re.IGNORECASE)  # whole words: a public id may hold the same letters


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.lists(st.sampled_from(DEEDS), min_size=10, max_size=24))
def test_only_what_was_shown_is_told(clock, seed, deeds):
    with transaction.atomic():
        check(random.Random(seed), clock, deeds)
        transaction.set_rollback(True)


def check(chance, clock, deeds):
    """Every edit brings a word of its own; which words readers could see is asked of the editions at every moment."""
    clock.now = clock.now.replace(hour=12)
    crisis, seen = CrisisFactory(), {}
    for number, deed in enumerate([0, 1, 4, 1, *deeds]):
        act(chance, clock, crisis, deed, f"Zq{number}")
        look(seen)
        clock.forward(minutes=7)
        look(seen)
    present = words(" ".join(str(edition.record) + edition.slug for edition in Edition.objects.shown()))
    ever = set().union(*seen.values())
    for address in PRESENT:
        text = told(address)
        gone = words(" ".join(re.findall(r"<del.*?</del>", text, re.DOTALL)))
        assert words(text) - gone <= present and gone <= ever, address
    for address in [*PAST, *re.findall(r"<loc>http://testserver(.*?)<", told("/sitemap.xml"))]:
        assert words(told(address)) <= ever, address


def act(chance, clock, crisis, deed, word):
    events = list(Event.objects.order_by("pk"))
    if deed == 0 or not events:
        EventFactory(crisis=crisis, headline=f"{word} headline", summary=word, slug=f"{word.lower()}-slug")
        return
    event = chance.choice(events)
    if deed < 5:  # what is published or scheduled has a word of its own; a draft too
        event.headline = event.summary = f"{word} said otherwise"
        event.save()
    if deed in (1, 2):
        publish(event, by=None, change=chance.choice(["update", "correction"]), reason="Because.")
    elif deed == 4:
        publish(event, by=None, at=clock.now + timedelta(minutes=chance.randint(1, 40)))
    elif deed == 5 and Edition.objects.of(event).filter(shown_until=FOREVER).exists():
        withdraw(event, by=None, reason="Wrong.")
    elif deed == 6:
        remove(event, by=None, ground="Privacy.")


def look(seen):
    """Note the words shown now, and forget those of what was removed."""
    for edition in Edition.objects.shown():
        seen.setdefault(edition.entry, set()).update(words(str(edition.record) + edition.slug))
    for entry in Edition.objects.removed().values_list("entry", flat=True):
        seen[entry] = set()
    seen.setdefault("", set())


def words(text):
    return {word.lower() for word in WORD.findall(text)}


def told(address):
    return body_of(Client().get(address))
