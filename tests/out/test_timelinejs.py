"""`timelinejs.json` and `timelinejs.csv` say to TimelineJS what the timeline says, and nothing that runs."""

import csv
import io
import json

import pytest

from tests.factories import (
    AccountFactory,
    ActorFactory,
    EventFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.formats import timelinejs_csv
from timeline.models import External

pytestmark = pytest.mark.django_db


@pytest.fixture
def slides(fetch):
    def slides(query=""):
        return json.loads(fetch("timelinejs.json", query))["events"]

    return slides


@pytest.mark.parametrize(
    ("when", "start", "end", "display"),
    [
        ("2025-11-25", (2025, 11, 25), None, None),
        ("2025-11", (2025, 11), None, "November 2025"),
        ("1979", (1979,), None, "1979"),
        ("between 24 and 27 November 2025", (2025, 11, 24), None, "Between 24 and 27 November 2025"),
        ("week of 24 November 2025", (2025, 11, 24), None, "Week of 24 November 2025"),
        ("24 to 27 November 2025", (2025, 11, 24), (2025, 11, 27), None),
        ("about 25 November 2025", (2025, 11, 25), None, "About 25 November 2025"),
        ("before 25 November 2025", (2025, 11, 24), None, "Before 25 November 2025"),
        ("44 BC", (-44,), None, "44 BC"),
    ],
)
def test_a_date_stands_at_its_first_day_with_its_own_words(slides, when, start, end, display):
    shown_event(when=when)
    (slide,) = slides()
    assert tuple(slide["start_date"].values()) == start
    assert tuple(slide.get("end_date", {}).values()) == (end or ())
    assert slide.get("display_date", display) == display or (end and display is None)


def test_a_time_is_kept_with_its_zone_in_words(slides):
    shown_event(edtf="2025-11-25", time="09:30", zone="Asia/Tokyo")
    (slide,) = slides()
    assert (slide["start_date"]["hour"], slide["start_date"]["minute"]) == (9, 30)
    assert "09:30" in slide["display_date"] and "Tokyo" in slide["display_date"]


def test_an_event_without_a_date_has_no_slide_and_the_title_says_so(fetch):
    shown_event(when="")
    shown_event()
    document = json.loads(fetch("timelinejs.json"))
    assert len(document["events"]) == 1
    assert "Without a date, so not on this timeline: 1" in document["title"]["text"]["text"]


def test_ids_groups_and_all_sources_are_in_it(slides):
    state = ActorFactory(name="Japan")
    event = EventFactory(actors=[ActorFactory(name="A minister", part_of=state)], accounts=0)
    for name in ("Wire", "Paper"):
        report = ReportFactory(source=SourceFactory(name=name), url=f"https://{name.lower()}.example/x")
        AccountFactory(event=event, report=report, says=f"As {name} has it.", quote="Yes.")
    shown(event)
    (slide,) = slides()
    assert (slide["unique_id"], slide["group"]) == (event.public_id, "Japan")
    for told in ("<strong>Wire</strong>", "As Paper has it.", "<q>Yes.</q>", 'href="https://wire.example/x"'):
        assert told in slide["text"]["text"]


def test_a_step_names_its_countermeasure(slides):
    shown_countermeasure(title="Travel advice", slug="advice")
    assert "Countermeasure: <a" in slides()[0]["text"]["text"]
    assert "Travel advice" in slides()[0]["text"]["text"]


def test_markup_in_texts_is_shown_not_run(slides):
    bad = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    actor = ActorFactory(name=f"{bad}&lt;b&gt;")
    event = EventFactory(headline=bad, summary=bad, body=f"{bad} [x](javascript:alert(1))", actors=[actor], accounts=0)
    AccountFactory(event=event, says=bad, quote=bad, attributed_to=bad, report=ReportFactory(headline=bad))
    event.date_text = bad[:100]
    event.save()
    shown(event)
    (slide,) = slides()
    html = slide["text"]["headline"] + slide["text"]["text"]
    assert "<script" not in html and "<img" not in html and 'href="javascript' not in html
    for stripped in (slide["group"], slide["display_date"]):
        assert not set("<>") & set(stripped) and "&lt;" not in stripped.replace("&amp;lt;", "")


def test_the_title_carries_licence_time_filter_and_address(fetch, settings, clock):
    settings.EXPORT_LICENCE = "CC BY 4.0"
    shown_event(kind="call")
    document = json.loads(fetch("timelinejs.json", "?kind=call"))
    for told in ("CC BY 4.0", "2025-11-28T12:00:00Z", "kind=call", "timelinejs.json?kind=call"):
        assert told in document["title"]["text"]["text"]
    assert (document["licence"], document["filter"]) == ("CC BY 4.0", [["kind", "call"]])


def test_the_sheet_has_the_columns_timelinejs_knows_and_says_the_same(fetch):
    shown_event(headline="Long ago", when="44 BC", actors=[ActorFactory(name="Rome")])
    shown_event(headline="=1+1", when="24 to 27 November 2025")
    shown_event(when="")
    table = list(csv.DictReader(io.StringIO(fetch("timelinejs.csv"), newline="")))
    assert list(table[0]) == timelinejs_csv.COLUMNS
    assert [(row["Type"], row["Headline"]) for row in table] == [
        ("title", "The harbour strike"),
        ("", "'=1+1"),
        ("", "Long ago"),
    ]
    assert (table[2]["Year"], table[2]["Display Date"], table[2]["Group"]) == ("-44", "44 BC", "Rome")
    assert [table[1][f"End {part}"] for part in ("Year", "Month", "Day")] == ["2025", "11", "27"]
    slides = json.loads(fetch("timelinejs.json"))["events"]
    assert [row["Text"] for row in table[1:]] == [slide["text"]["text"] for slide in slides]


def test_what_a_file_taken_in_said_beside_its_entries_is_given_back(fetch):
    event = shown_event(when="1979", actors=[ActorFactory(name="Japan")])
    kept = {"group": "Their group", "background": {"color": "#333"}, "start_date": {"format": "yyyy"}, "odd": [1]}
    keep = {"crisis": event.crisis, "system": "timelinejs:theirs"}
    External.objects.create(**keep, external="their-id", entry=event.public_id, extra=kept)
    eras = [{"start_date": {"year": "1970"}, "end_date": {"year": "1980"}, "text": {"headline": "Seventies"}}]
    title = {"text": {"headline": "Their title"}, "media": {"url": "https://pictures.example/1.jpg"}}
    External.objects.create(**keep, extra={"eras": eras, "scale": "human", "title": title})
    document = json.loads(fetch("timelinejs.json"))
    (slide,) = document["events"]
    assert slide | kept | {"start_date": {"year": 1979, "format": "yyyy"}} == slide
    assert slide["unique_id"] == "their-id"
    assert (document["eras"], document["scale"]) == (eras, "human")
    assert document["title"]["text"]["headline"] == "Their title"
    assert document["title"]["media"] == title["media"]
    assert "Licence:" in document["title"]["text"]["text"]
    rows = list(csv.DictReader(io.StringIO(fetch("timelinejs.csv"), newline="")))
    assert (rows[1]["Group"], rows[1]["Background"], rows[0]["Headline"]) == ("Their group", "#333", "Their title")
