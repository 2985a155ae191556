"""Whatever editors do to working copies, nothing unpublished shows at any public address."""

import random

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.addresses import body_of, of_crisis
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    StepFactory,
    shown,
)
from timeline.models import Participation, Party, Response
from timeline.publishing import withdraw

pytestmark = pytest.mark.django_db
SECRET = "Zzyxsecret"


@settings(max_examples=8, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.lists(st.integers(0, 9), min_size=3, max_size=12))
def test_no_secret_word_reaches_a_reader(clock, seed, deeds):
    with transaction.atomic():
        check(random.Random(seed), deeds)
        transaction.set_rollback(True)


def check(chance, deeds):
    actor, report = ActorFactory(slug="shown-actor"), ReportFactory()
    event = EventFactory(slug="shown-event", actors=[actor], accounts=0)
    AccountFactory(event=event, report=report)
    measure = CountermeasureFactory(slug="shown-measure", answers=[event], by=actor)
    for entry in (event, measure, PositionFactory(actor=actor)):
        shown(entry)
    for deed in deeds:
        spoil(chance, deed, event, measure, actor)
    slugs = {"event": event.slug, "countermeasure": measure.slug, "actor": actor.slug, "source": report.source.slug}
    for address in of_crisis(**slugs):
        for query in ("", f"?q={SECRET}", f"?actor=hidden-actor&q=-{SECRET}"):
            text = body_of(Client().get(address + query))
            assert SECRET not in text.replace(f"q={SECRET}", "").replace(f"-{SECRET}", "") or query, (address, query)
            if query:
                assert f"{SECRET} " not in text, (address, query)


def spoil(chance, deed, event, measure, actor):
    """Put the secret word into a working copy in one of many ways; none is published."""
    words = f"{SECRET} {chance.randint(0, 99)} "
    ways = [
        lambda: EventFactory(headline=words, actors=[actor], summary=words),
        lambda: change(event, headline=words, summary=words, body=words, place=words, short_headline=words[:60]),
        lambda: AccountFactory(event=event, says=words, quote=words, speaker=words),
        lambda: PointFactory(event=event, label=words),
        lambda: LinkFactory(event=event, to=EventFactory(headline=words)),
        lambda: change(measure, title=words, summary=words, stated_reason=words),
        lambda: StepFactory(countermeasure=measure, headline=words),
        lambda: answer(event, CountermeasureFactory(title=words)),
        lambda: PositionFactory(actor=actor, text=words),
        lambda: withdraw(shown(EventFactory(headline=words, actors=[actor])), by=None, reason="Wrong."),
    ]
    ways[deed]()


def change(entry, **fields):
    for name, value in fields.items():
        setattr(entry, name, value)
    entry.save()


def answer(event, countermeasure):
    account = AccountFactory(countermeasure=countermeasure, says=SECRET)
    Response.objects.create(countermeasure=countermeasure, event=event, account=account)
    Party.objects.create(countermeasure=countermeasure, actor=ActorFactory(name=f"{SECRET} name"), part="aimed-at")
    Participation.objects.create(event=event, actor=ActorFactory(name=f"{SECRET} other"))
