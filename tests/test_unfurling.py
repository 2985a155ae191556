"""What a link shows elsewhere: title, description, picture, what it is about for programs, and where the pages are."""

import json
import re
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    SourceFactory,
    shown,
)
from timeline.formats import card, lettering
from timeline.models import Edition
from timeline.pictures import forget_files, keep_picture
from timeline.publishing import correct, publish, remove, withdraw

pytestmark = pytest.mark.django_db
HOME = "/harbour-strike/"


@pytest.fixture
def event(clock):
    event = EventFactory(
        slug="call",
        headline="The mayor rings the port",
        summary="He asks for talks.",
        kind="call",
        certainty="confirmed",
        place="Town hall",
        accounts=0,
        actors=[ActorFactory(name="The mayor")],
    )
    report = ReportFactory(source=SourceFactory(name="The Gazette"), headline="Mayor rings", published="2025-11-26")
    AccountFactory(event=event, report=report)
    shown(event)
    clock.forward(hours=1)
    return event


def meta(text):
    return dict(re.findall(r'<meta (?:property|name)="((?:og|twitter):[^"]*)" content="([^"]*)">', text))


def data(text):
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', text, re.DOTALL)
    return json.loads(found)


def picture_of(reader, text):
    answer = reader.get(meta(text)["og:image"].removeprefix("http://testserver"))
    assert answer.status_code == 200
    return answer


# Cards


def test_an_event_unfurls_with_its_headline_and_a_picture_that_says_who_says_so(reader, event):
    text = reader.get(f"{HOME}events/call/").text
    found = meta(text)
    assert found["og:title"] == "The mayor rings the port" and found["og:description"] == "He asks for talks."
    assert found["og:url"] == f"http://testserver{HOME}events/call/"
    assert found["twitter:card"] == "summary_large_image"
    assert found["og:image:alt"] == ("The mayor rings the port. 25 November 2025. Confirmed. According to The Gazette")
    answer = picture_of(reader, text)
    assert answer.headers["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)


def test_crisis_and_countermeasure_unfurl_too(reader, event):
    shown(CountermeasureFactory(slug="lock-out", title="Lock-out", crisis=event.crisis))
    for address, title in ((HOME, "The harbour strike"), (f"{HOME}countermeasures/lock-out/", "Lock-out")):
        text = reader.get(address).text
        assert meta(text)["og:title"] == title
        assert Image.open(BytesIO(picture_of(reader, text).content)).size == (1200, 630)


def test_a_changed_entry_has_another_picture_and_the_old_one_stays_as_it_was(reader, event, clock):
    before = reader.get(f"{HOME}events/call/").text
    old = picture_of(reader, before).content
    event.headline = "The mayor rings the union"
    event.save()
    correct(event, by=None, reason="It was the union.")
    clock.forward(hours=1)
    after = reader.get(f"{HOME}events/call/").text
    assert meta(after)["og:image"] != meta(before)["og:image"]
    assert picture_of(reader, after).content != old
    assert picture_of(reader, before).content == old
    then = reader.get(f"{HOME}events/call/?asof=2025-11-28T12:30Z").text
    assert meta(then)["og:image"] == meta(before)["og:image"]


def test_the_picture_of_a_removed_entry_is_gone_at_once(reader, event):
    address = meta(reader.get(f"{HOME}events/call/").text)["og:image"].removeprefix("http://testserver")
    assert reader.get(address).status_code == 200
    remove(event, by=None, ground="Privacy.")
    assert reader.get(address).status_code == 404


def test_no_picture_of_what_is_scheduled_cancelled_or_of_a_draft_crisis(reader, event, clock):
    coming = publish(EventFactory(crisis=event.crisis), by=None, at=clock.now.replace(hour=20))
    assert reader.get(f"{HOME}pictures/{coming.public_id}.png").status_code == 404
    withdraw(coming_entry(coming), by=None, reason="Not after all.")
    clock.forward(hours=12)
    assert reader.get(f"{HOME}pictures/{coming.public_id}.png").status_code == 404
    known = Edition.objects.shown().get(entry=event.public_id)
    event.crisis.state = "draft"
    event.crisis.save()
    assert reader.get(f"{HOME}pictures/{known.public_id}.png").status_code == 404


def coming_entry(edition):
    from timeline.models import Event

    return Event.objects.get(public_id=edition.entry)


def test_an_old_name_of_the_picture_of_a_crisis_leads_to_the_new_one(reader, event):
    old = meta(reader.get(HOME).text)["og:image"].removeprefix("http://testserver")
    shown(EventFactory(crisis=event.crisis))
    new = meta(reader.get(HOME).text)["og:image"].removeprefix("http://testserver")
    assert old != new
    assert reader.get(old).headers["Location"] == new
    assert reader.get(f"{HOME}picture/anything.png").headers["Location"] == new


def test_pictures_may_be_kept_for_an_hour_only(reader, event):
    answer = picture_of(reader, reader.get(HOME).text)
    assert answer.headers["Cache-Control"] == "public, max-age=3600"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


# Photographs


SHOT = (700, 150, 1100, 400)


@pytest.fixture
def pictured(event, settings, tmp_path):
    """Call it with the size of a photograph and what is said of it: the event shows it to readers."""
    settings.MEDIA_ROOT = tmp_path

    def pictured(size=(900, 600), credit="Kyodo"):
        file = BytesIO()
        Image.new("RGB", size, (20, 60, 160)).save(file, "JPEG")
        keep_picture(event, SimpleUploadedFile("photo.jpg", file.getvalue()), alt="A ship in port", credit=credit)
        return shown(event)

    return pictured


def blue(answer, box=SHOT):
    """Whether that part of the picture is the photograph."""
    pixels = Image.open(BytesIO(answer.content)).convert("RGB").crop(box).getcolors(1000) or ()
    return all(red < 60 and blue > 120 for _number, (red, _green, blue) in pixels) and bool(pixels)


def test_an_event_unfurls_with_its_photograph_its_credit_and_its_words(reader, event, pictured):
    without = picture_of(reader, reader.get(f"{HOME}events/call/").text)
    text = reader.get(f"{HOME}events/{pictured().slug}/").text
    assert meta(text)["og:image:alt"].endswith("According to The Gazette A ship in port")
    answer = picture_of(reader, text)
    assert blue(answer) and not blue(without)
    below, beside = (668, 446, 1128, 478), (60, 130, 660, 470)
    assert inked(answer.content, below) and not inked(without.content, below)
    assert inked(answer.content, beside) > 1000


def test_a_photograph_is_cut_to_its_frame_whatever_its_shape(reader, event, pictured):
    pictured((500, 1500))
    assert blue(picture_of(reader, reader.get(f"{HOME}events/call/").text))


@pytest.mark.parametrize(("size", "credit"), [((200, 150), "Kyodo"), ((2400, 300), "Kyodo"), ((900, 600), "كيودو")])
def test_one_too_small_or_whose_credit_cannot_be_drawn_is_left_out(reader, event, pictured, size, credit):
    pictured(size, credit)
    assert not blue(picture_of(reader, reader.get(f"{HOME}events/call/").text))


def test_words_that_need_the_room_come_before_the_photograph(reader, event, pictured):
    event.headline = "A very long headline that goes on and on to its end " * 4
    event.save()
    pictured()
    answer = picture_of(reader, reader.get(f"{HOME}events/call/").text)
    assert not blue(answer) and inked(answer.content, (700, 130, 1128, 470))


def test_a_photograph_whose_file_was_removed_is_in_no_picture_any_more(reader, event, pictured):
    pictured()
    text = reader.get(f"{HOME}events/call/").text
    assert blue(picture_of(reader, text))
    (shot,) = Edition.objects.shown().get(entry=event.public_id).record["pictures"]
    forget_files([(shot["id"], shot["widths"])])
    assert not blue(picture_of(reader, text))


# Letters


def inked(picture, box):
    """How many pixels of that part are not paper."""
    return sum(Image.open(BytesIO(picture)).convert("L").crop(box).histogram()[:128])


TITLE = (60, 130, 1140, 470)


@pytest.mark.parametrize("title", ["بيان وزارة الخارجية", "แถลงการณ์", "हड़ताल", "\U0010fffe no font has this"])
def test_a_title_that_would_come_out_wrong_is_left_out_and_not_drawn_as_boxes(title):
    assert not lettering.drawable(title)
    assert inked(card.png(card.Card(kicker="x", title=title)), TITLE) == 0


def test_what_the_fonts_here_have_is_drawn():
    assert inked(card.png(card.Card(kicker="x", title="Dockers walk out")), TITLE) > 1000


@pytest.mark.parametrize(
    "title", ["Trung Quốc cấm nhập khẩu hải sản", "中国外交部召见日本大使", "日本産水産物の輸入停止"]
)
def test_vietnamese_chinese_and_japanese_are_drawn_where_there_is_a_font_and_else_left_out(title):
    drawn = inked(card.png(card.Card(kicker="x", title=title)), TITLE)
    assert (drawn > 1000) == lettering.drawable(title)


def test_without_fonts_of_its_own_the_machine_still_draws_plain_english(monkeypatch):
    monkeypatch.setattr(lettering, "installed", dict)
    for kept in (lettering.fonts, lettering.font_of):
        kept.cache_clear()
    try:
        assert lettering.drawable("Dockers walk out") and not lettering.drawable("中国")
        assert inked(card.png(card.Card(kicker="x", title="Dockers walk out")), TITLE) > 1000
    finally:
        for kept in (lettering.fonts, lettering.font_of):
            kept.cache_clear()


@pytest.mark.parametrize("words", [40, 80])
def test_a_long_title_is_never_cut_the_short_one_stands_in(words):
    title = "a very long headline that goes on " * words
    short = card.png(card.Card(kicker="x", title="Short"))
    assert card.png(card.Card(kicker="x", title=title, short="Short")) == short


def test_lines_are_no_wider_than_the_picture():
    for title in ("Word " * 60, "中" * 120, "x" * 40):
        size, lines = lettering.fitted(title, "serif", (68, 54, 42, 28), 1056, 12)
        assert lines and all(lettering.length(line, "serif", size) <= 1056 for line in lines)


# For programs


def test_a_confirmed_event_is_told_as_one_with_its_day_and_place(reader, event):
    item = data(reader.get(f"{HOME}events/call/").text)
    assert item["@context"] == "https://schema.org" and item["@type"] == "WebPage"
    assert item["about"] == {
        "@type": "Event",
        "name": "The mayor rings the port",
        "startDate": "2025-11-25",
        "location": {"@type": "Place", "name": "Town hall"},
    }
    assert item["datePublished"] == "2025-11-28T12:00:00+00:00"
    assert item["citation"][0]["publisher"]["name"] == "The Gazette"
    assert item["citation"][0]["datePublished"] == "2025-11-26"
    assert [crumb["position"] for crumb in item["breadcrumb"]["itemListElement"]] == [1, 2]


def test_what_lasted_has_a_first_and_a_last_day(reader, event):
    shown(EventFactory(slug="long", when="24 to 27 November 2025", certainty="confirmed"))
    about = data(reader.get(f"{HOME}events/long/").text)["about"]
    assert (about["startDate"], about["endDate"]) == ("2025-11-24", "2025-11-27")


@pytest.mark.parametrize(
    "when", ["between 24 and 27 November 2025", "2025-11", "before 25 November 2025", "about 25 November 2025", ""]
)
def test_a_vague_date_is_no_day_for_programs_either(reader, when):
    shown(EventFactory(slug="vague", when=when, certainty="confirmed"))
    about = data(reader.get(f"{HOME}events/vague/").text)["about"]
    assert "startDate" not in about and "endDate" not in about


@pytest.mark.parametrize("certainty", ["stated", "reported", "disputed"])
def test_what_is_not_confirmed_is_not_called_an_event(reader, certainty):
    shown(EventFactory(slug="claimed", certainty=certainty))
    assert data(reader.get(f"{HOME}events/claimed/").text)["about"]["@type"] == "Thing"


def test_the_timeline_is_told_as_a_list_of_pages(reader, event):
    item = data(reader.get(HOME).text)
    assert item["@type"] == "CollectionPage" and item["mainEntity"]["numberOfItems"] == 1
    (first,) = item["mainEntity"]["itemListElement"]
    assert first["url"] == f"http://testserver{HOME}events/call/" and first["position"] == 1


@pytest.mark.parametrize("query", ["?kind=call", "?asof=2025-11-28T12:30Z"])
def test_a_part_of_the_timeline_is_not_told_as_the_whole(reader, event, query):
    assert "application/ld+json" not in reader.get(HOME + query).text


def test_no_text_can_close_the_element_it_stands_in(reader):
    nasty = "</script><script>alert(1)</script><!-- & \u2028"
    shown(EventFactory(slug="nasty", headline=nasty, summary=nasty, place=nasty, certainty="confirmed"))
    for address in (HOME, f"{HOME}events/nasty/"):
        text = reader.get(address).text
        assert "<script>alert" not in text
        data(text)
    assert data(text)["name"] == nasty


def test_javascript_links_are_not_passed_on(reader, event):
    report = ReportFactory(headline="Bad", url="https://news.example/x")
    type(report).objects.filter(pk=report.pk).update(url="javascript:alert(1)")
    report.refresh_from_db()
    other = EventFactory(slug="bad", accounts=0)
    AccountFactory(event=other, report=report)
    Edition.objects.filter(entry=shown(other).public_id).exists()
    assert "url" not in data(reader.get(f"{HOME}events/bad/").text)["citation"][0]


# Where the pages are


def listed(reader):
    answer = reader.get("/sitemap.xml")
    assert answer.headers["Content-Type"] == "application/xml"
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    tree = ElementTree.fromstring(answer.getvalue())
    return {
        page.find(f"{space}loc").text.removeprefix("http://testserver"): page.findtext(f"{space}lastmod")
        for page in tree
    }


def test_the_sitemap_lists_what_is_shown_and_when_it_changed(reader, event):
    pages = listed(reader)
    assert {"/", "/about/", HOME, f"{HOME}countermeasures/", f"{HOME}changes/"} < pages.keys()
    assert pages[f"{HOME}events/call/"] == "2025-11-28T12:00:00+00:00"
    assert all(reader.get(page).status_code == 200 for page in pages)


def test_the_sitemap_lists_no_draft_no_withdrawn_and_nothing_to_come(reader, event, clock):
    EventFactory(crisis=event.crisis, slug="draft")
    publish(EventFactory(crisis=event.crisis, slug="coming"), by=None, at=clock.now.replace(hour=20))
    withdraw(event, by=None, reason="Wrong.")
    assert not [page for page in listed(reader) if "/events/" in page]
    event.crisis.state = "draft"
    event.crisis.save()
    assert set(listed(reader)) == {"/", "/about/"}


def test_queries_of_the_sitemap_do_not_grow(reader, event, django_assert_num_queries):
    with django_assert_num_queries(2):
        listed(reader)
    for number in range(20):
        shown(EventFactory(crisis=CrisisFactory(slug=f"crisis-{number}")))
    with django_assert_num_queries(2):
        listed(reader)


def test_robots_are_told_where_the_sitemap_is(reader):
    assert "Sitemap: http://testserver/sitemap.xml" in reader.get("/robots.txt").text


def test_a_picture_judges_each_disputed_claim_by_itself(reader, event):
    PointFactory(event=event, certainty="disputed", label="What he asked for")
    publish(event, by=None)
    alt = meta(reader.get(f"{HOME}events/call/").text)["og:image:alt"]
    assert "Call: confirmed. What he asked for: disputed" in alt
