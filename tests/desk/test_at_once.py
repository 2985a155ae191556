"""Two people press at the very same moment: one is stopped with both versions before them, and nothing is lost."""

import itertools
from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from tests.desk.conftest import Typing
from tests.factories import EventFactory, shown_event
from timeline.admin.entries import EntryAdmin
from timeline.models import Edition, Version
from timeline.publishing import publish
from timeline.versions import history, keep

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def both(django_user_model):
    """Call it with an event: its form as two people have it before them."""

    def both(event):
        keep(event, by=None)
        return [opened(django_user_model.objects.create_superuser(name), event) for name in ("linh", "ken")]

    return both


def opened(user, event):
    client = Client()
    client.force_login(user)
    return Typing(client, reverse("admin:timeline_event_change", args=[event.pk]))


@pytest.fixture
def meeting(monkeypatch):
    """Call it with how many are expected: each that saves first waits until all have checked what they typed."""

    def meeting(number):
        gate, keep_it = Barrier(number, timeout=60), EntryAdmin.keep

        def keep_together(*asked):
            gate.wait()
            return keep_it(*asked)

        monkeypatch.setattr(EntryAdmin, "keep", keep_together)

    return meeting


def at_once(*deeds):
    """What each deed gave, all begun together, each on a connection of its own."""
    gate, gave = Barrier(len(deeds), timeout=60), [None] * len(deeds)

    def do(place, deed):
        try:
            gate.wait()
            gave[place] = deed()
        except Exception as error:
            gave[place] = error
        finally:
            connection.close()

    threads = [Thread(target=do, args=pair) for pair in enumerate(deeds)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return gave


def pressed(forms, *buttons):
    pairs = zip(forms, buttons, strict=True)
    return at_once(*(lambda form=form, button=button: form.post(button) for form, button in pairs))


def test_of_two_who_save_the_same_field_one_is_asked_with_both_before_them(both, meeting):
    event = EventFactory(headline="The call")
    forms = both(event)
    meeting(2)
    for form, headline in zip(forms, ("Call of Linh", "Call of Ken"), strict=True):
        form.type(headline=headline)
    answers = pressed(forms, "_save", "_save")
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (stopped,) = [answer for answer in answers if answer.status_code == 200]
    event.refresh_from_db()
    (row,) = stopped.context["clash"]["rows"]
    assert {row["stored"], row["typed"]} == {"Call of Linh", "Call of Ken"}
    assert event.headline == row["stored"]
    assert [one.record["headline"] for one in history(event)] == [row["stored"], "The call"]


def test_two_who_save_different_fields_both_find_their_words_stored(both, meeting):
    event = EventFactory(headline="The call", summary="Short.")
    forms = both(event)
    meeting(2)
    forms[0].type(headline="Call of Linh")
    forms[1].type(summary="Ken was there.")
    assert [answer.status_code for answer in pressed(forms, "_save", "_save")] == [302, 302]
    event.refresh_from_db()
    assert (event.headline, event.summary) == ("Call of Linh", "Ken was there.")
    assert [one.number for one in history(event)] == [3, 2, 1]


def test_of_two_who_publish_at_once_one_is_shown_and_the_other_is_asked(both, meeting):
    event = shown_event(headline="The call")
    forms = both(event)
    meeting(2)
    for form, headline in zip(forms, ("Call of Linh", "Call of Ken"), strict=True):
        form.type(headline=headline)
    answers = pressed(forms, "_publish", "_publish")
    assert sorted(answer.status_code for answer in answers) == [200, 302]
    (stopped,) = [answer for answer in answers if answer.status_code == 200]
    (row,) = stopped.context["clash"]["rows"]
    assert Edition.objects.shown().get().record["headline"] == row["stored"]
    assert row["typed"] in stopped.text
    assert Edition.objects.count() == 2


def test_who_publishes_shows_what_they_saw_though_another_saves_meanwhile(both, monkeypatch):
    event = shown_event(headline="The call", summary="Short.")
    linh, ken = both(event)
    go_on = EntryAdmin.go_on

    def go_on_late(self, request, *asked):
        if "_publish" in request.POST:  # another saves between the saving and the publishing of this one
            monkeypatch.setattr(EntryAdmin, "go_on", go_on)
            assert at_once(lambda: ken.type(summary="Not yet.").post("_save"))[0].status_code == 302
        return go_on(self, request, *asked)

    monkeypatch.setattr(EntryAdmin, "go_on", go_on_late)
    linh.type(headline="Call of Linh")
    (answer,) = pressed([linh], "_publish")
    assert "Somebody else saved it meanwhile" in answer.text
    assert "Not yet." in answer.text
    assert Edition.objects.shown().get().record["headline"] == "The call"
    event.refresh_from_db()
    assert (event.headline, event.summary) == ("Call of Linh", "Not yet.")


def test_saves_and_publications_of_one_entry_never_lock_one_another_out():
    event = shown_event()
    keep(event, by=None)

    def save():
        return keep(event, by=None)

    def show():
        return publish(event, by=None)

    gave = [one for _round in range(4) for one in at_once(save, show, save, show)]
    assert not [one for one in gave if isinstance(one, Exception)]
    numbers = list(Version.objects.filter(entry=event.public_id).order_by("number").values_list("number", flat=True))
    assert len(numbers) == len(set(numbers)) == 18
    editions = list(Edition.objects.of(event))
    assert len(editions) == 9
    assert all(one.shown_until == later.shown_from for one, later in itertools.pairwise(editions))
