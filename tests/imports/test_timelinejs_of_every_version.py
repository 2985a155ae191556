"""Every version of TimelineJS, JSON and sheet, comes in with its dates, words, media and further keys."""

import json

import pytest

from timeline.models import Actor, External, Report, Source

from .files import sheet, slide, v3


def date(record):
    return record["date"]["edtf"], record["date"]["text"]


@pytest.mark.parametrize(
    ("start", "end", "edtf", "words"),
    [
        ({"year": "2011"}, None, "2011", "2011"),
        ({"year": 2011, "month": "", "day": ""}, None, "2011", "2011"),
        ({"year": "2011", "month": "02"}, {}, "2011-02", "February 2011"),
        ({"year": "2011", "month": "2", "day": 9}, {"year": ""}, "2011-02-09", "9 February 2011"),
        ({"year": "-44"}, None, "-0043", "44 BC"),
        ({"year": "−44"}, None, "-0043", "44 BC"),
        ({"year": -1}, None, "0000", "1 BC"),
        ({"year": "79", "month": "8", "day": "24"}, None, "0079-08-24", "24 August AD 79"),
        ({"year": "-4540000000"}, None, "Y-4539999999", "4540000000 BC"),
        ({"year": 2011.0, "month": "Feb"}, None, "2011-02", "February 2011"),
        ({"year": "2011"}, {"year": "2013"}, "2011/2013", "2011 to 2013"),
        ({"year": "2011"}, {"year": "2011"}, "2011", "2011"),
        ({"year": "2011", "month": 1}, {"year": 2012}, "2011-01/2012", "January 2011 to 2012"),
        ({"year": "-65000000", "month": "1", "day": "1"}, None, "Y-64999999", "65000000 BC"),
    ],
)  # fmt: skip
def test_dates_of_version_3(taken, start, end, edtf, words):
    taken.take(v3({"start_date": start, "end_date": end, "text": {"headline": "It"}}))
    assert taken.only["date"]["edtf"] == edtf
    assert taken.only["date"]["text"] == words


def test_a_time_and_the_phrase_to_print_are_kept(taken):
    start = {"year": "2011", "month": "2", "day": "9", "hour": "6", "minute": "5", "second": "56", "format": ""}
    taken.take(v3(slide() | {"start_date": start, "display_date": "That <b>morning</b>"}))
    assert (taken.only["date"]["time"], taken.only["date"]["phrase"]) == ("06:05", "That morning")
    assert External.objects.get().extra == {"start_date": {"second": "56"}}


@pytest.mark.parametrize(
    ("start", "cause"),
    [
        (None, "It has no date."),
        ({}, "It has no year."),
        ({"year": ""}, "It has no year."),
        ({"year": "soon"}, "“soon” is no whole number."),
        ({"year": "0"}, "There is no year 0"),
        ({"year": "2011", "month": "13"}, "no such month"),
        ({"year": "2011", "month": "2", "day": "30"}, "that month has 28 days"),
        ({"year": "2011", "day": "3"}, "a day but no month"),
        ({"year": "2011", "month": "2", "day": "3", "hour": "25"}, "no time of day"),
        ({"year": True}, "no whole number"),
        ([2011], "no object with a year"),
        ("whenever", "no date that can be read"),
        ({"year": "9" * 15}, "too far away"),
    ],
)
def test_a_date_that_is_none_is_refused_with_its_cause(taken, start, cause):
    tally = taken.take(v3(slide("Good"), {"start_date": start, "text": {"headline": "Bad"}}))
    assert taken.results == ["add", "refused"]
    refused = taken.outcomes[1]
    assert cause in refused.cause
    assert refused.headline == "Bad"
    assert refused.place.path.startswith("events[1].start_date")
    assert not tally.stored and taken.records == []


def test_an_end_before_the_start_is_refused(taken):
    taken.take(v3(slide(end_date={"year": "2010"})))
    assert taken.results == ["refused"]


@pytest.mark.parametrize(
    ("typed", "edtf", "time"),
    [
        ("2011,12,10", "2011-12-10", None),
        ("2011,12,10,15,30", "2011-12-10", "15:30"),
        ("2011, 12", "2011-12", None),
        ("12/10/2011", "2011-12-10", None),
        ("1/26/2012 15:30:00", "2012-01-26", "15:30"),
        ("1/26/2012 3:30 PM", "2012-01-26", "15:30"),
        ("2012-01-26", "2012-01-26", None),
        ("20120126", "2012-01-26", None),
        ("1900", "1900", None),
        ("-44", "-0043", None),
        ("January 26, 2012", "2012-01-26", None),
    ],
)
def test_dates_of_versions_1_and_2_have_the_month_first(taken, typed, edtf, time):
    taken.take({"timeline": {"date": [{"startDate": typed, "headline": "It"}]}})
    assert (taken.only["date"]["edtf"], taken.only["date"]["time"]) == (edtf, time)


def test_a_file_of_version_2_comes_in_whole(taken):
    item = {
        "startDate": "2011,12,10",
        "endDate": "2011,12,11",
        "headline": "Strike",
        "text": "<p>They <i>walked</i> out.</p>",
        "tag": "Dockers",
        "classname": "big",
        "asset": {"media": "https://pictures.example/1.jpg", "credit": "Ann Lee", "caption": "The gate"},
    }
    about = {"headline": "The strike", "text": "All of it", "type": "default", "startDate": "2011", "era": [item]}
    tally = taken.take({"timeline": about | {"date": [item], "chart": [1]}})
    assert tally.shape == "timelinejs-old"
    record = taken.only
    assert record["date"]["edtf"] == "2011-12-10/2011-12-11"
    assert record["body"] == "They *walked* out."
    whole = External.objects.get(external="").extra
    assert whole["title"] == {"text": {"headline": "The strike", "text": "All of it"}}
    assert whole["eras"][0]["start_date"] == {"year": "2011", "month": "12", "day": "10"}
    assert whole["timeline.chart"] == [1]
    extra = External.objects.exclude(external="").get().extra
    assert (extra["group"], extra["classname"]) == ("Dockers", "big")
    assert extra["media"] == {"url": "https://pictures.example/1.jpg", "credit": "Ann Lee", "caption": "The gate"}


@pytest.mark.parametrize(
    "wrapping", ["storyjs_jsonp_data = {};", "callback({});", "/* mine */ var x.y = {}", "cb( {} )"]
)
def test_jsonp_is_read_as_what_it_wraps(taken, wrapping):
    content = wrapping.replace("{}", json.dumps(v3(slide("Wrapped"))))
    assert taken.take(content, name="data.jsonp").shape == "timelinejs"
    assert taken.only["headline"] == "Wrapped"


def test_media_and_credits_become_reports_that_the_file_passes_on(taken):
    media = {
        "url": "https://www.pictures.example/1.jpg?utm_source=x",
        "credit": "<b>Ann Lee</b>",
        "caption": "The gate",
    }
    text = {"headline": "It", "text": 'See <a href="https://news.example/a">the paper</a>.'}
    taken.take(v3({"start_date": {"year": 2011}, "text": text, "media": media}), name="ours.json")
    own, shown, linked = taken.only["accounts"]
    assert (own["report"]["headline"], own["says"]) == ("ours.json", "See the paper.")
    assert shown["report"]["headline"] == "ours.json"
    assert shown["relayed_from"]["url"] == "https://www.pictures.example/1.jpg"
    assert (shown["says"], shown["attributed_to"], shown["attribution"]) == ("The gate", "Ann Lee", "other-outlet")
    assert linked["relayed_from"]["url"] == "https://news.example/a"
    assert set(Source.objects.values_list("name", "kind")) >= {("Ann Lee", "other"), ("news.example", "other")}


def test_a_report_the_desk_has_is_not_made_again(taken):
    paper = Source.objects.create(name="The Paper", slug="paper", host="news.example")
    known = Report.objects.create(source=paper, url="https://news.example/a", headline="Known")
    taken.take(v3(slide(media={"url": "http://news.example/a/"}), slide("2", media={"url": "https://news.example/b"})))
    relayed = [record["accounts"][1]["relayed_from"] for record in taken.records]
    assert relayed[0]["id"] == known.public_id
    assert relayed[1]["source"] == paper.public_id


def test_words_put_where_the_link_of_media_belongs_are_not_lost(taken):
    taken.take(v3(slide(media={"url": "<blockquote>No demand. <cite>Edith Clarke</cite></blockquote>"})))
    assert taken.only["body"] == "> No demand. Edith Clarke"


def test_a_group_called_like_an_actor_is_who_acts_and_another_is_kept(taken):
    Actor.objects.create(name="Japan", slug="japan", kind="state")
    taken.take(v3(slide("1", group="japan "), slide("2", group="Round one"), slide("3", group="Protest")))
    one, two, three = taken.records
    assert [part["role"] for part in one["actors"]] == ["acts"]
    assert (two["actors"], two["kind"], three["kind"]) == ([], "other", "protest")
    assert [row.extra["group"] for row in External.objects.order_by("pk")] == ["japan ", "Round one", "Protest"]


@pytest.mark.parametrize("key", ["unique_id", "uniqueid"])
def test_ids_eras_title_and_unknown_keys_are_kept(taken, key):
    further = {"autolink": False, "x": {"deep": [1, {"a": None}]}}
    era = {"start_date": {"year": 2000}, "text": {"headline": "Then"}}
    title = [{"text": {"headline": "One"}}]
    taken.take(v3(slide(**further, **{key: "mine-1"}), eras=[era], title=title, scale="cosmological"))
    entry, whole = External.objects.order_by("-entry")
    assert (entry.external, entry.given, entry.extra) == ("mine-1", True, further)
    assert entry.entry == taken.only["id"]
    assert whole.extra == {"eras": [era], "title": title, "scale": "cosmological"}


def test_what_is_kept_does_nothing_in_whoever_shows_it(taken):
    media = {"url": "javascript:alert(1)", "caption": "<img src=x onerror=alert(1)>See<script>alert(1)</script>"}
    taken.take(
        v3(slide(media=media, x=["<a href='javascript:1'>a</a>"]), title={"text": {"text": "<script>1</script>T"}})
    )
    kept = json.dumps(list(External.objects.values_list("extra", flat=True)))
    assert "script" not in kept and "onerror" not in kept


def test_one_plain_paragraph_is_the_summary_and_more_is_the_body(taken):
    taken.take(v3(*({"start_date": {"year": 2011}, "text": {"headline": "It", "text": text}}
                    for text in ("Just this.", "<p>Just this.</p>", "One.\n\nTwo.", "<b>Bold</b>"))))  # fmt: skip
    assert [(record["summary"], record["body"]) for record in taken.records] == [
        ("Just this.", ""), ("Just this.", ""), ("", "One.\n\nTwo."), ("", "**Bold**")]  # fmt: skip


def test_a_slide_without_headline_takes_the_first_words_of_its_text(taken):
    taken.take(v3({"start_date": {"year": 2011}, "text": {"text": "<p>They walked out.</p><p>More.</p>"}}))
    assert taken.only["headline"] == "They walked out."
    assert "no headline" in taken.outcomes[0].notes[0]


@pytest.mark.parametrize(
    ("item", "cause", "path"),
    [
        ("text", "It is no object, but “text”.", "events[0]"),
        (None, "It is no object", "events[0]"),
        (slide("", media={}), "neither headline nor text", "events[0].text.headline"),
        (slide("x" * 301), "at most 300 characters", "events[0].headline"),
        (slide(text=[1]), "neither text nor an object", "events[0].text"),
        (slide(display_date={"a": 1}), "is no text", "events[0].display_date"),
        (slide(further="x" * 200_000), "further keys hold more than 100000", "events[0]"),
    ],
)
def test_an_item_that_is_wrong_is_refused_where_it_is(taken, item, cause, path):
    taken.take(v3(item))
    assert cause in taken.outcomes[0].cause
    assert taken.outcomes[0].place.path == path


def test_the_sheet_of_today_says_what_the_json_says(taken):
    rows = [
        ",,,,,,,,,The whole,<p>All</p>,,,,,title,,https://b.example/bg.png",
        '2011,2,9,9:30 PM,,,,,That night,Strike,"<p>They, ""all"", left.</p>",https://p.example/1.jpg,Ann,Gate,,,Docks,#123',
        "2011,,,,2012,1,,,,Era,,,,,,era,,",
        "-44,3,15,,,,,,,Ides,,,,,,,,",
        ",,,,,,,,,,,,,,,,,",
    ]
    tally = taken.take(sheet(*rows), name="sheet.csv")
    assert (tally.shape, tally.counts["add"], tally.counts["kept"]) == ("sheet", 2, 1)
    strike, ides = taken.records
    assert strike["date"] | {"earliest": None} == strike["date"] | {"earliest": None, "edtf": "2011-02-09"}
    assert (strike["date"]["time"], strike["date"]["phrase"]) == ("21:30", "That night")
    assert strike["summary"] == "They, “all”, left.".replace("“", '"').replace("”", '"')
    assert ides["date"]["edtf"] == "-0043-03-15"
    whole = External.objects.get(external="").extra
    assert whole["title"]["text"] == {"headline": "The whole", "text": "<p>All</p>"}
    assert whole["eras"][0]["end_date"] == {"year": "2012", "month": "1"}
    extra = External.objects.get(entry=strike["id"]).extra
    assert extra["background"] == {"color": "#123"} and extra["group"] == "Docks"
    assert [outcome.where for outcome in taken.outcomes if outcome.result == "add"] == ["line 3", "line 5"]


def test_the_sheet_and_the_json_of_one_timeline_are_the_same_timeline(taken):
    taken.take(sheet("2011,2,9,,,,,,,Strike,Out,https://p.example/1.jpg,,,,,Docks,"), name="a.csv")
    media = {"url": "https://p.example/1.jpg", "credit": "", "caption": "", "thumbnail": ""}
    start = {"year": "2011", "month": "2", "day": "9"}
    taken.take(
        v3({"start_date": start, "text": {"headline": "Strike", "text": "Out"}, "media": media, "group": "Docks"})
    )
    assert taken.results == ["same"]


def test_the_old_sheet_has_the_month_first_and_its_tag_is_a_group(taken):
    columns = "Start Date\tEnd Date\tHeadline\tText\tMedia\tMedia Credit\tMedia Caption\tMedia Thumbnail\tType\tTag"
    rows = ["1/26/2012\t1/27/2012\tStrike\tOut\t\t\t\t\t\tDocks", "\t\tNo date\t\t\t\t\t\t\t"]
    tally = taken.take(sheet(*rows, columns=columns), name="old.csv", partial=True)
    assert (tally.shape, taken.results) == ("sheet-old", ["add", "refused"])
    assert taken.only["date"]["edtf"] == "2012-01-26/2012-01-27"
    assert External.objects.get().extra == {"group": "Docks"}
    assert taken.outcomes[1].where == "line 3, start_date"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_any_separator_and_encoding(taken, mark, encoding):
    content = sheet("2011;2;9;;;;;;;Grève à Nîmes – fin;Été").replace(";", ",").replace(",", mark)
    tally = taken.take(content, name="a.csv", encoding=encoding)
    assert (taken.only["headline"], taken.only["summary"]) == ("Grève à Nîmes – fin", "Été")
    assert tally.encoding == {"cp1252": "Windows-1252"}.get(encoding, "UTF-16" if "16" in encoding else "UTF-8")


def test_json_in_utf_16_with_a_mark(taken):
    taken.take(json.dumps(v3(slide("北京")), ensure_ascii=False), encoding="utf-16")
    assert taken.only["headline"] == "北京"


def test_the_format_may_be_named_where_it_is_told_wrongly(taken):
    columns = "Year,Start Date,Headline"
    content = sheet("1999,1/26/2012,Both", columns=columns)
    assert taken.take(content, name="a.csv", trial=True).shape == "sheet"
    taken.take(content, name="a.csv", shape="sheet-old")
    assert taken.only["date"]["edtf"] == "2012-01-26"


def test_our_own_timelinejs_file_changes_nothing_of_the_desk(taken, client):
    taken.take(v3(slide("It", media={"url": "https://p.example/1.jpg"})), publish=True)
    before = taken.only
    content = b"".join(client.get("/t/timelinejs.json").streaming_content)
    External.objects.all().delete()
    taken.take(content)
    assert taken.results[0] == "same" and "an entry of this desk" in taken.outcomes[0].notes[0]
    assert taken.only == before


def test_what_came_from_timelinejs_goes_back_to_it(taken, client):
    end = {"year": "2011", "month": "2", "day": "9", "hour": "11", "minute": "0"}
    start = {"year": "2011", "month": "2", "day": "9", "hour": "9", "minute": "30", "second": "5"}
    one = {
        "start_date": start,
        "end_date": end,
        "display_date": "That morning",
        "text": {"headline": "Strike &amp; walk", "text": "<p>They <b>left</b>.</p>", "x": 1},
        "media": {"url": "https://p.example/1.jpg", "credit": "Ann", "caption": "Gate", "thumbnail": "t.png"},
        "group": "Docks",
        "unique_id": "mine-1",
        "autolink": False,
    }
    old = {"start_date": {"year": "-44"}, "text": {"headline": "Ides"}, "unique_id": "mine-2"}
    era = {"start_date": {"year": 2000}, "end_date": {"year": 2001}, "text": {"headline": "Then"}}
    taken.take(v3(one, old, eras=[era], scale="human", title={"text": {"headline": "All"}}), publish=True)
    back = json.loads(b"".join(client.get("/t/timelinejs.json?order=oldest").streaming_content))
    second, first = back["events"]
    assert {name: str(part) for name, part in first["start_date"].items()} == start
    assert {name: str(part) for name, part in first["end_date"].items()} == end
    assert second["start_date"] == {"year": -44}
    assert (first["text"]["headline"], first["text"]["x"]) == ("Strike &amp; walk", 1)
    assert "<strong>left</strong>" in first["text"]["text"]
    assert "That morning" in first["display_date"]
    for name in ("media", "group", "unique_id", "autolink"):
        assert first[name] == one[name]
    assert second["unique_id"] == "mine-2"
    assert (back["eras"], back["scale"], back["title"]["text"]["headline"]) == ([era], "human", "All")
