"""Everything by or towards an actor, and everything that rests on a source."""

import re

import pytest

from tests.counting import queries_for
from tests.factories import (
    AccountFactory,
    ActorFactory,
    EventFactory,
    PositionFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Participation
from timeline.views import timelines

pytestmark = pytest.mark.django_db

CHINA = "/harbour-strike/actors/china/"
JIJI = "/harbour-strike/sources/jiji/"


def text_of(response):
    page = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def entries_of(response):
    return re.findall(r'data-entry="(\w+)"', response.content.decode())


@pytest.fixture
def china():
    return ActorFactory(name="China", slug="china")


@pytest.fixture
def jiji():
    return SourceFactory(name="Jiji Press", slug="jiji", kind="wire")


def event_of(report, **fields):
    made = EventFactory(accounts=0, **fields)
    AccountFactory(event=made, report=report)
    return shown(made)


def test_an_actor_page_names_it_and_what_it_is_part_of(client, china):
    wang = ActorFactory(name="Wang Yi", slug="wang-yi", kind="person", office="Foreign minister", part_of=china)
    shown_event(actors=[wang])
    assert "Person Wang Yi Foreign minister Part of China" in text_of(client.get("/harbour-strike/actors/wang-yi/"))
    assert "State or territory China People and bodies: Wang Yi" in text_of(client.get(CHINA))


def test_a_state_has_the_entries_of_its_people_and_bodies(client, china):
    own = shown_event(actors=[china])
    of_one = shown_event(actors=[ActorFactory(part_of=china)])
    shown_event(actors=[ActorFactory()])
    response = client.get(CHINA)
    assert set(entries_of(response)) == {own.public_id, of_one.public_id}
    assert 'data-count="2"' in response.content.decode()


def test_its_entries_can_be_seen_by_role(client, china):
    acts = shown_event(actors=[china])
    towards = EventFactory()
    Participation.objects.create(event=towards, actor=china, role="towards")
    shown(towards)
    page = client.get(CHINA)
    assert "All 2 Acts 1 Towards 1" in text_of(page)
    assert entries_of(client.get(CHINA, {"role": "acts"})) == [acts.public_id]
    assert f'href="{CHINA}?role=towards"' in page.content.decode()


def test_positions_stand_with_who_says_so(client, china):
    position = PositionFactory(actor=china, text="Force is not ruled out.", accounts=0)
    AccountFactory(position=position, report=ReportFactory(source=SourceFactory(name="AFP")), says="Leaders repeat it.")
    shown(position)
    text = text_of(client.get(CHINA))
    assert "Standing positions Force is not ruled out. According to AFP What the source says AFP" in text
    assert "Leaders repeat it." in text


def test_what_only_drafts_name_is_not_found(client, china, jiji):
    secret = ActorFactory(name="Secret", slug="secret", part_of=china)
    draft = EventFactory(actors=[secret], accounts=0)
    AccountFactory(event=draft, report=ReportFactory(source=jiji))
    shown_event(actors=[china])
    absent = client.get("/harbour-strike/actors/absent/")
    for address in ("/harbour-strike/actors/secret/", JIJI):
        response = client.get(address)
        assert response.status_code == 404
        assert response.content == absent.content
    assert "Secret" not in client.get(CHINA).content.decode()


def test_a_filter_that_leaves_nothing_is_no_404(client, china):
    shown_event(actors=[china])
    response = client.get(CHINA, {"q": "nothing"})
    assert response.status_code == 200
    assert "0 entries" in text_of(response) and "No entry matches this filter. Clear all" in text_of(response)


def test_links_lead_to_the_same_question_on_the_timeline_and_in_the_export(client, china):
    shown_event(actors=[china], kind="call")
    page = client.get(CHINA, {"kind": "call"}).content.decode()
    assert 'href="/harbour-strike/?actor=china&amp;kind=call"' in page
    assert 'href="/harbour-strike/export.json?actor=china&amp;kind=call"' in page


def test_more_entries_come_by_a_link_that_htmx_can_follow(client, china, monkeypatch):
    monkeypatch.setattr(timelines, "PAGE", 2)
    made = [shown_event(when=f"2025-11-{day}", actors=[china]).public_id for day in (13, 12, 11)]
    first = client.get(CHINA)
    assert entries_of(first) == made[:2]
    following = re.search(rf'href="({CHINA}\?after=[^"]+)" rel="next"', first.content.decode())[1]
    assert entries_of(client.get(following)) == made[2:]
    piece = client.get(following, headers={"HX-Request": "true", "HX-Target": "entries"})
    assert entries_of(piece) == made[2:]
    assert "<html" not in piece.content.decode()


def test_a_source_lists_its_reports_with_links_and_days_newest_first(client, jiji):
    for headline, day in (("Old", "2025-11-10"), ("Undated", None), ("New", "2025-11-27")):
        event_of(ReportFactory(source=jiji, headline=headline, published=day, url=f"https://jiji.example/{headline}"))
    event_of(ReportFactory(headline="Another's"))
    response = client.get(JIJI)
    page = response.content.decode()
    assert re.findall(
        r'href="https://jiji.example/(\w+)" rel="nofollow noopener noreferrer"', page[: page.index('id="results"')]
    ) == ["New", "Old", "Undated"]
    assert "Source: wire Jiji Press 3 reports that entries here rest on." in text_of(response)
    assert "Another" not in page
    assert len(set(entries_of(response))) == 3


def test_a_report_known_only_as_others_relay_it_says_so(client, jiji):
    nippon = ReportFactory(source=SourceFactory(name="Nippon.com"), headline="Relaying")
    made = EventFactory(accounts=0)
    AccountFactory(event=made, report=nippon, relayed_from=ReportFactory(source=jiji, headline="Relayed", url=""))
    shown(made)
    text = text_of(client.get(JIJI))
    assert "Relayed Day of publication not given. As relayed by Nippon.com: Relaying" in text
    assert "1 entry rests on it" in text


def test_a_source_that_only_a_position_or_a_countermeasure_rests_on_has_its_page(client, jiji):
    position = PositionFactory(text="It will not move.", accounts=0)
    AccountFactory(position=position, report=ReportFactory(source=jiji))
    shown(position)
    text = text_of(client.get(JIJI))
    assert "It will not move." in text and "0 entries" in text


def grow(n, china, jiji):
    for _each in range(n):
        part = ActorFactory(part_of=china)
        made = event_of(ReportFactory(source=jiji), actors=[part, china])
        relaying = EventFactory(accounts=0)
        AccountFactory(event=relaying, report=ReportFactory(), relayed_from=ReportFactory(source=jiji))
        shown(relaying)
        shown_countermeasure(by=part, answers=[made])
        shown(PositionFactory(actor=china))


def test_queries_do_not_grow(client, china, jiji, monkeypatch):
    monkeypatch.setattr(timelines, "FIRST", timelines.PAGE)
    grow(2, china, jiji)
    few = [queries_for(client, address) for address in (CHINA, JIJI)]
    grow(4, china, jiji)
    assert [queries_for(client, address) for address in (CHINA, JIJI)] == few
    assert few[0] <= 32 and few[1] <= 28
