"""What is kept between requests is what would be made anew, whatever was asked and done before."""

import gc
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tests import worlds
from tests.examples import examples
from tests.factories import ActorFactory, CrisisFactory, EventFactory, SourceFactory, shown_event
from tests.test_filters_agree import asked, flat, questions
from timeline import shelves
from timeline.columns import Columns
from timeline.facets import facets
from timeline.filters import TimelineFilter
from timeline.models import FOREVER, Actor, Crisis, Edition, Event, Side, Source
from timeline.publishing import correct, publish, withdraw
from timeline.states import state_of

pytestmark = pytest.mark.django_db
PLACE = "/harbour-strike/"


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    """A crisis of forty entries, kept for all tests of this file and then rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build()
        transaction.set_rollback(True)


def body(query, **headers):
    response = Client(headers=headers).get(PLACE + query)
    assert response.status_code == 200
    return response.content


@examples(8, thorough=1000)
@given(question=questions, view=st.sampled_from(["list", "lanes", "ledger", "table"]), piece=st.booleans())
def test_a_page_asked_for_again_is_what_is_made_with_nothing_kept(world, question, view, piece):
    query = TimelineFilter(asked(question), world).query(view=view)
    headers = {"HX-Request": "true", "HX-Target": "results"} if piece else {}
    first, again = body(query, **headers), body(query, **headers)
    cache.clear()
    beside_others = body(query, **headers)
    cache.clear()
    shelves.forget()
    assert first == again == beside_others == body(query, **headers)


@pytest.mark.parametrize("place", ["", "?view=lanes", "?view=ledger", "?view=table", "countermeasures/", "events/e0/"])
def test_readers_of_one_language_are_told_nothing_in_another(world, place):
    def pages(*, anew):
        for code, _name in settings.LANGUAGES:
            cache.clear()
            if anew:
                shelves.forget()
            yield Client().get(("" if code == "en" else f"/{code}") + PLACE + place, follow=True).content

    together = list(pages(anew=False))
    assert together == list(pages(anew=True)) and len(set(together)) == len(settings.LANGUAGES)


def test_columns_go_with_the_last_answer_that_needs_them(world):
    def columns():
        return sum(type(one) is Columns for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        body("?asof=2025-11-20T12:00:00Z"), body("")
        correct(redated(any_event(world, 0), 1), by=None, reason="Another day.")
        body("?kind=call")
        assert columns() == 1
    finally:
        gc.enable()


def told(crisis, question):
    """What a filter counts and lists, from what is kept if `state` is known."""
    search = TimelineFilter(asked(question), crisis, state=state_of(crisis.slug))
    return (
        [(one.key, one.value, one.count) for one in flat(facets(search))],
        search.selected.page(9),
        len(search.refused),
    )


def deeds(crisis):
    """Ways to change what is shown, each told apart by its number."""
    yield lambda n: publish(EventFactory(crisis=crisis, edtf=f"2025-11-{n % 28 + 1:02}", kind="call"), by=None)
    yield lambda n: withdraw(any_event(crisis, n), by=None, reason="Not so.")
    yield lambda n: correct(redated(any_event(crisis, n), n), by=None, reason="Another day.")
    yield lambda n: Actor.objects.filter(slug="p0").update(part_of=Actor.objects.get(slug="japan"))
    yield lambda n: Source.objects.filter(slug="s0").update(name=f"Source {n}")


def any_event(crisis, n):
    shown = Edition.objects.shown().events().filter(crisis=crisis, parent="").order_by("entry")
    return Event.objects.get(public_id=shown[n % shown.count()].entry)


def redated(event, n):
    event.edtf = f"2025-{n % 12 + 1:02}"
    event.save()
    return event


@examples(4, thorough=300)
@given(done=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 99)), min_size=1, max_size=4), question=questions)
def test_columns_renewed_deed_by_deed_are_those_made_anew(world, done, question):
    shelves.forget()
    with transaction.atomic():
        told(world, question)
        for which, n in done:
            list(deeds(world))[which](n)
            renewed = told(world, question)
            shelves.forget()
            assert renewed == told(world, question)
        transaction.set_rollback(True)  # the next example begins with the same world, however many there are


def test_a_new_side_of_the_crisis_shows_at_once():
    crisis = shown_event().crisis
    before = state_of(crisis.slug)
    Side.objects.create(crisis=crisis, actor=ActorFactory(slug="union"))
    assert state_of(crisis.slug).key != before.key


@pytest.mark.parametrize(("model", "made"), [(Actor, ActorFactory), (Source, SourceFactory)])
def test_a_name_changed_in_any_way_changes_the_state(model, made):
    row, crisis = made(), shown_event().crisis
    keys = [state_of(crisis.slug).key]
    for change in (
        lambda: model.objects.filter(pk=row.pk).update(name="Another"),
        made,
        lambda: model.objects.bulk_update([row], ["country"]),
        lambda: model.objects.filter(pk=row.pk).delete(),
    ):
        change()
        keys.append(state_of(crisis.slug).key)
    assert len(set(keys)) == len(keys)


def test_a_scheduled_edition_makes_a_new_state_when_its_moment_comes(clock):
    event = shown_event(crisis=CrisisFactory(slug="waiting"))
    moment = timezone.now() + timedelta(hours=1)
    publish(event, by=None, at=moment)
    waiting = state_of(event.crisis.slug)
    assert waiting.until == moment
    assert state_of(event.crisis.slug).key == waiting.key
    clock.forward(hours=2)
    come = state_of(event.crisis.slug)
    assert (come.until, come.key == waiting.key) == (FOREVER, False)


def test_nothing_of_a_crisis_loaded_again_is_taken_over():
    crisis = CrisisFactory(slug="loaded-again")
    shown_event(kind="call", crisis=crisis)
    assert ("kind", "call", 1) in told(crisis, {})[0]
    Edition.objects.update(kind="law")
    Crisis.objects.filter(pk=crisis.pk).update(epoch="another")
    assert ("kind", "law", 1) in told(crisis, {})[0]


def test_a_value_that_is_refused_now_may_be_right_later(clock):
    shown_event(headline="The port closes")
    query = "?asof=2025-11-28T13:00Z"
    client = Client()
    early = client.get(PLACE + query)
    assert "was left out" in early.text and "ETag" not in early
    clock.forward(hours=2)
    assert "was left out" not in client.get(PLACE + query).text


def test_readers_who_take_no_compressed_answer_get_the_same_words():
    shown_event()
    plain = Client().get(PLACE)
    squeezed = Client(headers={"Accept-Encoding": "gzip"}).get(PLACE)
    assert squeezed["Content-Encoding"] == "gzip" and "Content-Encoding" not in plain
    assert "Accept-Encoding" in plain["Vary"] and "Accept-Encoding" in squeezed["Vary"]


def test_a_cache_in_front_never_answers_alone_past_the_next_scheduled_moment(clock, settings):
    settings.SHARED_CACHE_SECONDS = 60
    shown_event()
    assert "s-maxage=60" in Client().get(PLACE)["Cache-Control"]
    publish(EventFactory(headline="Later"), by=None, at=clock.now.replace(minute=0, second=20))
    assert "s-maxage=20" in Client().get(PLACE)["Cache-Control"]
