"""Merging shows what moves before it is done; removing is the chief's, and needs the name typed."""

import pytest
from django.urls import reverse

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    PositionFactory,
    shown,
    shown_event,
)
from timeline.models import Edition, Event, Sealed, Version

pytestmark = pytest.mark.django_db


def page(entry, name):
    return reverse(f"admin:timeline_{entry._meta.model_name}_{name}", args=[entry.pk])


def test_the_survivor_is_chosen_by_words_and_what_moves_is_shown_first(desk_of):
    goes = shown_event(headline="Trump calls", actors=[ActorFactory(name="Japan")])
    stays = shown_event(headline="Trump speaks with Takaichi")
    client = desk_of("Editor")
    assert "Trump speaks with Takaichi" in client.get(page(goes, "merge")).text
    text = client.get(page(goes, "merge"), {"survivor": "takaichi"}).text
    assert "1 account" in text
    assert "1 participant" in text
    assert Event.objects.count() == 2
    answer = client.post(page(goes, "merge"), {"survivor": "Trump speaks with Takaichi", "reason": "The same call."})
    assert answer.headers["Location"] == page(stays, "change")
    assert stays.accounts.count() == 2


def test_the_old_address_and_id_lead_to_the_one_that_stays(desk_of, reader):
    goes, _stays = shown_event(headline="Goes", slug="goes"), shown_event(headline="Stays", slug="stays")
    desk_of("Editor").post(page(goes, "merge"), {"survivor": "Stays", "reason": "The same."})
    for path in ("/harbour-strike/events/goes/", f"/e/{goes.public_id}"):
        answer = reader.get(path, follow=True)
        assert answer.redirect_chain[-1][0].endswith("/harbour-strike/events/stays/"), path


def test_two_countermeasures_become_one_and_what_moves_is_shown_first(desk_of, reader):
    goes = shown(CountermeasureFactory(title="Fish ban", slug="goes", answers=[shown_event()]))
    stays = shown(CountermeasureFactory(title="Import ban", slug="stays"))
    client = desk_of("Editor")
    assert page(goes, "merge") in client.get(page(goes, "change")).text
    text = client.get(page(goes, "merge"), {"survivor": "import"}).text
    for line in ("1 step", "1 account", "1 party", "1 event it answers", "Steps that tell the same are merged"):
        assert line in text, line
    assert "not published yet" not in text
    answer = client.post(page(goes, "merge"), {"survivor": "Import ban", "reason": "The same ban."})
    assert answer.headers["Location"] == page(stays, "change")
    assert stays.steps.count() == 2
    gone = reader.get("/harbour-strike/countermeasures/goes/", follow=True)
    assert gone.redirect_chain[-1][0].endswith("/countermeasures/stays/")


def test_two_positions_of_one_actor_become_one(desk_of):
    goes = shown(PositionFactory(text="No talks."))
    stays = PositionFactory(text="It will not talk.", actor=goes.actor)
    other = shown(PositionFactory(text="Neutral."))
    client, typed = desk_of("Editor"), {"reason": "The same."}
    assert "of one actor" in client.post(page(goes, "merge"), typed | {"survivor": "Neutral"}).text
    assert "Publish the one that stays first" in client.post(page(goes, "merge"), typed | {"survivor": "not talk"}).text
    client.post(page(other, "merge"), typed | {"survivor": "It will not talk."})
    shown(stays)
    client.post(page(goes, "merge"), typed | {"survivor": str(stays)})
    assert stays.accounts.count() == 2


def test_what_is_not_published_yet_of_the_two_is_said_to_be_published_too(desk_of):
    goes, stays = shown_event(headline="Goes"), shown_event(headline="Stays")
    stays.summary = "Not yet."
    stays.save()
    assert "not published yet" in desk_of("Editor").get(page(goes, "merge"), {"survivor": "Stays"}).text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"survivor": ""}, "Which event stays?"),
        ({"survivor": "Nothing"}, "has the words"),
        ({"survivor": "Goes"}, "Two different events"),
        ({"survivor": "A draft"}, "Publish the one that stays first"),
        ({"survivor": "Stays"}, "Give a reason"),
    ],
)
def test_what_cannot_be_merged_is_refused_in_words(desk_of, typed, said):
    goes = shown_event(headline="Goes")
    shown_event(headline="Stays"), EventFactory(headline="A draft")
    assert said in desk_of("Editor").post(page(goes, "merge"), {"reason": ""} | typed).text
    assert Event.objects.count() == 3


def test_only_a_chief_removes_and_only_with_its_name_typed(desk_of, reader):
    event = shown_event(headline="Where she lives", slug="where")
    chief, address = desk_of("Chief"), page(event, "remove")
    assert address in chief.get(page(event, "change")).text
    assert address not in desk_of("Editor").get(page(event, "change")).text
    typed = {"ground": "privacy", "more": "She asked", "typed": "Where she lives"}
    assert desk_of("Editor").get(address).status_code == 403
    assert desk_of("Editor").post(address, typed).status_code == 403
    assert "That is not its name" in chief.post(address, typed | {"typed": "where"}).text
    assert "This field is required" in chief.post(address, typed | {"ground": ""}).text
    assert Event.objects.exists()
    chief.post(address, typed)
    assert not Event.objects.exists()
    assert not Version.objects.filter(entry=event.public_id).exists()
    assert Sealed.objects.get().ground == "privacy: She asked"
    assert "Where she lives" not in reader.get("/harbour-strike/").text
    assert "Where she lives" not in desk_of("Editor").get("/admin/").text


def test_a_sealed_copy_is_read_and_opened_by_a_chief_alone(desk_of):
    event = shown_event(headline="Where she lives", accounts=2)
    chief = desk_of("Chief")
    chief.post(page(event, "remove"), {"ground": "safety", "typed": "where  she LIVES"})
    copy = reverse("admin:sealed-copy", args=[Sealed.objects.get().pk])
    for address in (reverse("admin:sealed"), copy):
        assert desk_of("Editor").get(address).status_code == 403
    assert copy in chief.get(reverse("admin:sealed")).text
    assert "Where she lives" in chief.get(copy).text
    assert desk_of("Editor").post(copy).status_code == 403
    chief.post(copy)
    back = Event.objects.get()
    assert (back.state, back.accounts.count(), Sealed.objects.count()) == ("draft", 2, 0)
    assert not Edition.objects.shown().exists()


def test_removing_a_countermeasure_names_the_steps_that_go_with_it(desk_of):
    measure = shown(CountermeasureFactory(title="Ban"))
    step = measure.steps.get()
    AccountFactory(event=step)
    chief = desk_of("Chief")
    assert step.headline in chief.get(page(measure, "remove")).text
    chief.post(page(measure, "remove"), {"ground": "law", "typed": "Ban"})
    assert not Event.objects.exists()
    assert Sealed.objects.count() == 2
