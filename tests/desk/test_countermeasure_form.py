from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    ReportFactory,
    SourceFactory,
    shown_countermeasure,
    shown_event,
)
from timeline.models import Account, Countermeasure, Edition, Event, Position
from timeline.reading import today_in


@pytest.fixture
def ban(open_form):
    """A form with a ban that has one step and answers the statement of 7 November; not saved."""
    EventFactory(headline="Takaichi’s statement", when="2025-11-07")
    ActorFactory(name="China"), ActorFactory(name="Japan"), ActorFactory(name="Hong Kong")
    SourceFactory(name="Reuters", host="reuters.com")
    form = open_form("countermeasure").type(
        title="Ban on seafood", measure="trade", by_0_actor="China", at_0_actor="Japan"
    )
    form.type(checked=str(timezone.localdate()), answers_0_event="statement")
    form.type(steps_0_stage="announced", steps_0_says="China will stop imports.")
    return form.type(
        steps_0_report="https://reuters.com/ban", steps_0_its_day="27/11/2025", steps_0_attribution="unnamed"
    )


def test_a_countermeasure_with_a_step_is_one_simple_form(ban):
    ban.press()
    step, measure = Event.objects.get(kind="step"), Countermeasure.objects.get()
    assert (measure.slug, step.headline, step.slug) == (
        "ban-on-seafood",
        "Ban on seafood: announced",
        "ban-on-seafood-announced",
    )
    assert [(str(part.actor), part.role) for part in step.participations.all()] == [
        ("China", "acts"),
        ("Japan", "towards"),
    ]
    assert [(account.says, account.attribution) for account in step.accounts.all()] == [
        ("China will stop imports.", "unnamed")
    ]


def test_a_step_without_a_day_is_dated_by_what_bounds_it(ban):
    bounds = "Between 7 and 27 November 2025"
    assert bounds in ban.post("_reading", "steps-0-date").text
    ban.press()
    assert Event.objects.get(kind="step").edtf == "[2025-11-07..2025-11-27]"
    assert ban.data["steps-0-date"] == bounds


def test_a_step_said_to_be_undated_stays_so(ban):
    ban.type(steps_0_date="unknown").press()
    assert Event.objects.get(kind="step").edtf == ""
    ban.press()
    assert Event.objects.get(kind="step").edtf == ""


def test_the_account_of_the_answer_is_a_copy_of_the_first_steps_that_can_be_changed(ban):
    ban.press()
    measure = Countermeasure.objects.get()
    account = measure.responses.get().account
    assert (account.countermeasure, account.says) == (measure, "China will stop imports.")
    ban.type(accounts_0_says="It answers the statement.").press()
    account.refresh_from_db()
    assert account.says == "It answers the statement."
    assert measure.accounts.count() == 1


def test_reason_and_motive_each_name_the_account_that_gives_them(ban):
    ban.more("accounts").type(stated_reason="Safety", stated_reason_told="0", reported_motive="Anger")
    ban.type(accounts_0_report="https://reuters.com/why", accounts_0_says="China cites safety.").press()
    measure = Countermeasure.objects.get()
    assert measure.stated_reason_account.says == "China cites safety."
    assert measure.reported_motive_account is None
    ban.look(ban.post("_publish"))
    assert "Say who reports the motive of “Ban on seafood”." in [one.text for one in ban.answer.context["amiss"]]
    assert not Edition.objects.exists()


def test_steps_made_by_the_form_follow_title_and_parties_until_somebody_changes_them(ban):
    ban.press()
    ban.type(title="Ban on Japanese seafood").more("at").type(at_1_actor="Hong Kong").press()
    step = Event.objects.get(kind="step")
    assert (step.headline, step.slug) == ("Ban on Japanese seafood: announced", "ban-on-japanese-seafood-announced")
    assert step.participations.count() == 3
    Event.objects.filter(pk=step.pk).update(headline="China says it will stop imports", slug="own")
    ban.type(title="Ban").press()
    step.refresh_from_db()
    assert (step.headline, step.slug) == ("China says it will stop imports", "own")


def test_a_step_that_is_not_touched_keeps_its_version(ban):
    ban.press()
    version = Event.objects.get(kind="step").version
    ban.type(summary="What is known of it.").press()
    assert Event.objects.get(kind="step").version == version


def test_a_step_nobody_has_seen_can_be_removed_and_one_readers_have_seen_cannot(ban):
    ban.press()
    ban.data["steps-0-remove"] = "on"
    ban.press()
    assert not Event.objects.filter(kind="step").exists()
    ban.type(steps_0_stage="announced", steps_0_says="So.", steps_0_report="https://reuters.com/ban").press("_publish")
    ban.data["steps-0-remove"] = "on"
    assert "withdraw it instead" in ban.refused()["Step 1, remove"]
    assert Event.objects.filter(kind="step").exists()


def test_publishing_shows_the_countermeasure_and_its_steps_at_once(ban):
    assert ban.press("_publish") == ["Published."]
    assert Edition.objects.shown().countermeasures().count() == Edition.objects.shown().steps().count() == 1


def test_adding_rows_keeps_everything_and_offers_the_new_account(ban):
    typed = dict(ban.data)
    ban.more("steps").more("by").more("answers").more("accounts")
    counts = {name for name in typed if name.endswith("-count")}
    assert {name: text for name, text in typed.items() if name not in counts}.items() <= ban.data.items()
    assert '<option value="0">Account 1</option>' in ban.answer.text


def test_checked_today_is_one_button_that_saves(open_form):
    measure = CountermeasureFactory()
    open_form(measure).press("_checked")
    measure.refresh_from_db()
    assert measure.checked == date.fromordinal(today_in(measure.crisis))


def test_a_day_that_is_no_day_is_refused(open_form):
    problems = open_form(CountermeasureFactory()).type(checked="November 2025").refused()
    assert problems == {"Checked": "Type one day, such as 27 November 2025."}


def test_changes_to_a_step_of_a_published_countermeasure_stay_unpublished(open_form):
    measure = shown_countermeasure(answers=[shown_event(when="2025-11-07")], checked=timezone.localdate())
    form = open_form(measure).type(steps_0_says="Something else.")
    form.press()
    [edition] = Edition.objects.shown().steps()
    assert edition.record["accounts"][0]["says"] == "It took place."
    form.press("_publish")
    [edition] = Edition.objects.shown().steps()
    assert edition.record["accounts"][0]["says"] == "Something else."


def test_an_account_that_answers_reason_or_motive_is_not_lost_by_saving(open_form):
    measure = CountermeasureFactory(answers=[EventFactory()])
    account = AccountFactory(countermeasure=measure, report=ReportFactory())
    Countermeasure.objects.filter(pk=measure.pk).update(stated_reason="Why", stated_reason_account=account)
    open_form(measure).press()
    measure.refresh_from_db()
    assert measure.stated_reason_account == account
    assert measure.responses.get().account is not None
    assert Account.objects.filter(countermeasure=measure).count() == 2


def test_a_position_has_an_actor_a_stance_and_accounts(open_form):
    ActorFactory(name="China")
    form = open_form("position").type(actor="chi", text="It will not move.", accounts_0_says="It says so.")
    form.type(accounts_0_report="Note", accounts_0_outlet="+Foreign Ministry")
    assert form.press("_publish") == ["Published."]
    assert Position.objects.get().state == "published"


def test_a_report_published_before_the_event_answered_gives_no_bounds(ban):
    early = (date(2025, 11, 7) - timedelta(days=30)).isoformat()
    assert "Date not given" in ban.type(steps_0_its_day=early).post("_reading", "steps-0-date").text
