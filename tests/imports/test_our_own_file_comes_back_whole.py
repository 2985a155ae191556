"""`export.json` taken into another database gives the same export there, ids included."""

import json

import pytest
from django.core.management import call_command
from django.test import Client

from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.importing import Options, take_in
from timeline.models import (
    Account,
    Actor,
    Countermeasure,
    Crisis,
    Edition,
    EditionActor,
    EditionSource,
    Event,
    External,
    Link,
    Position,
    Report,
    Response,
    Side,
    Source,
    Version,
)
from timeline.publishing import remove

DEMO = "china-japan-2025"
pytestmark = pytest.mark.django_db


def exported(slug=DEMO):
    """What is exported, without what belongs to the moment and the desk it is exported at."""
    document = json.loads(Client().get(f"/{slug}/export.json").getvalue())
    document.pop("generated")
    for item in [*document["events"], *document["countermeasures"], *document["positions"]]:
        for name in ("published", "updated", "edition"):
            item.pop(name)
    return document


def written(document, tmp_path):
    path = tmp_path / "export.json"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return path


def another_desk(*, names=True):
    """Leave nothing but the crises; with `names`, the actors and sources too."""
    Response.objects.all().delete()
    Link.objects.all().delete()
    EditionActor.objects.all().delete()
    EditionSource.objects.all().delete()
    for model in (Edition, Version, Event, Position, Countermeasure, Account, Report, External):
        model.objects.all().delete()
    if not names:
        for model in (Side, Source):
            model.objects.all().delete()
        Actor.objects.filter(part_of__isnull=False).delete()
        Actor.objects.all().delete()


def taken(path, slug=DEMO, **options):
    outcomes = []
    tally = take_in(path, Crisis.objects.get(slug=slug), Options(**options), hear=outcomes.append)
    return tally, outcomes


@pytest.mark.parametrize("names", [True, False])
def test_the_demo_comes_back_the_same_and_a_second_time_changes_nothing(tmp_path, names):
    call_command("loaddata", DEMO, verbosity=0)
    before = exported()
    path = written(before, tmp_path)
    another_desk(names=names)
    tally, outcomes = taken(path, publish=True)
    assert [outcome for outcome in outcomes if outcome.result == "refused"] == []
    assert tally.stored
    assert exported() == before
    _tally, outcomes = taken(path, publish=True)
    assert [(outcome.where, outcome.changed) for outcome in outcomes if outcome.result != "same"] == []


def test_taking_it_into_the_desk_it_comes_from_changes_nothing(tmp_path):
    call_command("loaddata", DEMO, verbosity=0)
    path, versions = written(exported(), tmp_path), Version.objects.count()
    tally, outcomes = taken(path, publish=True)
    assert {outcome.result for outcome in outcomes} == {"same"}
    assert (tally.published, Version.objects.count()) == (0, versions)


def test_without_being_told_to_publish_they_are_drafts_with_a_version_each(tmp_path):
    call_command("loaddata", DEMO, verbosity=0)
    path = written(exported(), tmp_path)
    another_desk()
    taken(path)
    assert set(Event.objects.values_list("state", flat=True)) == {"draft"}
    assert not Edition.objects.exists()
    entries = Event.objects.count() + Countermeasure.objects.count() + Position.objects.count()
    assert Version.objects.filter(deed="imported").values("entry").distinct().count() == entries


def test_what_the_file_says_otherwise_is_changed_and_named(tmp_path):
    event = shown_event(headline="As it was", summary="Before.")
    document = exported("harbour-strike")
    document["events"][0] |= {"headline": "As it is", "certainty": "confirmed"}
    _tally, outcomes = taken(written(document, tmp_path), "harbour-strike")
    (outcome,) = [outcome for outcome in outcomes if outcome.result == "change"]
    assert set(outcome.changes) == {"headline", "certainty"}
    event.refresh_from_db()
    assert (event.headline, event.certainty, event.summary) == ("As it is", "confirmed", "Before.")


def test_points_and_answers_links_and_relayed_reports_come_back(tmp_path):
    first, second = EventFactory(headline="First"), EventFactory(headline="Second", accounts=0)
    point = PointFactory(event=second, label="What he asked for", certainty="disputed")
    told = AccountFactory(
        event=second, relayed_from=ReportFactory(), quote="No.", quote_original="いいえ", quote_language="ja"
    )
    AnswerFactory(account=told, point=point, text="Nothing")
    Link.objects.create(event=first, to=second, relation="led-to", basis="reported")
    shown(first)
    shown(second)
    before = exported("harbour-strike")
    another_desk(names=False)
    taken(written(before, tmp_path), "harbour-strike", publish=True)
    assert exported("harbour-strike") == before


def test_an_answer_resting_on_the_account_of_a_step_keeps_it(tmp_path):
    event = shown_event()
    measure = shown_countermeasure()
    step = measure.steps.get()
    Response.objects.create(countermeasure=measure, event=event, account=step.accounts.get())
    shown(measure)
    before = exported("harbour-strike")
    another_desk()
    _tally, outcomes = taken(written(before, tmp_path), "harbour-strike", publish=True)
    assert [outcome for outcome in outcomes if outcome.result == "refused"] == []
    assert exported("harbour-strike") == before
    before["events"][0]["headline"] = "Changed"
    taken(written(before, tmp_path), "harbour-strike", publish=True)
    assert exported("harbour-strike") == before


def test_an_actor_that_stands_here_under_another_id_stays_the_desks(tmp_path):
    actor = ActorFactory(name="Japan", slug="japan")
    shown_event(actors=[actor])
    before = exported("harbour-strike")
    another_desk(names=False)
    here = ActorFactory(name="Japan (the desk's)", slug="japan")
    taken(written(before, tmp_path), "harbour-strike")
    assert Event.objects.get().actors.get() == here
    assert Actor.objects.get().name == "Japan (the desk's)"


def test_a_report_known_here_by_its_link_is_taken_for_the_same(tmp_path):
    event = shown_event()
    link = event.accounts.get().report.url
    before = exported("harbour-strike")
    another_desk()
    here = ReportFactory(url=link, source=SourceFactory())
    taken(written(before, tmp_path), "harbour-strike")
    assert Report.objects.get() == here == Event.objects.get().accounts.get().report


def test_what_was_removed_for_good_is_refused(tmp_path):
    event = shown_event(headline="Private")
    before = exported("harbour-strike")
    remove(event, by=None, ground="privacy")
    tally, outcomes = taken(written(before, tmp_path), "harbour-strike")
    assert not tally.stored
    assert "removed from this desk for good" in outcomes[-1].cause
    assert not Event.objects.exists()


def test_an_id_of_another_crisis_is_refused(tmp_path):
    shown_event()
    before = exported("harbour-strike")
    CrisisFactory(slug="other", title="Other")
    tally, outcomes = taken(written(before, tmp_path), "other")
    assert not tally.stored
    assert "belongs to another crisis here, “The harbour strike”" in outcomes[-1].cause


def test_a_newer_whole_export_tells_what_it_lacks_and_deletes_nothing(tmp_path):
    shown_event(headline="Stays")
    shown_event(headline="Gone from the file")
    document = exported("harbour-strike")
    document["events"] = [item for item in document["events"] if item["headline"] == "Stays"]
    tally, _outcomes = taken(written(document, tmp_path), "harbour-strike")
    assert tally.vanished == ["Gone from the file"]
    assert Event.objects.count() == 2


@pytest.mark.parametrize(
    ("change", "where", "cause"),
    [
        ({"headline": ["a"]}, "headline", "is no text"),
        ({"headline": ""}, "headline", "It has no “headline”."),
        ({"headline": "x" * 301}, "headline", "at most 300 characters"),
        ({"kind": "party"}, "kind", "not a valid choice"),
        ({"kind": "step"}, "countermeasure", "names no countermeasure"),
        ({"stage": "announced"}, "stage", "both a countermeasure and a stage"),
        ({"countermeasure": "nowhere"}, "countermeasure", "Neither the file nor the desk"),
        ({"date": {"edtf": "2025-13-01"}}, "date.edtf", "no such month"),
        ({"date": {"edtf": "2025-11-24", "time": "late"}}, "date.time", "is no time of day"),
        ({"actors": [{"slug": "nobody", "role": "acts"}]}, "actors", "Neither the file nor the desk has the actor"),
        ({"order": 10**9}, "order", "small whole number"),
        ({"developing": "yes"}, "developing", "true or false"),
        ({"accounts": [{"id": "x"}]}, "accounts[0].report", "It has no “report”"),
        ({"links": "all"}, "links", "is no list"),
        ({"id": "short"}, "id", "is no id"),
    ],
)
def test_a_wrong_field_is_refused_where_it_stands(tmp_path, change, where, cause):
    shown_event()
    document = exported("harbour-strike")
    document["events"][0] |= change
    tally, outcomes = taken(written(document, tmp_path), "harbour-strike")
    (refused,) = [outcome for outcome in outcomes if outcome.result == "refused"]
    assert refused.place.path == f"events[0].{where}"
    assert cause in refused.cause
    assert not tally.stored
