"""The public log of changes: what it said, what it says, when and why; nothing of what was removed."""

import re

import pytest

from tests.counting import queries_for
from tests.factories import (
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PositionFactory,
    shown,
)
from timeline.publishing import correct, hold, merge, publish, remove, withdraw
from timeline.views import changes, timelines

pytestmark = pytest.mark.django_db
HOME, LOG = "/harbour-strike/", "/harbour-strike/changes/"


def lines(text):
    """Each line of the log as plain words."""
    found = re.findall(r'<li><p class="kick">(.*?)\n</li>', text, re.DOTALL)
    return [" ".join(re.sub(r"<[^>]+>", " ", line).split()) for line in found]


def change(event, **fields):
    for name, value in fields.items():
        setattr(event, name, value)
    event.save()


@pytest.fixture
def event(clock):
    event = shown(EventFactory(slug="walk-out", headline="Nine hundred dockers walk out at dawn"))
    clock.forward(hours=1)
    return event


def test_a_correction_shows_what_it_said_and_says_when_and_why(reader, event):
    change(event, headline="Nine thousand dockers walk out at dawn")
    correct(event, by=None, reason="A nought was missing.")
    text = reader.get(LOG).text
    (line,) = lines(text)
    assert "28\xa0November 2025, 22:00 JST" in line or "28 November 2025, 22:00 JST" in line
    assert "Correction" in line and "A nought was missing." in line
    assert "<del>hundred</del> <ins>thousand</ins>" in text
    assert f'href="{HOME}events/walk-out/"' in text


def test_what_it_said_can_be_seen_as_it_stood(reader, event):
    change(event, headline="Nine thousand dockers walk out at dawn")
    correct(event, by=None, reason="A nought was missing.")
    before = re.search(r'href="([^"]*asof=[^"]*)"', reader.get(LOG).text)[1]
    page = reader.get(before.replace("&amp;", "&")).text
    assert "Nine hundred" in page and "Nine thousand" not in page


def test_first_publications_and_silent_changes_are_no_part_of_it(reader, event):
    change(event, summary="A detail nobody would miss")
    publish(event, by=None, change="silent")
    assert lines(reader.get(LOG).text) == []
    assert "Nothing has been changed" in reader.get(LOG).text


@pytest.mark.parametrize(("how", "word"), [("update", "Update"), ("clarification", "Clarification")])
def test_updates_and_clarifications_are_listed(reader, event, how, word):
    change(event, summary="More is known.")
    publish(event, by=None, change=how, reason="More is known.")
    (line,) = lines(reader.get(LOG).text)
    assert word in line


def test_a_withdrawal_says_what_was_taken_back_and_why(reader, event):
    withdraw(event, by=None, reason="It did not take place.")
    text = reader.get(LOG).text
    (line,) = lines(text)
    assert "Withdrawn" in line and "It did not take place." in line
    assert "<del>Nine hundred dockers walk out at dawn</del>" in text


def test_what_was_held_and_merged_is_listed(reader, event, clock):
    other = shown(EventFactory(headline="Dockers on strike"))
    clock.forward(hours=1)
    merge(event, other, by=None, reason="The same walk-out.")
    clock.forward(hours=1)
    hold(other.accounts.first().report, by=None, reason="The outlet withdrew its report.")
    found = lines(reader.get(LOG).text)
    assert ["Held" in found[0], "Merged" in found[1], "Update" in found[2]] == [True, True, True]


def test_what_was_removed_is_named_nowhere(reader, event, clock):
    change(event, headline="Zzyxsecret walks out")
    correct(event, by=None, reason="Zzyxsecret said so.")
    clock.forward(hours=1)
    remove(event, by=None, ground="Privacy.")
    for query in ("", "?asof=2025-11-28T13:30Z", "?q=Zzyxsecret"):
        assert "Zzyxsecret" not in reader.get(LOG + query).text.replace("q=Zzyxsecret", "").replace(
            'value="Zzyxsecret"', ""
        ).replace("“Zzyxsecret”", "")
    assert lines(reader.get(LOG).text) == []


def test_what_was_scheduled_and_cancelled_is_never_what_it_said(reader, event, clock):
    change(event, headline="Zzyxnever")
    publish(event, by=None, at=clock.now.replace(hour=20))
    clock.forward(hours=1)
    change(event, headline="Nine thousand dockers walk out at dawn")
    correct(event, by=None, reason="A nought was missing.")
    clock.forward(hours=12)
    text = reader.get(LOG).text
    assert "Zzyxnever" not in text and "<del>hundred</del>" in text and len(lines(text)) == 1


def test_a_change_to_come_is_not_listed_before_its_moment(reader, event, clock):
    change(event, headline="Zzyxlater")
    publish(event, by=None, change="correction", reason="Zzyxlater", at=clock.now.replace(hour=20))
    assert "Zzyxlater" not in reader.get(LOG).text
    clock.forward(hours=12)
    assert "Zzyxlater" in reader.get(LOG).text


def test_countermeasures_and_positions_are_listed_too(reader, clock):
    measure = shown(CountermeasureFactory(title="Lock-out", slug="lock-out"))
    stance = shown(PositionFactory(actor=ActorFactory(name="The union"), crisis=measure.crisis))
    clock.forward(hours=1)
    change(measure, title="Lock-out of the night shift")
    correct(measure, by=None, reason="Only the night shift.")
    clock.forward(hours=1)
    change(stance, text="It will not move at all.")
    publish(stance, by=None, reason="Firmer words.")
    first, second = lines(reader.get(LOG).text)
    assert "Position of The union" in first and "Lock-out of the night shift" in second


def test_the_log_as_of_a_moment_ends_there(reader, event, clock):
    change(event, headline="Nine thousand dockers walk out at dawn")
    correct(event, by=None, reason="A nought was missing.")
    clock.forward(hours=1)
    withdraw(event, by=None, reason="It did not take place.")
    clock.forward(hours=1)
    then = reader.get(LOG + "?asof=2025-11-28T13:30Z").text
    assert len(lines(then)) == 1 and "It did not take place." not in then


def test_the_filter_narrows_the_log(reader, event, clock):
    call = shown(EventFactory(kind="call", headline="A call"))
    clock.forward(hours=1)
    for one in (event, call):
        change(one, summary="More is known.")
        publish(one, by=None, reason="More is known.")
    (line,) = lines(reader.get(LOG + "?kind=call").text)
    assert "A call" in line
    (line,) = lines(reader.get(LOG + "?q=dockers").text)
    assert "dockers" in line


# Paging


def many_changes(clock, count):
    """Changes, withdrawals among them, several at one moment."""
    crisis = CrisisFactory()
    events = [shown(EventFactory(crisis=crisis, headline=f"Event number {n}")) for n in range(count)]
    clock.forward(hours=1)
    for number, event in enumerate(events):
        if number % 4 == 3:
            withdraw(event, by=None, reason=f"Reason {number}")
        else:
            change(event, summary=f"Change {number}")
            publish(event, by=None, reason=f"Reason {number}")
        if number % 3 == 0:
            clock.forward(minutes=1)


def test_paging_gives_every_change_once_and_the_newest_first(reader, clock, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 4)
    many_changes(clock, 18)
    found, address = [], LOG
    while address:
        text = reader.get(address).text
        found += [line.split("Reason ")[1].split()[0] for line in lines(text)]
        more = re.search(r'rel="next" href="([^"]*)"', text)
        address = more and more[1].replace("&amp;", "&")
    assert sorted(map(int, found)) == list(range(18))
    assert abs(int(found[0]) - 17) < 4 and abs(int(found[-1])) < 4


@pytest.mark.parametrize("cursor", ["AAAA", "_" * 48, "f" * 48])
def test_a_cursor_no_log_wrote_is_refused_with_a_notice(reader, event, cursor):
    answer = reader.get(LOG, {"after": cursor})
    assert answer.status_code == 200
    assert "was left out" in answer.text and "noindex" in answer.text


def test_a_cursor_of_the_timeline_is_refused_by_the_log_and_the_other_way_round(reader, clock, monkeypatch):
    monkeypatch.setattr(changes, "PAGE", 2)
    monkeypatch.setattr(timelines, "PAGE", 2)
    many_changes(clock, 6)
    of_log = re.search(r'rel="next" href="[^"]*after=([^"&]*)"', reader.get(LOG).text)[1]
    of_list = re.search(r'after=([^"&]*)" rel="next"', reader.get(HOME).text)
    assert "was left out" in reader.get(LOG, {"after": of_list[1]}).text
    assert reader.get(HOME, {"after": of_log}).status_code == 200


def test_queries_do_not_grow_with_the_log(reader, clock):
    many_changes(clock, 4)
    few = queries_for(reader, LOG)
    many_changes(clock, 8)
    assert queries_for(reader, LOG) == few
    assert few <= 24


def test_pages_lead_to_the_log(reader, event):
    for address in ("", "events/walk-out/", "countermeasures/"):
        assert f'href="{LOG}"' in reader.get(HOME + address).text, address


def test_a_crisis_that_is_not_published_has_no_log(reader, event):
    event.crisis.state = "draft"
    event.crisis.save()
    assert reader.get(LOG).status_code == 404
