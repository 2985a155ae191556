import re

import pytest
from django.contrib.auth.models import Permission
from django.core.management import call_command
from django.urls import reverse

from tests.desk.typing import Form
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    ReportFactory,
    SourceFactory,
)
from timeline.admin.countermeasures import CountermeasureScreen
from timeline.admin.events import EventScreen
from timeline.admin.positions import PositionScreen
from timeline.models import Account, Actor, Event, Report, Source, Version
from timeline.records import fresh, record_of

SAYS = (
    "He urged calm. He made no demands.",
    "He advised her to lower the tone.",
    "They spoke of the ties of two states.",
)


def test_a_call_with_three_accounts_on_two_points_is_written_in_one_save(open_form):
    for name, host in (
        ("Reuters", "reuters.com"),
        ("The Wall Street Journal", "wsj.com"),
        ("The Office", "kantei.go.jp"),
    ):
        SourceFactory(name=name, host=host)
    form = open_form("event").more("points").more("accounts").more("accounts")
    form.type(headline="Trump calls Takaichi", kind="call", date="25/11/2025", certainty="confirmed")
    form.type(who_0_actor="+Donald Trump", who_0_role="with", who_1_actor="+Sanae Takaichi", who_1_role="with")
    form.type(points_0_label="What he asked for", points_0_certainty="disputed", points_1_label="How Tokyo took it")
    links = ("https://www.reuters.com/a", "https://www.wsj.com/b", "https://japan.kantei.go.jp/c")
    for number, (link, says) in enumerate(zip(links, SAYS, strict=True)):
        form.type(**{f"accounts_{number}_report": link, f"accounts_{number}_says": says})
    # The answer fields of a question that is not saved yet stand once the form has been drawn with it.
    form.more("-").data |= {
        "accounts-0-answer-0": "No demands",
        "accounts-1-answer-0": "A lower tone",
        "accounts-1-answer-1": "Concern",
    }
    assert form.press() == ["Draft saved."]
    event = Event.objects.get()
    assert (event.edtf, event.kind, event.certainty, event.slug) == (
        "2025-11-25",
        "call",
        "confirmed",
        "trump-calls-takaichi",
    )
    assert [(str(part.actor), part.role) for part in event.participations.all()] == [
        ("Donald Trump", "with"),
        ("Sanae Takaichi", "with"),
    ]
    assert [str(account.report.source) for account in event.accounts.all()] == [
        *("Reuters", "The Wall Street Journal", "The Office"),
    ]
    answers = {
        (answer.point.label, answer.text) for account in event.accounts.all() for answer in account.answers.all()
    }
    assert answers == {
        ("What he asked for", "No demands"),
        ("What he asked for", "A lower tone"),
        ("How Tokyo took it", "Concern"),
    }


@pytest.mark.parametrize("rows", ["who", "points", "accounts", "links"])
def test_adding_a_row_loses_nothing_that_is_typed_and_judges_nothing(open_form, rows):
    form = open_form("event").type(
        headline="", date="on Thursday", who_0_actor="Nobody known", accounts_0_says=" Half a"
    )
    typed = dict(form.data)
    form.more(rows)
    assert typed.items() - {(f"{rows}-count", typed[f"{rows}-count"])} <= form.data.items()
    assert form.data[f"{rows}-count"] == str(int(typed[f"{rows}-count"]) + 1)
    assert list(form.answer.context["problems"]) == []
    assert not Event.objects.exists()


def test_a_row_that_is_added_stands_at_the_default_and_not_at_the_first_choice(open_form):
    form = open_form("event").more("points")
    assert form.data["points-1-certainty"] == "reported"


def test_a_form_with_errors_comes_back_as_it_was_typed_with_each_error_named(open_form):
    form = open_form("event").type(date="on Thursday", who_0_actor="Kihara Seiji")
    form.type(accounts_0_report="https://example.org/denial", accounts_0_speaker="Kihara")
    typed = dict(form.data)
    problems = form.refused()
    assert set(problems) == {
        "Headline",
        "Date",
        "Participation 1, actor",
        "Account 1, what it says",
        "Account 1, outlet",
    }
    assert "before 25 November 2025" in problems["Date"]
    assert "“+Kihara Seiji”" in problems["Participation 1, actor"]
    assert form.data == typed
    assert 'href="#id_date"' in form.answer.text
    assert '<details class="ct-new" open>' in form.answer.text.replace("\n", " ")


def test_a_name_is_found_by_the_beginnings_of_its_words_if_only_one_has_them(open_form):
    ActorFactory(name="Sanae Takaichi"), ActorFactory(name="Taku Yamamoto")
    form = open_form("event").type(headline="A call", who_0_actor="taka san")
    form.press()
    assert form.data["who-0-actor"] == "Sanae Takaichi"
    problems = form.type(who_0_actor="ta").refused()
    assert "Sanae Takaichi, Taku Yamamoto" in problems["Participation 1, actor"]


def test_a_name_with_a_plus_is_added_once_however_often_it_is_typed(open_form):
    form = open_form("event").type(
        headline="A call", who_0_actor="+Đặng Minh", who_1_actor="+Đặng Minh", who_1_role="with"
    )
    form.press()
    assert [(actor.name, actor.slug) for actor in Actor.objects.all()] == [("Đặng Minh", "dang-minh")]
    assert Event.objects.get().participations.count() == 2


def test_the_same_actor_in_the_same_role_twice_is_refused(open_form):
    ActorFactory(name="Japan")
    form = open_form("event").type(headline="A call", who_0_actor="Japan", who_1_actor="japan")
    assert form.refused() == {"Participation 2, actor": "This stands in a row above."}


def test_actors_of_two_rows_can_be_exchanged(open_form):
    event = EventFactory(actors=[ActorFactory(name="China"), ActorFactory(name="Japan")])
    open_form(event).type(who_0_actor="Japan", who_1_actor="China").press()
    assert [str(part.actor) for part in event.participations.all()] == ["Japan", "China"]


def test_a_report_is_found_by_its_link_however_it_was_copied(open_form):
    report = ReportFactory(url="https://news.example/a")
    form = open_form("event").type(headline="A call", accounts_0_says="So.")
    form.type(accounts_0_report="http://News.example/a/?utm_source=mail#top").press()
    assert Account.objects.get().report == report
    assert Report.objects.count() == 1


def test_a_report_is_found_by_words_of_its_headline(open_form):
    report = ReportFactory(headline="Seafood ban announced", source=SourceFactory(name="Kyodo"))
    open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="kyodo seafood").press()
    assert Account.objects.get().report == report


def test_an_unknown_link_of_an_unknown_host_asks_for_the_outlet_and_remembers_its_host(open_form):
    form = open_form("event").type(headline="A", accounts_0_says="So.", accounts_0_report="https://www.asahi.example/1")
    assert form.refused() == {"Account 1, outlet": "A new report. Which outlet is it from?"}
    form.type(accounts_0_outlet="+Asahi", accounts_0_its_headline="Talks", accounts_0_its_day="27/11/2025").press()
    report = Report.objects.get()
    assert (report.url, report.headline, str(report.published)) == (
        "https://www.asahi.example/1",
        "Talks",
        "2025-11-27",
    )
    assert Source.objects.get().host == "asahi.example"


def test_one_new_link_in_two_accounts_makes_one_report(open_form):
    SourceFactory(host="news.example")
    form = open_form("event").more("accounts").type(headline="A", accounts_0_says="So.", accounts_1_says="Thus.")
    form.type(accounts_0_report="https://news.example/1", accounts_1_report="https://news.example/1").press()
    assert Report.objects.count() == 1


def test_answers_to_a_question_that_was_taken_away_are_not_lost_silently(open_form):
    event = EventFactory()
    PointFactory(event=event, label="What was asked for")
    form = open_form(event)
    form.data |= {"accounts-0-answer-0": "Nothing", "points-0-label": ""}
    assert "Question 1, question" in form.refused()
    assert form.data["accounts-0-answer-0"] == "Nothing"


def test_an_answer_that_is_emptied_is_gone_and_a_question_removed_takes_its_answers(open_form):
    event = EventFactory()
    PointFactory(event=event), PointFactory(event=event, label="How it was taken", order=1)
    form = open_form(event)
    form.data |= {"accounts-0-answer-0": "Nothing", "accounts-0-answer-1": "Badly"}
    form.press()
    form.data |= {"accounts-0-answer-0": "", "points-1-remove": "on"}
    form.press()
    assert [point.label for point in event.points.all()] == ["What was asked for"]
    assert not event.accounts.get().answers.exists()


def test_an_account_somebody_else_removed_meanwhile_is_kept_as_typed(open_form):
    event = EventFactory()
    form = open_form(event).type(accounts_0_says="What I typed meanwhile.")
    report = event.accounts.get().report
    event.accounts.all().delete()
    form.press()
    assert [(account.says, account.report) for account in event.accounts.all()] == [("What I typed meanwhile.", report)]


def test_an_account_is_removed_only_by_its_box(open_form):
    event = EventFactory(accounts=2)
    form = open_form(event)
    form.data["accounts-0-remove"] = "on"
    form.press()
    assert event.accounts.count() == 1


def test_an_event_links_to_others_of_its_crisis_but_not_to_itself(open_form):
    first = EventFactory(headline="The statement")
    second = EventFactory(headline="The protest")
    elsewhere = EventFactory(headline="A fire", crisis=CrisisFactory(slug="other", title="Other"))
    form = open_form(second).type(links_0_to="The protest")
    assert form.refused() == {"Link 1, event": "An event cannot be linked to itself."}
    assert form.type(links_0_to=elsewhere.headline).refused() == {"Link 1, event": "No event has the words “A fire”."}
    form.type(links_0_to="statement", links_0_relation="led-to", links_0_basis="reported").press()
    assert [(link.to, link.basis) for link in second.links.all()] == [(first, "reported")]


def test_the_address_follows_the_headline_until_readers_have_it(open_form):
    EventFactory(slug="the-call")
    form = open_form("event").type(headline="The call")
    form.press()
    event = Event.objects.get(headline="The call")
    assert event.slug == "the-call-2"
    form.type(headline="The long call").press()
    event.refresh_from_db()
    assert event.slug == "the-long-call"
    form.type(accounts_0_report="+x", accounts_0_says="So.", accounts_0_outlet="+Wire").press("_publish")
    form.type(headline="The longest call").press()
    event.refresh_from_db()
    assert event.slug == "the-long-call"
    form.type(slug="longest").press()
    event.refresh_from_db()
    assert event.slug == "longest"


@pytest.mark.parametrize(("headline", "slug"), [("About", "about-2"), ("Events", "events-2"), ("Đà Nẵng", "da-nang")])
def test_an_address_hides_none_of_the_sites_own(open_form, headline, slug):
    open_form("event").type(headline=headline).press()
    assert Event.objects.get().slug == slug


def test_a_headline_without_latin_letters_gets_the_public_id_for_an_address(open_form):
    open_form("event").type(headline="高市首相の発言").press()
    event = Event.objects.get()
    assert event.slug == event.public_id


def test_a_step_needs_both_its_countermeasure_and_its_stage(open_form):
    form = open_form("event").type(headline="A step", stage="announced")
    assert form.refused() == {"Step of": "Of which countermeasure is this a step?"}
    assert set(form.type(stage="", kind="step").refused()) == {"Kind"}


def test_every_save_that_changes_something_leaves_a_version_and_who_did_it(open_form, editor):
    form = open_form("event").type(headline="A call")
    form.press()
    form.press()
    form.type(headline="The call").press()
    event = Event.objects.get()
    assert (event.version, event.saved_by, event.created_by) == (2, editor, editor)
    assert [version.by for version in Version.objects.all()] == [editor, editor]


def as_drawn(screen):
    """What a screen would post if nothing were typed."""
    data = {f"{name}-count": str(len(rows)) for name, rows in screen.rows.items()}
    for field in (field for form in screen.forms for field in form):
        value = field.value()
        if value is not False:
            data[field.html_name] = "" if value is None else str(value)
    return data


def test_every_entry_of_the_demo_can_be_saved_unchanged_and_stays_as_it_was(db, editor):
    call_command("loaddata", "china-japan-2025", verbosity=0)
    for screen in (EventScreen, CountermeasureScreen, PositionScreen):
        for entry in screen.form._meta.model.objects.all():
            before = record_of(fresh(entry)), getattr(entry, "slug", ""), entry.version
            posted = screen(entry, data=as_drawn(screen(entry)), user=editor)
            assert posted.is_valid(), (entry, list(posted.problems))
            posted.save()
            entry.refresh_from_db()
            assert (record_of(fresh(entry)), getattr(entry, "slug", ""), entry.version) == before, entry


def test_an_entry_is_not_moved_to_another_crisis_once_readers_have_seen_it(open_form):
    other = CrisisFactory(slug="other", title="Other")
    form = open_form(EventFactory())
    form.press("_publish")
    assert set(form.type(crisis=str(other.pk)).refused()) == {"Crisis"}


def test_a_relayed_account_names_the_report_whose_words_it_passes_on(open_form):
    report, origin = ReportFactory(headline="Relay"), ReportFactory(headline="Origin")
    event = EventFactory(accounts=0)
    AccountFactory(event=event, report=report)
    form = open_form(event).type(accounts_0_relayed="relay")
    assert form.refused() == {"Account 1, relayed from": "A report cannot relay itself."}
    form.type(accounts_0_relayed="origin").press()
    assert event.accounts.get().relayed_from == origin


def test_a_draft_needs_no_account_but_whoever_may_only_look_can_write_nothing(desk, crisis, client, django_user_model):
    event = EventFactory(accounts=0)
    looker = django_user_model.objects.create_user("looker", password="x", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_event"))
    client.force_login(looker)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    page = client.get(address)
    assert '<fieldset class="ct-all" disabled>' in page.text
    assert 'value="Save draft"' not in page.text
    assert client.post(address, Form(page.text).data | {"headline": "Mine", "_save": "1"}).status_code == 403


def test_what_takes_a_row_away_says_which_and_stands_in_no_empty_row(open_form):
    event = EventFactory(accounts=2, actors=[ActorFactory(), ActorFactory()])
    page = open_form(event).answer.text
    boxes = re.findall(r'name="(\w+)-\d+-remove".*?> ([^<]+)<span class="visually-hidden">([^<]+)</span>', page)
    assert [(rows, words + which) for rows, words, which in boxes] == [
        ("who", "Remove: Participation 1"),
        ("who", "Remove: Participation 2"),
        ("accounts", "Remove this account: Account 1"),
        ("accounts", "Remove this account: Account 2"),
    ]
