"""The same file twice changes nothing; a newer one changes what it says anew, and nothing that the desk has mended."""

import pytest

from timeline.models import Actor, Event, External, Report, Source, Version
from timeline.publishing import merge, remove, withdraw
from timeline.records import fresh, record_of
from timeline.versions import keep

from .files import sheet, slide, v3

ONE = {
    "start_date": {"year": 2011},
    "text": {"headline": "Strike", "text": 'Out. <a href="https://n.example/1">Link</a>'},
    "media": {"url": "https://p.example/1.jpg", "credit": "Ann", "caption": "Gate"},
    "unique_id": "s1",
    "group": "Docks",
}
TWO = slide("Walk", "2012")


@pytest.mark.parametrize(
    "content", [v3(ONE, TWO, TWO, title={"text": {"headline": "T"}}), sheet("2011,,,,,,,,,It,,,,,,,,")]
)
def test_the_same_file_changes_nothing(taken, content):
    taken.take(content)
    before = taken.records, Version.objects.count(), Report.objects.count(), list(External.objects.values())
    taken.take(content)
    assert set(taken.results) == {"same"}
    assert before == (taken.records, Version.objects.count(), Report.objects.count(), list(External.objects.values()))


def test_two_rows_alike_are_two_events(taken):
    taken.take(v3(TWO, TWO))
    assert len(taken.records) == 2


def test_a_newer_file_changes_what_it_says_anew_and_tells_what(taken):
    taken.take(v3(ONE, TWO))
    own = taken.records[0]["id"]
    newer = ONE | {"start_date": {"year": 2011, "month": 2}, "text": {"headline": "Strike!", "text": "Out and gone."}}
    taken.take(v3(newer, TWO), name="newer.json")
    assert taken.results == ["change", "same"]
    assert set(taken.outcomes[0].changes) == {"headline", "date", "summary", "body", "accounts"}
    record = taken.records[0]
    assert (record["id"], record["headline"], record["date"]["edtf"]) == (own, "Strike!", "2011-02")
    assert [account["says"] for account in record["accounts"]] == ["Out and gone.", "Gate"]
    assert Version.objects.filter(entry=own).count() == 2


def test_accounts_of_an_unchanged_link_keep_their_ids(taken):
    taken.take(v3(ONE))
    before = [account["id"] for account in taken.only["accounts"]]
    taken.take(v3(ONE | {"media": ONE["media"] | {"caption": "The gate"}}))
    assert [account["id"] for account in taken.only["accounts"]] == before
    assert taken.only["accounts"][1]["says"] == "The gate"


def test_what_the_desk_has_mended_stays_mended(taken):
    taken.take(v3(ONE))
    event = Event.objects.get()
    event.headline, event.place = "Strike at the docks", "Kobe"
    event.save()
    event.accounts.filter(says="Gate").update(says="The gate, at noon")
    taken.take(v3(ONE))
    assert taken.results == ["same"]
    taken.take(v3(ONE | {"text": {"headline": "STRIKE", "text": "Other words."}}))
    record = taken.only
    assert (record["headline"], record["place"], record["summary"]) == ("Strike at the docks", "Kobe", "Other words.")
    assert "The gate, at noon" in [account["says"] for account in record["accounts"]]
    assert any("headline" in note for note in taken.outcomes[0].notes)


def test_accounts_that_the_desk_added_stay(taken):
    taken.take(v3(ONE))
    event = Event.objects.get()
    report = Report.objects.create(source=Source.objects.create(name="Own", slug="own"), headline="Own")
    event.accounts.create(report=report, says="The desk's own.", order=9)
    taken.take(v3(ONE | {"text": {"headline": "Strike", "text": "Anew."}}))
    assert [account["says"] for account in taken.only["accounts"]] == ["Anew.", "Gate", "The desk's own."]


def test_what_a_newer_file_lacks_is_told_and_left(taken):
    taken.take(v3(ONE, TWO))
    tally = taken.take(v3(ONE))
    assert (tally.vanished, tally.vanished_count, len(taken.records)) == (["Walk"], 1, 2)


def test_ids_too_long_to_keep_are_told_apart_and_found_again(taken):
    alike = [TWO | {"unique_id": "x" * 250 + end} for end in "ab"]
    taken.take(v3(*alike))
    assert len(taken.records) == 2
    tally = taken.take(v3(*alike))
    assert (taken.results, tally.vanished_count) == (["same", "same"], 0)


def test_files_of_two_sources_have_ids_of_their_own(taken):
    taken.take(v3(ONE))
    taken.take(v3(ONE | {"text": {"headline": "Another"}}), source="Other desk")
    assert [record["headline"] for record in taken.records] == ["Strike", "Another"]


def test_an_id_that_stands_twice_is_refused_the_second_time(taken):
    taken.take(v3(ONE, TWO, ONE))
    assert taken.results == ["add", "add", "refused"]
    assert "stands already on line 1" in taken.outcomes[2].cause


def test_what_the_desk_deleted_is_not_brought_back(taken):
    taken.take(v3(ONE))
    event = Event.objects.get()
    keep(event, by=None, deed=Version.Deed.DELETED)
    event.delete()
    taken.take(v3(ONE))
    assert (taken.results, taken.records) == (["same"], [])
    assert "deleted" in taken.outcomes[0].notes[0]


def test_what_was_removed_for_good_is_refused_and_forgotten(taken):
    taken.take(v3(ONE), publish=True)
    remove(Event.objects.get(), by=None, ground="privacy")
    assert External.objects.get().said == {} and External.objects.get().extra == {}
    taken.take(v3(ONE))
    assert taken.results == ["refused"] and "removed" in taken.outcomes[0].cause


def test_what_was_merged_stays_merged(taken):
    taken.take(v3(ONE, TWO), publish=True)
    one, two = Event.objects.order_by("pk")
    merge(one, two, by=None, reason="One thing")
    taken.take(v3(ONE, TWO))
    assert taken.results == ["same", "same"] and len(taken.records) == 1


def test_what_was_withdrawn_is_not_shown_again(taken):
    taken.take(v3(ONE), publish=True)
    withdraw(Event.objects.get(), by=None, reason="Wrong")
    taken.take(v3(ONE | {"text": {"headline": "Anew"}}), publish=True)
    assert Event.objects.get().state == "withdrawn"
    assert Event.objects.get().headline == "Anew"


def test_drafts_of_an_earlier_import_are_published_when_asked(taken):
    taken.take(v3(ONE))
    assert Event.objects.get().state == "draft"
    tally = taken.take(v3(ONE), publish=True)
    assert (tally.published, Event.objects.get().state) == (1, "published")


def test_an_actor_made_later_does_not_change_what_the_file_did_not(taken):
    taken.take(v3(ONE))
    Actor.objects.create(name="Docks", slug="docks")
    taken.take(v3(ONE))
    assert taken.results == ["same"]


def test_every_row_leaves_a_version_by_whom_it_was_taken_in(taken, editor):
    taken.take(v3(ONE, TWO), by=editor)
    assert set(Version.objects.values_list("deed", "by__username")) == {("imported", "editor")}
    event = Event.objects.first()
    assert Version.objects.get(entry=event.public_id).record == record_of(fresh(event)) | {"slug": event.slug}
    assert (event.created_by, event.saved_by) == (editor, editor)


def test_a_reporter_may_not_change_what_others_wrote_by_a_file(taken, editor, django_user_model):
    from django.contrib.auth.models import Permission

    taken.take(v3(ONE), by=editor, publish=True)
    reporter = django_user_model.objects.create_user("reporter")
    reporter.user_permissions.set(Permission.objects.filter(codename__in=["add_event", "change_event"]))
    taken.take(v3(ONE | {"text": {"headline": "Mine"}}), by=reporter)
    assert taken.results == ["refused"] and "may not change" in taken.outcomes[0].cause
