"""The words of a crisis have a history too: who changed them, when; any two compared, any one brought back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from tests.desk.conftest import Typing
from tests.factories import ActorFactory, CrisisFactory, EventFactory, SideFactory
from timeline.models import Crisis, Version
from timeline.tellings import tell_again

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(desk_of):
    return desk_of("Chief")


def page(crisis, name, *more):
    return reverse(f"admin:timeline_crisis_{name}", args=[crisis.pk, *more])


def rename(client, crisis, **fields):
    return Typing(client, page(crisis, "change")).type(**fields).press()


def test_every_save_keeps_who_and_what_and_the_first_also_what_was_before(chief, crisis, person):
    rename(chief, crisis, title="The dockers’ strike", standfirst="Day four.")
    rename(chief, crisis, title="The dockers’ strike")
    kept = Version.objects.filter(entry=crisis.public_id)
    assert [(one.number, one.record["title"], one.by) for one in kept] == [
        (2, "The dockers’ strike", person("Chief")),
        (1, "The harbour strike", None),
    ]
    text = chief.get(page(crisis, "history")).text
    assert "2 versions" in text and page(crisis, "restore", 1) in text
    compared = chief.get(page(crisis, "compare"), {"a": "1", "b": "now"}).text
    assert "<ins>dockers’</ins>" in compared and "Day four." in compared


def test_words_and_sides_are_brought_back_but_not_the_address_nor_what_readers_may_see(chief, crisis):
    SideFactory(crisis=crisis, actor=ActorFactory(name="Union"))
    rename(chief, crisis, title="Wrong", slug="other", sides_0_actor="+Port")
    Crisis.objects.update(state="ended")
    stamp = Crisis.objects.get().stamp
    asked = chief.get(page(crisis, "restore", 1)).text
    assert "Union" in asked and "Readers see the restored words at once" in asked
    chief.post(page(crisis, "restore", 1), {"why": "A slip."})
    crisis = Crisis.objects.get()
    assert (crisis.title, crisis.slug, crisis.state) == ("The harbour strike", "other", "ended")
    assert [str(side) for side in crisis.side_set.all()] == ["Union"]
    assert crisis.stamp != stamp
    last = Version.objects.filter(entry=crisis.public_id).first()
    assert (last.deed, last.why) == ("restored", "A slip.")


def test_only_a_chief_brings_words_back(desk_of, person, chief, crisis):
    rename(chief, crisis, title="Wrong")
    editor = desk_of("Editor")
    assert editor.get(page(crisis, "history")).status_code == 200
    assert page(crisis, "restore", 1) not in editor.get(page(crisis, "history")).text
    assert editor.post(page(crisis, "restore", 1)).status_code == 403
    assert desk_of("Reporter").get(page(crisis, "history")).status_code == 403
    with pytest.raises(PermissionDenied):
        tell_again(Version.objects.get(number=1), by=person("Editor"))
    assert Crisis.objects.get().title == "Wrong"


def test_the_latest_changes_lead_to_the_crisis_and_are_not_told_to_those_who_may_not_open_it(desk_of, chief, crisis):
    rename(chief, crisis, title="The dockers’ strike")
    address = reverse("admin:entry", args=[crisis.public_id])
    assert address in desk_of("Editor").get("/admin/").text
    assert desk_of("Editor").get(address).headers["Location"] == page(crisis, "change")
    assert address not in desk_of("Reporter").get("/admin/").text
    assert "The dockers’ strike" not in chief.get(reverse("admin:deleted")).text


def test_a_crisis_with_nothing_but_its_own_words_can_be_deleted_and_one_with_entries_cannot(chief):
    empty, full = CrisisFactory(slug="empty", title="Empty"), CrisisFactory()
    rename(chief, empty, title="Nothing")
    EventFactory(crisis=full)
    for crisis in (empty, full):
        chief.post(page(crisis, "delete"), {"post": "yes"})
    assert list(Crisis.objects.all()) == [full]
    assert not Version.objects.filter(entry=empty.public_id).exists()


def test_a_removed_side_is_said_and_nothing_is_half_restored(chief, crisis):
    union = ActorFactory(name="Union")
    SideFactory(crisis=crisis, actor=union)
    rename(chief, crisis, title="Wrong")
    crisis.side_set.all().delete(), union.delete()
    assert "A side it names was deleted." in chief.post(page(crisis, "restore", 1), follow=True).text
    assert Crisis.objects.get().title == "Wrong"
