"""The page of one event: facts, accounts set side by side, what it is tied to, its history, how to cite it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.counting import queries_for
from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PointFactory,
    ReportFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Edition, Participation
from timeline.publishing import correct, publish, remove, withdraw

pytestmark = pytest.mark.django_db

CALL = "/harbour-strike/events/call/"


def text_of(response):
    """What a reader sees, without tags and line breaks."""
    page = response.content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")]).split())


def section(response, name):
    page = response.content.decode()
    found = re.search(rf'<section class="sec[^"]*" aria-labelledby="{name}">(.*?)</section>', page, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else None


def event(**fields):
    return EventFactory(**{"slug": "call", "headline": "They speak by phone", "kind": "call", "accounts": 0} | fields)


def told(event, outlet, says, *, answers=None, **fields):
    account = AccountFactory(event=event, report=ReportFactory(source=outlet), says=says, **fields)
    for point, text in (answers or {}).items():
        AnswerFactory(account=account, point=point, text=text)
    return account


@pytest.fixture
def outlets():
    return [SourceFactory(name=name, slug=name.lower()) for name in ("Reuters", "Journal", "Jiji")]


@pytest.fixture
def compared(outlets):
    """A call with three accounts on three points: one answered by all, one denied, one by a single outlet."""
    call = event()
    asked, why, took = (
        PointFactory(event=call, label=label, order=order) for order, label in enumerate(("Asked", "Why", "Took"))
    )
    asked.certainty = "disputed"
    asked.save()
    reuters, journal, jiji = outlets
    told(call, reuters, "It says one thing.", answers={asked: "Nothing.", why: "Trade"})
    told(call, journal, "It says another.", answers={asked: "To be quiet.", why: "trade"})
    told(call, jiji, "It denies.", answers={asked: "No such fact.", took: "Badly"}, response="denies", speaker="Kihara")
    return shown(call)


def test_the_page_says_what_when_who_and_where(client):
    trump, takaichi = (ActorFactory(name=name, office=f"Office of {name}") for name in ("Trump", "Takaichi"))
    call = event(when="2025-11-25", place="By phone", summary="They spoke.", accounts=1)
    for actor in (trump, takaichi):
        Participation.objects.create(event=call, actor=actor, role="with")
    shown(call)
    text = text_of(client.get(CALL))
    assert "They speak by phone They spoke." in text
    assert "When 25 November 2025 Tuesday; hour not given" in text
    assert "Trump + Takaichi Trump: Office of Trump Takaichi: Office of Takaichi" in text
    assert "Where By phone" in text
    assert "Answered by No countermeasure recorded" in text


def test_a_vague_date_says_so_and_names_no_weekday(client):
    shown(event(when="week of 24 November 2025", accounts=1))
    assert "When Week of 24 November 2025 Day not given Who" in text_of(client.get(CALL))


def test_what_is_not_given_reads_not_given(client):
    shown(event(when="", accounts=1))
    text = text_of(client.get(CALL))
    assert "When Date not given" in text
    assert "Who Not given Where Not given" in text


def test_the_badge_names_its_object_where_a_claim_is_disputed(client, compared):
    assert "Call: reported Asked: disputed 3 accounts, 3 independent origins" in text_of(client.get(CALL))


def test_accounts_stand_side_by_side_on_every_point(client, compared):
    page = client.get(CALL).content.decode()
    table = page[page.index('<table class="cmp') : page.index("</table>")]
    rows = [
        [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL)]
        for row in re.findall(r"<tr .*?</tr>", table, re.DOTALL)
    ]
    assert [row[0] for row in rows] == ["Point", "In short", "Asked Disputed", "Why Reported", "Took Reported"]
    assert all("Reuters" in row[1] and "Journal" in row[2] and "Jiji" in row[3] for row in rows)
    assert rows[2][1].endswith("Nothing.") and rows[2][3].endswith("No such fact.")
    assert rows[4][1].endswith("Not in what we have seen") and rows[4][3].endswith("Badly")
    assert rows[4][4] == "Not in what we have seen: Reuters, Journal"


def test_where_they_differ_is_told_from_the_record_alone(client, compared):
    text = section(client.get(CALL), "says")
    text = text[text.index("Where they differ") :]
    assert (
        "Contradicted Asked Reuters, Journal say so; Kihara (Jiji) denies it. Only one says Took Kihara (Jiji)" in text
    )
    assert "Agree Why Reuters, Journal" in text
    assert "does not judge whether different words mean the same" in text


def test_different_words_are_not_called_agreement(client, outlets):
    call = event()
    point = PointFactory(event=call, label="Why")
    for outlet, answer in zip(outlets, ("Trade", "The truce in trade"), strict=False):
        told(call, outlet, "So.", answers={point: answer})
    shown(call)
    text = section(client.get(CALL), "says")
    assert "Several say, each in its own words Why Reuters, Journal" in text
    assert "Agree Why" not in text


def test_relayed_accounts_are_one_origin_and_name_who_relays(client, outlets):
    call = event()
    point = PointFactory(event=call, label="Why")
    original, reprint, other = (ReportFactory(source=outlet) for outlet in outlets)
    for report, relays in ((original, None), (reprint, original), (other, original)):
        account = AccountFactory(event=call, report=report, relayed_from=relays, quote="quite so")
        AnswerFactory(account=account, point=point, text="Trade")
    shown(call)
    response = client.get(CALL)
    assert "3 accounts, 1 independent origin" in text_of(response)
    says = section(response, "says")
    assert "Only one says Why Reuters, all from one origin." in says
    assert "as relayed by Journal" in says and "as relayed by Jiji" in says


def test_who_declines_does_not_count_as_saying_so(client, outlets):
    call = event()
    point = PointFactory(event=call, label="Why")
    told(call, outlets[0], "So.", answers={point: "Trade"})
    told(call, outlets[1], "No comment.", answers={point: "Trade"}, response="declines")
    shown(call)
    says = section(client.get(CALL), "says")
    assert "Only one says Why" in says
    assert "Declines to comment" in says


def test_a_quote_shows_its_original_its_language_and_its_translator(client, outlets):
    call = event()
    told(
        call,
        outlets[0],
        "So.",
        quote="no such fact",
        quote_original="事実はない",
        quote_language="ja",
        translator="The desk",
    )
    shown(call)
    page = client.get(CALL).content.decode()
    assert '<q dir="auto">no such fact</q>' in page
    assert '<q dir="auto" lang="ja">事実はない</q>' in page
    assert "Translated by The desk" in page


def test_a_report_link_passes_nothing_on_and_only_leads_to_the_web(client, outlets):
    call = event()
    good = ReportFactory(source=outlets[0], url="https://news.example/a", headline="A", published="2025-11-26")
    bad = ReportFactory(source=outlets[1], url="javascript:alert(1)", headline="B")
    for report in (good, bad):
        AccountFactory(event=call, report=report)
    shown(call)
    page = client.get(CALL).content.decode()
    assert '<a href="https://news.example/a" rel="nofollow noopener noreferrer"' in page
    assert "Published 26 November 2025." in section(client.get(CALL), "sources")
    assert "Day of publication not given." in page
    assert 'href="javascript' not in page


def test_the_body_is_markdown_made_safe(client):
    shown(event(body="**Bold** <script>alert(1)</script>", accounts=1))
    page = client.get(CALL).content.decode()
    assert "<strong>Bold</strong> &lt;script&gt;" in page


def test_the_chain_shows_links_of_both_ways_in_order_of_time_with_who_draws_them(client):
    call = shown(event(when="2025-11-25", accounts=1))
    before = shown_event(headline="Cause", when="2025-11-07")
    after = shown_event(headline="Effect", when="2025-11-27")
    LinkFactory(event=before, to=call, relation="led-to", basis="reported")
    LinkFactory(event=call, to=after, relation="led-to", basis="desk")
    publish(before, by=None)
    publish(call, by=None)
    assert section(client.get(CALL), "chain") == (
        "What led here, what followed 7 November 2025 Cause Led to this: reported 25 November 2025 This event"
        " 27 November 2025 Effect This led to it: desk’s reading Order in time. It is not proof of cause."
    )


def test_a_link_to_what_is_not_shown_is_left_out(client):
    call = shown(event(accounts=1))
    draft = EventFactory(headline="Secret")
    LinkFactory(event=call, to=draft)
    publish(call, by=None)
    assert "Secret" not in client.get(CALL).content.decode()


def test_countermeasures_that_answer_it_stand_as_tickets_with_who_ties_them(client, outlets):
    call = shown(event(when="2025-11-07", accounts=1))
    shown_countermeasure(title="Seafood ban", answers=[call], steps=[("announced", "2025-11-19")])
    answer = section(client.get(CALL), "measures")
    assert answer.startswith("1 countermeasure answers this Countermeasure: trade restriction Seafood ban")
    assert "Announced 19 November 2025 No end reported" in answer
    assert "Answers this: reported (Source" in answer


def test_a_step_shows_its_countermeasure_the_other_steps_and_what_it_answers(client):
    cause = shown_event(headline="The statement", when="2025-11-07")
    measure = shown_countermeasure(
        title="Seafood ban", answers=[cause], steps=[("announced", "2025-11-19"), ("lifted", "2025-12-03")]
    )
    first, second = measure.steps.order_by("first_day")
    response = client.get(f"/harbour-strike/events/{first.slug}/")
    answer = section(response, "whole")
    assert "Seafood ban" in answer and "Announced: this step" in answer
    assert f"Lifted: {second.headline}" in answer
    assert "Stage Announced Seafood ban" in text_of(response)
    assert "The statement This countermeasure answers it: reported" in section(response, "chain")


def test_a_step_that_is_answered_itself_shows_both_with_no_id_twice(client):
    first = shown_countermeasure(answers=[shown_event(when="2025-11-07")]).steps.get()
    shown_countermeasure(title="Counter-ban", answers=[first])
    response = client.get(f"/harbour-strike/events/{first.slug}/")
    assert "Counter-ban" in section(response, "measures") and "this step" in section(response, "whole")
    ids = re.findall(r' id="([^"]+)"', response.text)
    assert len(ids) == len(set(ids))


def test_its_history_gives_class_moment_reason_and_the_words_that_changed(client):
    call = shown(event(headline="Trump urges Takaichi", accounts=1))
    call.headline = "Trump reportedly urges Takaichi"
    call.certainty = "disputed"
    call.save()
    correct(call, by=None, reason="The call was reported only.")
    page = client.get(CALL).content.decode()
    log = page[page.index('id="history"') : page.index("</section>", page.index('id="history"'))]
    assert re.search(r"Trump ?<ins> ?reportedly ?</ins> ?urges Takaichi", log)
    assert "<del>Reported</del> <ins>Disputed</ins>" in log
    assert "<b>Correction</b>. <span" in log and "The call was reported only." in log
    assert "JST" in log and "First published" in log


def test_it_can_be_cited_as_it_stood(client):
    call = shown(event(accounts=1))
    edition = Edition.objects.of(call).get()
    page = client.get(CALL).content.decode()
    assert f'value="http://testserver/e/{call.public_id}"' in page
    assert f'data-copy="http://testserver/e/{call.public_id}"' in page
    then = re.search(rf'href="http://testserver(/e/{call.public_id}\?asof=[^"]+)"', page)[1]
    call.headline = "Changed since"
    call.save()
    publish(call, by=None)
    cited = client.get(then, follow=True)
    assert cited.status_code == 200
    assert edition.record["headline"] in text_of(cited) and "Changed since" not in text_of(cited)


def test_earlier_and_later_follow_time_even_within_a_day_and_keep_the_filter(client):
    _one, _two, _three, _other = (
        shown_event(headline=name, slug=name.lower(), when="2025-11-25", order=place, kind=kind)
        for place, (name, kind) in enumerate([("One", "call"), ("Two", "call"), ("Three", "visit"), ("Four", "call")])
    )
    page = client.get("/harbour-strike/events/two/").content.decode()
    assert re.findall(r'rel="(prev|next)" href="([^"]+)"', page) == [
        ("prev", "/harbour-strike/events/one/"),
        ("next", "/harbour-strike/events/three/"),
    ]
    page = client.get("/harbour-strike/events/two/?kind=call").content.decode()
    assert 'rel="next" href="/harbour-strike/events/four/?kind=call"' in page


def test_every_link_keeps_the_moment(client):
    japan = ActorFactory(name="Japan", slug="japan")
    call = shown(event(accounts=1, actors=[japan]))
    cause = shown_event(headline="Cause", when="2025-11-01")
    LinkFactory(event=cause, to=call)
    publish(cause, by=None)
    shown_countermeasure(answers=[call])
    moment = timezone.now().strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    response = client.get(CALL, {"asof": moment})
    main = response.content.decode()
    main = main[main.index("<article") : main.index("</main>")]
    inner = [link for link in re.findall(r'href="(/[^"]*)"', main) if "/e/" not in link]
    assert len(inner) > 5
    assert all("asof=" in link for link in inner), inner


def test_a_moment_before_a_change_shows_what_was_read_then(client):
    call = shown(event(headline="As it was", accounts=1))
    then = timezone.now()
    call.headline, call.slug = "As it is", "renamed"
    call.save()
    publish(call, by=None)
    assert "As it was" in text_of(client.get(CALL, {"asof": then.isoformat()}))
    assert client.get(CALL, {"asof": (then - timedelta(days=9)).isoformat()}).status_code == 404
    moved = client.get("/harbour-strike/events/renamed/", {"asof": then.isoformat()})
    assert moved.status_code == 302 and moved["Location"].startswith(f"{CALL}?asof=")


def test_an_old_address_leads_to_the_new_one(client):
    call = shown(event(accounts=1))
    call.slug = "renamed"
    call.save()
    publish(call, by=None)
    assert client.get(CALL)["Location"] == "/harbour-strike/events/renamed/"
    assert client.get(f"/e/{call.public_id}")["Location"] == "/harbour-strike/events/renamed/"


def test_a_draft_and_nothing_at_all_are_the_same_404(client):
    EventFactory(slug="draft")
    CountermeasureFactory(slug="draft")
    shown_event()
    for kind in ("events", "countermeasures"):
        draft, absent = (client.get(f"/harbour-strike/{kind}/{slug}/") for slug in ("draft", "absent"))
        assert draft.status_code == absent.status_code == 404
        assert draft.content == absent.content


def test_what_was_withdrawn_says_why_and_no_more(client):
    call = shown(event(headline="Secret headline", accounts=1))
    withdraw(call, by=None, reason="It rested on a forgery.")
    for address in (CALL, f"/e/{call.public_id}"):
        response = client.get(address)
        assert response.status_code == 410
        assert "It rested on a forgery." in text_of(response)
        assert "Secret headline" not in response.content.decode()


def test_what_was_removed_leaves_only_the_day(client):
    call = shown(event(headline="Secret headline", accounts=1))
    then, public_id = timezone.now().isoformat(), call.public_id
    remove(call, by=None, ground="privacy")
    for address in (CALL, f"/e/{public_id}", f"{CALL}?asof={then.replace('+00:00', 'Z')}"):
        response = client.get(address)
        assert response.status_code == 410
        assert "Removed on" in text_of(response)
        assert "Secret" not in response.content.decode()


@pytest.mark.parametrize("public_id", ["nothing", "0" * 12, "%00", "a" * 500, "é"])
def test_a_public_id_nobody_has_is_not_found(client, public_id):
    assert client.get(f"/e/{public_id}").status_code == 404


def test_a_bad_value_is_named_and_the_page_stands(client):
    shown(event(accounts=1))
    response = client.get(CALL, {"asof": "yesterday"})
    assert response.status_code == 200
    assert "asof=yesterday was left out." in text_of(response)


def test_queries_do_not_grow_with_what_an_event_has(client):
    def more(call, n):
        for _each in range(n):
            actor = ActorFactory(part_of=ActorFactory())
            Participation.objects.create(event=call, actor=actor, role="acts")
            point = PointFactory(event=call)
            AnswerFactory(account=AccountFactory(event=call, relayed_from=ReportFactory()), point=point)
            LinkFactory(event=call, to=shown_event())
            LinkFactory(event=shown_event(), to=call)
            shown_countermeasure(answers=[call], steps=[("announced", "2025-11-26"), ("lifted", "2025-11-28")])
        publish(call, by=None, reason="More.")

    call = shown(event(accounts=1))
    more(call, 2)
    few = queries_for(client, CALL)
    more(call, 8)
    assert queries_for(client, CALL) == few <= 25
