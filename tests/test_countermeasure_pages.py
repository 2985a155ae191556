"""The tracker and the page of one countermeasure: what is known on a day, and no more than the sources say."""

import re

import pytest

from tests.counting import queries_for
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    ReportFactory,
    SourceFactory,
    StepFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.publishing import publish, withdraw

pytestmark = pytest.mark.django_db

TRACKER = "/harbour-strike/countermeasures/"
HTMX = {"HX-Request": "true", "HX-Target": "results", "HX-Current-URL": f"http://testserver{TRACKER}"}


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def text_of(response):
    page = response.content.decode()
    return plain(page[page.index("<main") : page.index("</main>")])


def rows_of(response):
    """The cells of each countermeasure's row, by title."""
    found = {}
    for row in re.findall(r"<tr [^>]*data-countermeasure.*?</tr>", response.content.decode(), re.DOTALL):
        cells = [
            plain(re.sub(r'<span class="lab".*?</span>', "", cell))
            for cell in re.findall(r"<t[hd] .*?</t[hd]>", row, re.DOTALL)
        ]
        found[re.search(r'class="serif"[^>]*>([^<]+)', row)[1]] = cells
    return found


def status(response, title="Seafood ban"):
    return rows_of(response)[title][3]


def ban(*steps, **fields):
    """A countermeasure with those steps; a pair with a third member has it as its order in the day."""
    return shown_countermeasure(
        **{"title": "Seafood ban", "slug": "ban", "steps": steps, "checked": "2025-11-27"} | fields
    )


def test_what_was_announced_is_not_called_in_force(client):
    ban(("announced", "2025-11-14"))
    assert status(client.get(TRACKER)) == "Announced 14 November 2025 No end reported, checked 27 November 2025"
    assert "in force" not in text_of(client.get(TRACKER)).lower()


def test_what_a_source_has_in_force_is_called_so(client):
    ban(("announced", "2025-11-14"), ("in-force", "2025-11-19"))
    assert status(client.get(TRACKER)).startswith("In force 19 November 2025")


def test_a_demand_is_open_since_it_was_first_made(client):
    ban(("announced", "2025-11-13"), ("announced", "2025-11-19"), measure="demand")
    assert status(client.get(TRACKER)).startswith("Open, announced 13 November 2025")


def test_an_unknown_start_is_worded_as_vaguely_as_its_source(client):
    ban(("in-force", "between 7 and 27 November 2025"))
    assert status(client.get(TRACKER)).startswith("In force between 7 and 27 November 2025")
    assert status(client.get(TRACKER, {"on": "2025-11-10"})).startswith("Possibly in force")


def test_on_an_earlier_day_the_status_of_that_day_and_what_came_later(client):
    ban(("announced", "2025-11-14"), ("lifted", "2025-12-03"))
    assert status(client.get(TRACKER, {"on": "2025-11-13"})) == "Not begun"
    assert (
        status(client.get(TRACKER, {"on": "2025-11-20"})) == "Announced 14 November 2025 Later lifted, 3 December 2025"
    )
    assert status(client.get(TRACKER)) == "Lifted 3 December 2025"


def test_an_end_that_may_have_come_is_no_end(client):
    ban(("announced", "2025-11-14"), ("lifted", "between 20 and 27 November 2025"))
    found = status(client.get(TRACKER, {"on": "2025-11-22"}))
    assert found == "Announced, possibly lifted It may have ended: lifted between 20 and 27 November 2025"


@pytest.mark.parametrize("typed", ["2025-11-19", "19/11/2025", "19 November 2025", "November 19, 2025", "19.11.2025"])
def test_the_day_takes_what_readers_write(client, typed):
    ban(("announced", "2025-11-14"))
    response = client.get(TRACKER, {"on": typed})
    assert "1 countermeasure on 19 November 2025" in text_of(response)
    assert re.search(r'<input id="on"[^>]*value="19.November.2025"', response.content.decode())


@pytest.mark.parametrize("typed", ["Thursday", "2025-11", "<b>", "31/2/2025"])
def test_a_day_that_cannot_be_read_stays_in_its_field_and_is_explained(client, typed):
    ban(("announced", "2025-11-14"))
    response = client.get(TRACKER, {"on": typed})
    assert response.status_code == 200
    assert "was left out" in text_of(response)
    assert "<b>" not in re.search(r'<input id="on"[^>]*value="([^"]*)"', response.content.decode())[1]


def test_the_figures_part_what_stands_what_may_have_begun_what_has_not_and_what_has_ended(client):
    for slug, steps in {
        "stands": [("announced", "2025-11-14")],
        "perhaps": [("announced", "between 10 and 30 November 2025")],
        "later": [("announced", "2025-12-14")],
        "threatened": [("threatened", "2025-11-14")],
        "over": [("announced", "2025-11-01"), ("dropped", "2025-11-10")],
    }.items():
        shown_countermeasure(slug=slug, steps=steps)
    text = text_of(client.get(TRACKER, {"on": "2025-11-20"}))
    assert "standing 1 begun, no end certain possibly begun 1 the day is not known not begun 2 ended 1" in text


def test_rows_stand_under_the_event_they_answer_in_order_of_time(client):
    late, early = (
        shown_event(headline=name, when=when) for name, when in (("Late", "2025-11-20"), ("Early", "2025-11-07"))
    )
    shown_countermeasure(title="A", answers=[late, early], steps=[("announced", "2025-11-21")])
    shown_countermeasure(title="B", answers=[early], steps=[("announced", "2025-11-14")])
    shown_countermeasure(title="C", steps=[("announced", "2025-11-01")])
    response = client.get(TRACKER)
    assert list(rows_of(response)) == ["B", "A", "C"]
    assert "Also answers Early" in rows_of(response)["A"][0]
    text = text_of(response)
    assert (
        text.index("In answer to Early")
        < text.index("In answer to Late")
        < text.index("No event is recorded that these answer")
    )


def test_each_row_says_by_whom_at_whom_who_reports_it_and_how_sure(client):
    china, japan = ActorFactory(name="China"), ActorFactory(name="Japan")
    measure = CountermeasureFactory(title="Seafood ban", by=china, at=japan, steps=[])
    step = StepFactory(countermeasure=measure, when="2025-11-14", accounts=0, certainty="stated")
    AccountFactory(event=step, report=ReportFactory(source=SourceFactory(name="Asahi")))
    shown(measure)
    cells = rows_of(client.get(TRACKER))["Seafood ban"]
    assert cells[1] == "China → Japan"
    assert cells[2] == "Announced 14 Nov 2025"
    assert cells[4] == "Stated by one side Asahi"


def test_a_bar_claims_no_more_than_the_dates(client):
    cause = shown_event(when="2025-11-07")
    ban(("in-force", "between 1 and 27 November 2025"), answers=[cause])
    svg = re.search(r'<svg class="trk".*?</svg>', client.get(TRACKER).content.decode(), re.DOTALL)[0]
    hatch, solid = (re.search(rf'class="b-{look}" x="([\d.]+)%" width="([\d.]+)%"', svg) for look in ("hatch", "solid"))
    assert float(hatch[1]) == 0  # the axis begins with the event it answers
    assert float(solid[1]) == pytest.approx(100 * 20 / 21, abs=0.01)  # the last of 21 days
    assert "style=" not in svg


def test_the_filter_of_the_timeline_narrows_the_tracker(client):
    china, japan = ActorFactory(slug="china"), ActorFactory(slug="japan")
    for title, by, measure in (("A", china, "trade"), ("B", japan, "visa"), ("C", china, "visa")):
        made = CountermeasureFactory(title=title, by=by, measure=measure, steps=[])
        StepFactory(countermeasure=made, actors=[by])
        shown(made)
    assert set(rows_of(client.get(TRACKER, {"measure": "visa"}))) == {"B", "C"}
    assert set(rows_of(client.get(TRACKER, {"measure": "visa", "actor": "china"}))) == {"C"}
    page = client.get(TRACKER, {"measure": "visa", "actor": "china"}).content.decode()
    assert '<option value="visa" selected>Visa restriction (1)</option>' in page
    assert '<input type="hidden" name="actor" value="china">' in page


def test_nothing_found_says_so_and_how_to_see_all_again(client):
    ban(("announced", "2025-11-14"))
    text = text_of(client.get(TRACKER, {"q": "nothing"}))
    assert "No countermeasure matches this filter. Clear all" in text
    withdraw_all()
    assert "No countermeasure has been published." in text_of(client.get(TRACKER))


def withdraw_all():
    from timeline.models import Countermeasure

    for measure in Countermeasure.objects.all():
        withdraw(measure, by=None, reason="Gone.")


def test_htmx_gets_the_results_and_what_else_changed_and_back_gets_the_page(client):
    ban(("announced", "2025-11-14"))
    answer = client.get(TRACKER, {"on": "19/11/2025"}, headers=HTMX)
    page = answer.content.decode()
    assert page.lstrip().startswith('<section id="results"')
    assert set(re.findall(r'id="([\w-]+)" hx-swap-oob|id="([\w-]+)"[^>]*hx-swap-oob', page)) >= {("chips", "")}
    assert answer["HX-Push-Url"] == f"{TRACKER}?on=2025-11-19"
    whole = client.get(TRACKER, headers=HTMX | {"HX-History-Restore-Request": "true"}).content.decode()
    assert whole.startswith("<!doctype html>")


def test_the_page_of_one_tells_by_whom_why_and_in_answer_to_what_each_with_who_says_so(client):
    cause = shown_event(headline="The statement", when="2025-11-07")
    measure = CountermeasureFactory(
        slug="ban",
        title="Seafood ban",
        answers=[cause],
        steps=[("announced", "2025-11-19")],
        formality="notified",
        checked="2025-11-27",
        stated_reason="Water monitoring.",
        reported_motive="The statement.",
    )
    for name, field in (("Asahi", "stated_reason_account"), ("Kyodo", "reported_motive_account")):
        account = AccountFactory(countermeasure=measure, report=ReportFactory(source=SourceFactory(name=name)))
        setattr(measure, field, account)
    measure.save()
    shown(measure)
    text = text_of(client.get(f"{TRACKER}ban/"))
    assert "Announced 19 November 2025 No end reported, checked 27 November 2025" in text
    assert "How formal Notified privately" in text
    assert "What it answers The statement 7 November 2025 Reported Reported : It took place. Source" in text
    assert "Stated reason Water monitoring. Asahi" in text
    assert "Reported motive The statement. Kyodo" in text
    assert "Order in time. It is not proof of cause." in text


def test_a_reason_nobody_gives_is_not_invented(client):
    ban(("announced", "2025-11-14"))
    text = text_of(client.get(f"{TRACKER}ban/"))
    assert "Stated reason None in what we have seen Reported motive None in what we have seen" in text
    assert "How formal Not given" in text
    assert "In answer to No event recorded" in text


def test_its_steps_stand_in_order_with_their_accounts(client):
    measure = ban(("announced", "2025-11-19"), ("notified", "2025-11-14"))
    page = client.get(f"{TRACKER}ban/").content.decode()
    steps = re.findall(r'<li data-entry="(\w+)".*?</li>', page, re.DOTALL)
    assert steps == [step.public_id for step in measure.steps.order_by("first_day")]
    text = plain(page)
    assert text.index("14 November 2025 , Friday Notified.") < text.index("19 November 2025 , Wednesday Announced.")
    assert text.count("It took place.") >= 2


def test_a_countermeasure_has_addresses_that_move_and_go_as_those_of_events_do(client):
    measure = ban(("announced", "2025-11-14"))
    measure.slug = "embargo"
    measure.save()
    publish(measure, by=None)
    assert client.get(f"{TRACKER}ban/")["Location"] == f"{TRACKER}embargo/"
    assert client.get(f"/e/{measure.public_id}")["Location"] == f"{TRACKER}embargo/"
    withdraw(measure, by=None, reason="There was none.")
    gone = client.get(f"{TRACKER}embargo/")
    assert gone.status_code == 410
    assert "This countermeasure was withdrawn There was none." in text_of(gone)


def grow(n):
    cause = shown_event(when="2025-11-01")
    for _each in range(n):
        by, at = (ActorFactory(part_of=ActorFactory()) for _side in "ab")
        shown_countermeasure(
            by=by, at=at, answers=[cause, shown_event()], steps=[("announced", "2025-11-14"), ("lifted", "2025-12-01")]
        )


def test_queries_of_the_tracker_do_not_grow(client):
    grow(2)
    few = queries_for(client, TRACKER)
    grow(8)
    assert queries_for(client, TRACKER) == few <= 16


def test_queries_of_one_countermeasure_do_not_grow(client):
    def more(measure, n):
        for day in range(1, n + 1):
            step = StepFactory(countermeasure=measure, when=f"2025-12-{day:02}", actors=[ActorFactory()])
            AccountFactory(event=step, relayed_from=ReportFactory())
        shown(measure)

    measure = ban(("announced", "2025-11-14"), answers=[shown_event()])
    more(measure, 2)
    few = queries_for(client, f"{TRACKER}ban/")
    more(measure, 8)
    assert queries_for(client, f"{TRACKER}ban/") == few <= 25
