"""`export.csv` and tables made by hand: new rows become events, known ones are changed by what their columns hold."""

import pytest

from tests.factories import ActorFactory, CrisisFactory, EventFactory, ReportFactory, SourceFactory, shown, shown_event
from timeline.importing import Options, take_in
from timeline.models import Crisis, Event, Version
from timeline.records import fresh, record_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def exported(client, tmp_path):
    def exported(change=lambda text: text):
        text = b"".join(client.get("/harbour-strike/export.csv?order=oldest").streaming_content).decode()
        path = tmp_path / "export.csv"
        path.write_text(change(text), encoding="utf-8", newline="")
        return path

    return exported


def taken(path, **options):
    outcomes = []
    crisis = Crisis.objects.get(slug="harbour-strike")
    tally = take_in(path, crisis, Options(source="Table", name="t", **options), hear=outcomes.append)
    return tally, outcomes


def test_our_table_changes_nothing_where_it_comes_from(exported):
    actor = ActorFactory()
    shown_event(actors=[actor], headline="=SUM(1)", summary="+1", body="# Head\n\n*x*", place="Kobe")
    shown(EventFactory(edtf="[2025-11-24..2025-11-27]", date_text="this week", language="en"))
    shown(EventFactory(edtf="2025-11-24", time="09:30", zone="Asia/Tokyo"))
    shown(EventFactory(edtf="2025-11-24", time="09:30", date_text="that morning"))
    shown(EventFactory(edtf=""))
    versions = Version.objects.count()
    _tally, outcomes = taken(exported())
    assert [(outcome.result, outcome.changed) for outcome in outcomes] == [("same", "")] * 5
    assert Version.objects.count() == versions


def test_a_changed_cell_changes_the_event(exported):
    event = shown_event(headline="As it was")
    _tally, (outcome,) = taken(exported(lambda text: text.replace("As it was", "As it is")))
    assert (outcome.result, outcome.changes) == ("change", ("headline",))
    assert Event.objects.get().headline == "As it is"
    assert Event.objects.get().accounts.get().says == event.accounts.get().says


def test_an_id_of_another_crisis_here_is_refused(exported):
    event, outcomes = shown_event(headline="Mine"), []
    take_in(exported(), CrisisFactory(slug="other"), Options(source="Table", name="t"), hear=outcomes.append)
    assert [outcome.result for outcome in outcomes] == ["refused"]
    assert "belongs to another crisis here" in outcomes[0].cause
    assert Event.objects.get().crisis == event.crisis


def test_our_table_in_another_database_brings_events_with_ids_and_accounts(exported):
    source = SourceFactory(name="The Paper", slug="paper")
    actor = ActorFactory(slug="japan")
    event = EventFactory(actors=[actor], accounts=0, headline="Out")
    event.accounts.create(
        report=ReportFactory(source=source, url="https://n.example/1"), says="They left.", attribution="official"
    )
    shown(event)
    before, path = record_of(fresh(event)), exported()
    for model in (Event, Version):
        model.objects.all().delete()
    taken(path)
    after = record_of(fresh(Event.objects.get()))
    for record in (before, after):
        record["accounts"][0].pop("id")
    assert after == before


def test_a_table_made_by_hand(tmp_path):
    ActorFactory(name="Japan", slug="japan")
    shown_event()
    path = tmp_path / "ours.csv"
    path.write_text(
        "Headline;Date;Summary;Acts;Source;Link;Kind\n"
        "Strike;25/11/2025;Out.;Japan;The Paper;https://n.example/1;protest\n"
        "Vague;week of 24 November 2025;;;;;\n"
        "Bad;on Thursday;;;;;\n"
        "Nobody;2025;;Atlantis;;;\n"
    )
    _tally, outcomes = taken(path, partial=True)
    assert [outcome.result for outcome in outcomes] == ["add", "add", "refused", "refused"]
    strike = record_of(fresh(Event.objects.get(headline="Strike")))
    assert (strike["date"]["edtf"], strike["kind"], strike["summary"]) == ("2025-11-25", "protest", "Out.")
    assert strike["accounts"][0]["report"]["url"] == "https://n.example/1"
    assert strike["accounts"][0]["relayed_from"] is None
    assert Event.objects.get(headline="Vague").edtf == "[2025-11-24..2025-11-30]"
    assert "does not say which day" in outcomes[2].cause
    assert "no actor “Atlantis”" in outcomes[3].cause and outcomes[3].mend


@pytest.mark.parametrize(
    ("row", "cause"),
    [
        ("x,2025,short", "is no id"),
        ("x,2025-02-30,", "day that does not exist"),
        (",2025,", "It has no headline."),
        ("x,2025,,party", "not a valid choice"),
        ("x,2025,,step", "names no countermeasure"),
        ("x,2025,,,nowhere", "no countermeasure with the address"),
        ("x,2025,,,,maybe", "neither yes nor no"),
    ],
)
def test_a_row_that_says_what_no_form_takes_is_refused(tmp_path, row, cause):
    shown_event()
    path = tmp_path / "ours.csv"
    path.write_text(f"headline,date,id,kind,countermeasure,developing\n{row}\n")
    tally, (outcome,) = taken(path)
    assert cause in outcome.cause and not tally.stored
