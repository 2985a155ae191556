"""The timeline page: what readers see of entries, filters and paging, whole and as htmx swaps it in."""

import re

import pytest
from django.http import QueryDict

from tests.counting import queries_for
from tests.factories import (
    AccountFactory,
    ActorFactory,
    AnswerFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    SideFactory,
    SourceFactory,
    shown,
    shown_countermeasure,
    shown_event,
)
from timeline.facets import LONG, Facet
from timeline.filters import TimelineFilter
from timeline.models import Participation
from timeline.views import timelines

pytestmark = pytest.mark.django_db

HOME = "/harbour-strike/"
HTMX = {"HX-Request": "true", "HX-Target": "results", "HX-Current-URL": f"http://testserver{HOME}"}


def entries_of(page):
    return re.findall(r'data-entry="(\w+)"', page)


def texts_of(page, pattern):
    return [" ".join(re.sub(r"<[^>]+>", " ", found).split()) for found in re.findall(pattern, page, re.DOTALL)]


def count_of(page):
    return int(re.search(r'data-count="(\d+)"', page)[1])


@pytest.fixture
def read(reader):
    """Call it with a query, and headers if need be: gives the page as text."""

    def read(query=None, **headers):
        answer = reader.get(HOME, query, headers=headers or None)
        assert answer.status_code == 200
        return answer.text

    return read


# Entries


def test_an_entry_says_who_what_when_and_how_sure(read):
    china, japan = ActorFactory(name="China"), ActorFactory(name="Japan")
    event = EventFactory(headline="China summons the ambassador", summary="He came.", when="2025-11-13", actors=[china])
    Participation.objects.create(event=event, actor=japan, role="towards")
    shown(event)
    page = read()
    assert "China summons the ambassador" in page and "He came." in page
    assert '<time datetime="2025-11-13">' in page and "Thursday" in page
    assert "→" in page and "Reported" in page and "1 source" in page
    assert f'href="/e/{event.public_id}"' in page


def test_who_met_with_whom_is_joined_by_a_plus_and_never_an_arrow(read):
    event = EventFactory(kind="call")
    for name in ("Xi", "Trump"):
        Participation.objects.create(event=event, actor=ActorFactory(name=name), role="with")
    shown(event)
    card = texts_of(read(), r'<p class="kick">(?!.*Ongoing)(.*?)</p>')
    assert card[-1] == "Call Xi + Trump"
    assert '<span role="img" aria-label="with">+</span>' in read()


def test_many_actors_are_counted_and_not_all_named(read):
    shown_event(actors=ActorFactory.create_batch(9))
    assert "and 5 more" in read()


@pytest.mark.parametrize(
    ("typed", "mark", "words"),
    [
        ("2025-11-25", "day", ["25\xa0November 2025", "Tuesday"]),
        ("week of 24 November 2025", "span", ["Week of 24\xa0November 2025", "Day not given"]),
        ("before 25 November 2025", "before", ["Before 25\xa0November 2025", "Day not given"]),
        ("", "none", ["Date not given"]),
    ],
)
def test_an_imprecise_date_never_looks_exact(read, typed, mark, words):
    shown_event(when=typed)
    page = read()
    assert f'href="#m-{mark}"' in page
    assert (' class="day imp"' in page) == (mark != "day")
    heading = re.search(r"<h3>(.*?)</h3>", page)[1]
    assert all(word in heading for word in words)


def test_entries_of_one_day_stand_under_one_heading_whatever_the_hour(read):
    shown_event(when="2025-11-25")
    shown_event(when="2025-11-25", time="10:30")
    page = read()
    assert page.count("<h3>") == 1
    assert "10:30" in page


def test_a_badge_names_its_object_where_a_claim_is_disputed(read):
    call = EventFactory(kind="call", certainty="confirmed", accounts=0)
    reuters = AccountFactory(event=call, report=ReportFactory(source=SourceFactory(name="Reuters")))
    AccountFactory(event=call, response="denies", speaker="Minoru Kihara")
    point = PointFactory(event=call, certainty="disputed", label="What he asked for")
    AnswerFactory(account=reuters, point=point, text="No provocation.")
    shown(call)
    page = read()
    assert "Call: confirmed" in page and "What he asked for: disputed" in page
    assert '<details class="acc" open>' in page
    assert "<b>What he asked for</b>: No provocation." in page
    assert "Not in what we have seen: What he asked for" in page
    assert "<b>Denies</b>. " in page and "Minoru Kihara" in page


def test_accounts_that_agree_stay_folded(read):
    shown_event(accounts=2)
    assert '<details class="acc"><summary>' in read()


def test_relayed_words_belong_to_who_said_them(read):
    event = EventFactory(accounts=0)
    xinhua, afp = SourceFactory(name="Xinhua"), SourceFactory(name="AFP")
    AccountFactory(
        event=event,
        report=ReportFactory(source=afp),
        relayed_from=ReportFactory(source=xinhua),
        quote="an integral part",
        quote_original="重要组成部分",
        quote_language="zh",
    )
    shown(event)
    page = read()
    assert '<h5 dir="auto">Xinhua</h5>' in page and "as relayed by AFP" in page
    assert "<q>an integral part</q>" in page and '<q lang="zh">重要组成部分</q>' in page


def test_text_is_text(read):
    shown_event(headline="<script>alert(1)</script>", summary="<b onclick=x>")
    page = read()
    assert "<script>alert" not in page and "<b onclick" not in page


# Countermeasures


def test_a_countermeasure_shows_its_ticket_at_its_first_step_and_a_line_at_later_ones(read):
    trigger = shown_event(headline="The statement", when="2025-11-07")
    shown_countermeasure(
        title="Seafood ban",
        checked="2025-11-27",
        answers=[trigger],
        steps=[("announced", "2025-11-19"), ("widened", "2025-11-24")],
    )
    page = read()
    assert page.count('<div class="msr">') == 1
    assert "Step 2 of 2 of the countermeasure" in page
    ticket = " ".join(page.split('<div class="msr">')[1].split("</article>")[0].split())
    assert "Countermeasure: trade restriction" in ticket
    assert "In answer to" in ticket and "The statement" in ticket
    assert "<b>Widened</b> 24 November 2025" in ticket
    assert "No end reported, checked 27 November 2025" in ticket
    assert "Reported" in ticket and "1 source" in ticket


def test_an_event_lists_what_answers_it(read):
    trigger = shown_event(when="2025-11-07")
    for _each in range(2):
        shown_countermeasure(answers=[trigger])
    page = read()
    assert "Answered by 2 countermeasures" in page
    assert page.count('<div class="msr slim">') == 2


def test_a_demand_is_open_and_dated_by_the_demand_not_by_the_refusal(read):
    shown_countermeasure(measure="demand", steps=[("announced", "2025-11-10"), ("refused", "2025-11-12")])
    assert "<b>Open</b> 10\xa0November 2025" in read()


def test_every_type_of_countermeasure_and_every_certainty_has_its_sign(read):
    from timeline.models import Certainty, Countermeasure

    page = read() if CrisisFactory() else ""
    for sign in [*(f"k-{value}" for value in Countermeasure.Type.values), *(f"s-{one}" for one in Certainty.values)]:
        assert f'id="{sign}"' in page


# Ten seconds


def test_ten_second_lines_are_attributed(read):
    trigger = EventFactory(headline="The statement", when="2025-11-07", accounts=0)
    AccountFactory(event=trigger, report=ReportFactory(source=SourceFactory(name="Kyodo")))
    shown(trigger)
    shown_countermeasure(title="Seafood ban", checked="2025-11-27", answers=[trigger])
    lines = texts_of(read(), r'<dl class="lines">(.*?)</dl>')[0]
    assert "Began with The statement 7 November 2025 According to Kyodo Reported" in lines
    assert "1 of 1 countermeasures has no end reported: Seafood ban" in lines
    assert "Checked 27 November 2025 or later" in lines


# Filters


def test_the_count_says_how_many_of_how_many(read):
    shown_event(kind="call")
    shown_countermeasure()
    page = read()
    assert count_of(page) == 2 and "1 of them a step" in page
    page = read({"kind": "call"})
    assert count_of(page) == 1 and "1 of 2 entries" in page and "Show 1 entry" in page


def test_a_choice_that_leaves_nothing_is_disabled_unless_ticked(read):
    shown_event(kind="call", certainty="confirmed")
    shown_event(kind="law", certainty="reported")
    page = read({"kind": "call", "certainty": "reported"})
    ticked = re.search(r'<input[^>]*id="f-kind-call"[^>]*>', page)[0]
    assert " checked" in ticked and " disabled" not in ticked
    page = read({"kind": "call"})
    assert " disabled" in re.search(r'<input[^>]*id="f-certainty-reported"[^>]*>', page)[0]


def test_choices_keep_their_order_whatever_is_asked(read):
    for name, times in (("Kyodo", 3), ("AFP", 2), ("Xinhua", 1)):
        source = SourceFactory(name=name, slug=name.lower())
        for _each in range(times):
            event = EventFactory(accounts=0, kind="law" if name == "Xinhua" else "call")
            AccountFactory(event=event, report=ReportFactory(source=source))
            shown(event)
    choices = r'id="f-source-(\w+)"'
    assert re.findall(choices, read()) == re.findall(choices, read({"kind": "law"})) == ["kyodo", "afp", "xinhua"]


def test_a_long_list_of_sources_is_folded(read):
    for _each in range(12):
        shown_event()
    folded = read().split('id="d-source"')[1].split("</details>")[0]
    assert "4 more" in folded and folded.count("<input") == 4


def test_people_stand_below_their_state(read):
    china = ActorFactory(name="China", slug="china")
    SideFactory(actor=china)
    shown_event(actors=[ActorFactory(name="Xi Jinping", slug="xi", part_of=china)])
    page = read({"actor": "xi"})
    assert '<details class="parts" id="d-china" open>' in page
    assert page.index('id="f-actor-china"') < page.index('id="f-actor-xi"')


def test_each_chip_removes_itself_and_clear_all_removes_every_one(read):
    shown_event(kind="call")
    page = read({"kind": ["call", "law"], "order": "oldest", "from": "2025-11-01"})
    chips = re.findall(r'class="chip" id="[\w-]+" href="([^"]+)"', page)
    assert chips[0] == "?kind=law&amp;from=2025-11-01&amp;order=oldest"
    assert chips[2] == "?kind=call&amp;kind=law&amp;order=oldest"
    assert 'id="clear" href="?order=oldest"' in page


def test_dates_are_taken_as_readers_write_them(read):
    shown_event(when="2025-10-27")
    page = read({"from": "27/10/2025", "to": "27 October 2025"})
    assert count_of(page) == 1
    assert page.count('value="27 October 2025"') == 2


@pytest.mark.parametrize(("choices", "open_to_see"), [(LONG, LONG), (LONG + 1, LONG - 1)])
def test_no_list_of_choices_is_folded_for_the_sake_of_one(choices, open_to_see):
    facet = Facet("kind", "Kind", list(range(choices)))
    assert (len(facet.first), len(facet.rest)) == (open_to_see, choices - open_to_see)


def test_where_a_reader_is_in_a_list_goes_into_no_other_address():
    search = TimelineFilter(QueryDict("kind=call&since=2025-11-01T00:00Z"), None)
    assert search.since and (search.query(), search.query(after="x")) == ("?kind=call", "?kind=call&after=x")


def test_of_a_key_that_takes_one_value_the_last_is_meant():
    search = TimelineFilter(QueryDict("from=2025-11-01&from=2025-11-09&order=oldest&order=nonsense"), None)
    assert (search.value("from"), search.order, len(search.refused)) == ("2025-11-09", "newest", 1)


def test_refused_values_are_named_and_kept_from_search_engines(read):
    shown_event()
    page = read({"kind": "quarrel", "from": "on Thursday"})
    assert count_of(page) == 1
    assert "kind=quarrel" in page and "was left out" in page
    assert 'value="on Thursday"' in page and re.search(r'id="from-error">[^<]+', page)
    assert '<meta name="robots" content="noindex">' in page


def test_an_empty_answer_names_the_filter_whose_removal_helps(read):
    shown_event(kind="call", certainty="confirmed")
    page = read({"kind": "law", "certainty": "confirmed"})
    assert "No entry matches all 2 filters." in page
    assert "Without <b>Law</b> there would be 1 entry." in page


def test_a_crisis_without_entries_says_so(read):
    CrisisFactory()
    page = read()
    assert count_of(page) == 0 and "Nothing has been published yet." in page


def test_the_canonical_address_drops_the_filters(read):
    shown_event()
    assert f'<link rel="canonical" href="http://testserver{HOME}">' in read({"kind": "statement"})


def test_a_past_moment_is_announced_with_a_way_back(read):
    shown_event()
    page = read({"asof": "2020-01-01", "kind": "call"})
    assert "As readers saw it at" in page and f'href="{HOME}?kind=call"' in page
    assert count_of(page) == 0
    assert '<input type="hidden" name="asof"' in page


@pytest.mark.parametrize("slug", ["nobody-knows", "a-draft"])
def test_an_unknown_crisis_and_a_draft_look_alike(reader, slug):
    CrisisFactory(slug="a-draft", state="draft")
    assert reader.get(f"/{slug}/").status_code == 404


# Pages


@pytest.fixture
def pages_of_two(monkeypatch):
    monkeypatch.setattr(timelines, "PAGE", 2)


def test_walking_the_pages_meets_every_entry_once(read, pages_of_two):
    for day in ("2025-11-01", "2025-11-02", "2025-11-02", "2025-11-03", ""):
        shown_event(when=day)
    seen, query = [], ""
    while query is not None:
        page = read(dict(pair.split("=") for pair in query.split("&") if pair))
        seen += entries_of(page)
        link = re.search(r'rel="next" hx-get="[^?]*\?([^"]+)"', page)
        query = link[1].replace("&amp;", "&") if link else None
    assert len(seen) == len(set(seen)) == 5


def test_load_more_says_how_many_follow(read, pages_of_two):
    for _each in range(3):
        shown_event()
    assert "Load 1 earlier entry" in read()
    assert "Load 1 later entry" in read({"order": "oldest"})


def test_what_is_loaded_goes_on_under_the_heading_already_there(read, pages_of_two):
    for day in ("2025-11-03", "2025-11-02", "2025-11-02", "2025-11-01"):
        shown_event(when=day)
    after = re.search(r"after=([\w-]+)", read())[1]
    whole = read({"after": after})
    assert whole.count("<h3>") == 2 and "Back to the newest entries" in whole
    piece = read({"after": after}, **HTMX | {"HX-Target": "entries"})
    assert piece.count("<h3>") == 1 and len(entries_of(piece)) == 2
    assert piece.count(" autofocus") == 1 and "2 entries added" in piece
    assert 'id="more" hx-swap-oob="true"' in piece and "<html" not in piece


# htmx


def test_a_changed_filter_gets_the_results_and_what_stands_beside_them(reader):
    shown_event(kind="call")
    answer = reader.get(HOME, {"kind": "call", "q": "", "from": ""}, headers=HTMX)
    page = answer.text
    assert page.lstrip().startswith('<section id="results"') and "<html" not in page
    for part in ("chips", "facets", "apply", "field-q", "field-from", "field-to", "chosen"):
        assert f'id="{part}" hx-swap-oob="true"' in page
    assert "1 of 1 entry" in page.split("innerHTML:#live")[1]
    assert answer["HX-Push-Url"] == f"{HOME}?kind=call"
    assert {"HX-Request", "HX-Boosted", "HX-History-Restore-Request"} <= set(answer["Vary"].split(", "))


@pytest.mark.parametrize(
    ("was", "asked", "header", "address"),
    [
        ("", {"q": "port"}, "HX-Push-Url", f"{HOME}?q=port"),
        ("?q=por", {"q": "port"}, "HX-Replace-Url", f"{HOME}?q=port"),
        ("?q=port", {"q": ""}, "HX-Push-Url", HOME),
        ("?q=por", {"q": "port", "kind": "call"}, "HX-Push-Url", f"{HOME}?q=port&kind=call"),
        ("?q=port", {"q": "port"}, "HX-Push-Url", "false"),
        ("?kind=law&kind=call", {"kind": ["call", "law"]}, "HX-Push-Url", f"{HOME}?kind=call&kind=law"),
    ],
)
def test_the_address_is_canonical_and_typing_makes_one_step_of_history(reader, was, asked, header, address):
    CrisisFactory()
    answer = reader.get(HOME, asked, headers=HTMX | {"HX-Current-URL": f"http://testserver{HOME}{was}"})
    assert answer[header] == address


@pytest.mark.parametrize("switch", ["HX-Boosted", "HX-History-Restore-Request"])
def test_back_and_boosted_links_get_the_whole_page(read, switch):
    shown_event()
    assert "<!doctype html>" in read(None, **HTMX | {switch: "true"})


# Growth


def one_of_each():
    china = ActorFactory()
    trigger = shown(EventFactory(actors=[china, ActorFactory(part_of=china)], accounts=2, certainty="disputed"))
    shown(CountermeasureFactory(answers=[trigger], steps=[("announced", "2025-11-19"), ("widened", "2025-11-20")]))


@pytest.mark.parametrize("headers", [{}, HTMX], ids=["page", "fragment"])
def test_queries_do_not_grow_with_the_timeline(reader, headers, monkeypatch):
    monkeypatch.setattr(timelines, "FIRST", timelines.PAGE)
    for _each in range(2):
        one_of_each()
    few = queries_for(reader, HOME, {"kind": ["statement", "step"]}, **headers)
    for _each in range(7):
        one_of_each()
    assert queries_for(reader, HOME, {"kind": ["statement", "step"]}, **headers) == few
    assert few <= 60


def test_what_is_not_settled_names_who_says_so_and_who_denies_it(client):
    event = EventFactory(accounts=0)
    asked, other = (PointFactory(event=event, certainty=certainty) for certainty in ("disputed", "reported"))
    for name, point, response in (("Wire", asked, "asserts"), ("Paper", asked, "denies"), ("Radio", other, "asserts")):
        report = ReportFactory(source=SourceFactory(name=name))
        speaker = "The secretary" if response == "denies" else ""
        account = AccountFactory(event=event, report=report, response=response, speaker=speaker)
        AnswerFactory(account=account, point=point)
    shown(event)
    assert "Says: Wire. Denies: The secretary (Paper)." in client.get("/harbour-strike/").text
