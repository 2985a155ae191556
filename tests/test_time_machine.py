"""Any page as readers saw it at a moment: what it shows, ways to other moments, and every link staying there."""

import re
from datetime import UTC, datetime

import pytest

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PositionFactory,
    ReportFactory,
    SourceFactory,
    shown,
)
from timeline import moments
from timeline.models import Crisis
from timeline.publishing import correct, publish, remove, withdraw

pytestmark = pytest.mark.django_db
HOME = "/harbour-strike/"


def iso(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def past(clock):
    """A crisis with something of everything, then corrected; gives the moment before that, and what is in it."""
    actor = ActorFactory(slug="union", name="The union")
    source = SourceFactory(slug="gazette", name="The Gazette")
    event = EventFactory(slug="walk-out", headline="Nine hundred walk out", actors=[actor], accounts=0)
    AccountFactory(event=event, report=ReportFactory(source=source))
    other = EventFactory(slug="talks", headline="Talks begin", actors=[actor])
    LinkFactory(event=event, to=other)
    measure = CountermeasureFactory(slug="lock-out", title="Lock-out", by=actor, answers=[event])
    for entry in (other, event, measure, PositionFactory(actor=actor)):
        shown(entry)
    before = clock.now
    clock.forward(hours=1)
    event.headline = "Nine thousand walk out"
    event.save()
    correct(event, by=None, reason="A nought was missing.")
    clock.forward(hours=1)
    return before


PAGES = ["", "events/walk-out/", "countermeasures/", "countermeasures/lock-out/", "actors/union/", "sources/gazette/"]
PAGES += ["changes/", "?view=table", "?view=lanes", "?view=ledger"]


@pytest.mark.parametrize("where", PAGES)
def test_a_page_of_the_past_says_so_keeps_out_of_engines_and_leads_back(reader, past, where):
    address = f"{HOME}{where}{'&' if '?' in where else '?'}asof={iso(past)}"
    answer = reader.get(address)
    assert answer.status_code == 200
    assert "As readers saw it at" in answer.text and "28\xa0November 2025, 21:00 JST" in answer.text
    assert '<meta name="robots" content="noindex">' in answer.text
    back = re.search(r'<a href="([^"]*)">See it as it is now', answer.text)[1]
    assert "asof" not in back and back.partition("?")[0] == HOME + where.partition("?")[0]
    assert "Nine thousand" not in answer.text


@pytest.mark.parametrize("where", PAGES)
def test_every_link_of_a_page_of_the_past_stays_there(reader, past, where):
    address = f"{HOME}{where}{'&' if '?' in where else '?'}asof={iso(past)}"
    text = reader.get(address).text
    text = text[: text.index("See it as it is now")].rpartition("<a ")[0] + text[text.index("See it as it is now") :]
    links = re.findall(r'<a\b[^>]*?\shref="((?:/harbour-strike/|/e/|\?)[^"]*)"', text)
    links += re.findall(r'<a\b[^>]*?\shx-get="([^"]+)"', text)
    assert len(links) > 4
    assert [link for link in links if "asof=" not in link] == []


def test_forms_of_a_page_of_the_past_stay_there(reader, past):
    for page in ("", "countermeasures/", "changes/"):
        text = reader.get(f"{HOME}{page}?asof={iso(past)}").text
        forms = re.findall(r"<form\b.*?</form>", text, re.DOTALL)
        assert forms and all('name="asof"' in form for form in forms), page


def test_a_page_of_now_is_open_to_engines_and_has_no_banner(reader, past):
    text = reader.get(HOME).text
    assert "As readers saw it at" not in text and "noindex" not in text and "asof=" not in text


def test_the_stepper_leads_to_the_moment_before_and_after_and_no_further(reader, past, clock):
    first = reader.get(f"{HOME}?asof={iso(past)}").text
    assert 'id="earlier-version"' not in first
    later = re.search(r'id="later-version" href="([^"]*)"', first)[1]
    second = reader.get(later.replace("&amp;", "&")).text
    assert "Nine thousand" in second and 'id="later-version"' not in second
    earlier = re.search(r'id="earlier-version" href="([^"]*)"', second)[1]
    assert "Nine hundred" in reader.get(earlier.replace("&amp;", "&")).text


def test_the_stepper_keeps_the_filter(reader, past):
    text = reader.get(f"{HOME}?kind=statement&asof={iso(past)}").text
    assert "kind=statement" in re.search(r'id="later-version" href="([^"]*)"', text)[1]
    assert '<input type="hidden" name="kind" value="statement">' in text


def test_an_entry_cannot_be_stepped_back_to_before_it_was_shown(reader, past, clock):
    shown(EventFactory(slug="late"))
    late = clock.now
    clock.forward(hours=1)
    text = reader.get(f"{HOME}events/late/?asof={iso(late)}").text
    assert 'id="earlier-version"' not in text
    assert 'id="earlier-version"' in reader.get(f"{HOME}?asof={iso(late)}").text


@pytest.mark.parametrize("asked", ["2999-01-01T00:00Z", "yesterday", "0001-01-01T00:00:00+14:00", "2025-13-01"])
def test_a_moment_to_come_and_nonsense_are_refused_with_a_notice(reader, past, asked):
    answer = reader.get(HOME, {"asof": asked})
    assert answer.status_code == 200
    assert "was left out" in answer.text and "As readers saw it at" not in answer.text
    assert "noindex" in answer.text and "Nine thousand" in answer.text


# The moments themselves


def crisis():
    return Crisis.objects.get()


def test_moments_are_those_at_which_something_shown_changed(clock):
    event = shown(EventFactory())
    first = clock.now
    clock.forward(hours=1)
    publish(event, by=None, change="silent")
    second = clock.forward(hours=1)
    withdraw(event, by=None, reason="Wrong.")
    clock.forward(hours=1)
    around = moments.around(crisis(), first)
    assert (around.here, around.earlier, around.later) == (first, None, first.replace(hour=13))
    assert around.all == [second, first.replace(hour=13), first]
    assert moments.latest(crisis()) == second


def test_a_scheduled_edition_is_no_moment_before_its_time_nor_ever_if_cancelled(clock):
    event = shown(EventFactory())
    first = clock.now
    publish(event, by=None, at=datetime(2025, 11, 28, 15, tzinfo=UTC))
    assert moments.around(crisis()).all == [first]
    publish(event, by=None, at=datetime(2025, 11, 28, 16, tzinfo=UTC))
    clock.forward(hours=9)
    assert moments.around(crisis()).all == [datetime(2025, 11, 28, 16, tzinfo=UTC), first]


def test_what_was_removed_leaves_no_moment(clock):
    kept = shown(EventFactory())
    clock.forward(hours=1)
    gone = shown(EventFactory(crisis=kept.crisis))
    clock.forward(hours=1)
    remove(gone, by=None, ground="Privacy.")
    assert len(moments.around(crisis()).all) == 1


def test_the_moments_offered_are_bounded(clock):
    event = EventFactory()
    for _each in range(40):
        shown(event)
        clock.forward(minutes=1)
    around = moments.around(crisis(), datetime(2025, 11, 28, 12, 20, tzinfo=UTC))
    assert len(around.all) == 2 * moments.EACH_WAY + 1
    assert around.all == sorted(around.all, reverse=True)
    assert around.all[moments.EACH_WAY] == around.here


def test_what_was_cancelled_before_its_moment_came_never_shows_in_a_history(reader, clock):
    event = shown(EventFactory(slug="walk-out", headline="A walk-out"))
    event.headline = "Zzyxnever"
    event.save()
    publish(event, by=None, at=clock.now.replace(hour=15))
    clock.forward(hours=1)
    event.headline = "A strike"
    event.save()
    publish(event, by=None)
    clock.forward(hours=9)
    for address in ("", "events/walk-out/", "changes/", "?asof=2025-11-28T15:00Z"):
        text = reader.get(HOME + address).text
        assert "A strike" in text and "Zzyxnever" not in text, address
