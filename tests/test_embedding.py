"""The timeline on other people's pages: the frame, the snippet, and oEmbed."""

import html
import re
from urllib.parse import quote

import pytest

from tests.counting import queries_for
from tests.factories import ActorFactory, CountermeasureFactory, CrisisFactory, EventFactory, shown
from timeline.publishing import remove, withdraw

pytestmark = pytest.mark.django_db
HOME, FRAME = "/harbour-strike/", "/harbour-strike/embed/"


@pytest.fixture
def crisis(clock):
    crisis = CrisisFactory()
    port = ActorFactory(name="The port")
    call = shown(EventFactory(crisis=crisis, kind="call", headline="The mayor rings the port", actors=[port]))
    shown(EventFactory(crisis=crisis, kind="statement", headline="Dockers walk out", when="2025-11"))
    measure = CountermeasureFactory(
        crisis=crisis, title="Lock-out of the night shift", short_title="Lock-out", by=port, answers=[call]
    )
    shown(measure)
    return crisis


# The frame


def test_the_frame_may_stand_anywhere_and_nothing_else_may(reader, crisis):
    frame, page = reader.get(FRAME), reader.get(HOME)
    assert "frame-ancestors *" in frame.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in frame.headers
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_the_frame_has_no_script_and_every_link_leaves_it(reader, crisis):
    text = reader.get(FRAME).text
    assert "<script" not in text
    links = re.findall(r"<a\b[^>]*>", text)
    assert len(links) > 4
    assert all('target="_top"' in link for link in links)
    assert '<meta name="robots" content="noindex">' in text
    assert '<link rel="canonical" href="http://testserver/harbour-strike/">' in text


def test_the_frame_shows_entries_with_date_certainty_and_who_says_so(reader, crisis):
    text = reader.get(FRAME).text
    assert text.count("data-entry=") == 3
    assert "Dockers walk out" in text and "November 2025" in text and "Reported" in text
    assert re.search(r'class="mute by">[^<]*Source \d', text)
    assert "Open the full timeline, 3 entries" in text


def test_the_frame_shows_what_stands_under_who_imposes_it(reader, crisis):
    text = reader.get(FRAME).text
    assert ">1</b>" in text and "no end reported" in text
    assert re.search(r"The port.*?Lock-out<", text, re.DOTALL)
    assert "in force" not in text.lower()


def test_the_frame_keeps_the_filter_and_leads_to_the_page_that_does(reader, crisis):
    text = reader.get(FRAME, {"kind": "call", "view": "table"}).text
    assert text.count("data-entry=") == 1 and "Lock-out" not in text
    assert 'href="/harbour-strike/?kind=call"' in text
    assert "Open the full timeline, 1 entry" in text


def test_the_frame_of_a_moment_says_so_and_stays_there(reader, crisis, clock):
    then = clock.now
    clock.forward(hours=1)
    shown(EventFactory(crisis=crisis, headline="The port answers"))
    clock.forward(hours=1)
    text = reader.get(FRAME, {"asof": then.isoformat()}).text
    assert "As readers saw it at" in text and "The port answers" not in text
    links = re.findall(r'<a href="([^"]*)"', text)
    assert links and all("asof=" in link for link in links)


def test_a_bad_value_is_named_in_the_frame(reader, crisis):
    answer = reader.get(FRAME, {"kind": "nope"})
    assert answer.status_code == 200
    assert "<b>kind=nope</b> was left out" in answer.text and answer.text.count("data-entry=") == 3


def test_an_empty_frame_says_why(reader, crisis):
    assert "No entry matches this filter." in reader.get(FRAME, {"q": "nowhere"}).text


def test_what_was_withdrawn_or_removed_leaves_the_frame_at_once(reader, crisis, clock):
    gone, secret = (shown(EventFactory(crisis=crisis, headline=f"Zzyx{n}")) for n in range(2))
    clock.forward(hours=1)
    assert "Zzyx0" in reader.get(FRAME).text
    withdraw(gone, by=None, reason="Wrong.")
    remove(secret, by=None, ground="Privacy.")
    assert "Zzyx" not in reader.get(FRAME).text


def test_a_draft_crisis_has_no_frame(reader, crisis):
    crisis.state = "draft"
    crisis.save()
    assert reader.get(FRAME).status_code == 404


def test_queries_do_not_grow_with_the_frame(reader, crisis):
    def add(count):
        for _each in range(count):
            shown(EventFactory(crisis=crisis, actors=[ActorFactory()]))
            shown(CountermeasureFactory(crisis=crisis))

    add(2)
    few = queries_for(reader, FRAME)
    add(13)
    assert queries_for(reader, FRAME) == few <= 24


# The snippet


def test_the_page_gives_a_snippet_that_keeps_the_filter_and_has_a_link(reader, crisis):
    text = reader.get(HOME, {"kind": "call"}).text
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1])
    assert 'src="http://testserver/harbour-strike/embed/?kind=call"' in snippet
    assert 'title="The harbour strike"' in snippet
    assert '<a href="http://testserver/harbour-strike/?kind=call">' in snippet
    assert reader.get(FRAME + "?kind=call").status_code == 200


def test_a_title_cannot_break_out_of_the_snippet(reader, crisis):
    crisis.title = '"><script>alert(1)</script>'
    crisis.save()
    text = reader.get(HOME).text
    assert "<script>alert" not in text
    snippet = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", text, re.DOTALL)[1])
    assert "<script>" not in snippet
    answer = reader.get("/oembed", {"url": f"http://testserver{HOME}"}).json()
    assert "<script>" not in answer["html"]


# oEmbed


def told(reader, url, **more):
    return reader.get("/oembed", {"url": url} | more)


def test_oembed_tells_how_to_show_a_timeline(reader, crisis):
    answer = told(reader, f"http://testserver{HOME}?kind=call&utm_source=post")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "application/json"
    document = answer.json()
    assert (document["version"], document["type"]) == ("1.0", "rich")
    assert document["title"] == "The harbour strike"
    assert (document["width"], document["height"]) == (600, 400)
    assert 'src="http://testserver/harbour-strike/embed/?kind=call"' in document["html"]


def test_oembed_keeps_to_the_room_there_is(reader, crisis):
    document = told(reader, f"http://testserver{HOME}", maxwidth="320", maxheight="9999").json()
    assert (document["width"], document["height"]) == (320, 400)
    assert 'width="320" height="400"' in document["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("format=xml&url=http://testserver/harbour-strike/", 501),
        ("", 400),
        ("url=http://testserver/harbour-strike/&maxwidth=wide", 400),
        ("url=http://testserver/harbour-strike/&maxheight=0", 400),
        ("url=http://testserver/harbour-strike/&maxwidth=" + "9" * 5000, 200),
        ("url=http://elsewhere.example/harbour-strike/", 404),
        ("url=http://testserver/nowhere/", 404),
        ("url=http://testserver/about/", 404),
        ("url=http://testserver/harbour-strike/events/nothing/", 404),
        ("url=javascript:alert(1)", 404),
        ("url=http://[", 404),
        ("url=%00", 404),
        ("url=" + quote("http://testserver/harbour-strike/?from=2025-13-45&after=x&\udcff=1", errors="replace"), 200),
    ],
)
def test_oembed_answers_as_its_standard_says(reader, crisis, query, status):
    answer = reader.get(f"/oembed?{query}")
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_oembed_knows_no_draft(reader, crisis):
    crisis.state = "draft"
    crisis.save()
    assert told(reader, f"http://testserver{HOME}").status_code == 404


def test_the_page_says_where_oembed_is_to_be_had(reader, crisis):
    text = reader.get(HOME, {"kind": "call"}).text
    link = html.unescape(re.search(r'<link rel="alternate" type="application/json\+oembed" href="([^"]*)"', text)[1])
    document = reader.get(link.removeprefix("http://testserver")).json()
    assert "embed/?kind=call" in document["html"]


def test_oembed_of_an_address_in_another_language_gives_the_frame_in_that_language(reader, crisis, settings):
    settings.LANGUAGES = [("en", "English"), ("ja", "Japanese")]
    html = told(reader, f"http://testserver/ja{HOME}?kind=call").json()["html"]
    assert 'src="http://testserver/ja/harbour-strike/embed/?kind=call"' in html
