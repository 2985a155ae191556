"""The demo: the crisis of November 2025, told under the rules of a careful desk."""

import json
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from timeline import dates
from timeline.lives import Step, status_on
from timeline.models import (
    Account,
    Actor,
    Answer,
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Participation,
    Position,
    Report,
    Source,
)

SLUG = "china-japan-2025"
ROWS = json.loads((settings.BASE_DIR / "fixtures" / f"{SLUG}.json").read_text(encoding="utf-8"))
FIRST_SHOWN = datetime(2025, 11, 28, 9, tzinfo=UTC)
STATEMENT, CALL = "takaichi-statement-on-taiwan", "trump-takaichi-call"
ARTICLE = "huyen-le-article"

# Aggregators and minor sites: what only they tell stays out.
LEFT_OUT = {
    "allthe.news",
    "devdiscourse.com",
    "econotimes.com",
    "khabarasia.com",
    "particlenews.pages.dev",
    "visaverge.com",
}
IN_THE_ARTICLE = [
    "carrier-george-washington",
    "us-china-trade-agreement",
    STATEMENT,
    "film-releases-postponed",
    "seafood-ban-reported",
    "xi-trump-call",
    "taiwanese-officials-reply",
    CALL,
    "peoples-daily-editorial",
    "us-china-diplomatic-ties",
    "taiwan-relations-act",
]
DATED = {
    "us-china-diplomatic-ties": ("year", "1979"),
    "taiwan-relations-act": ("after", "After the diplomatic ties of 1979"),
    "us-china-trade-agreement": ("month", "October 2025"),
    "seafood-shipments-restart": ("days", "5 or 7 November 2025"),
    STATEMENT: ("day", "7 November 2025"),
    "seafood-ban-reported": ("days", "Between 19 and 27 November 2025"),
    "taiwanese-officials-reply": ("week", "Week of 24 November 2025"),
}


@pytest.fixture(scope="module")
def told(django_db_setup, django_db_blocker):
    """The demo, loaded once for all tests here, none of which writes."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("loaddata", SLUG, verbosity=0)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(told, db):
    return Crisis.objects.get(slug=SLUG)


def test_no_row_of_the_fixture_has_a_number_that_could_overwrite_another():
    assert not [row for row in ROWS if "pk" in row]
    ids = [row["fields"]["public_id"] for row in ROWS if "public_id" in row["fields"]]
    assert len(set(ids)) == len(ids)


def test_nothing_rests_on_a_page_the_desk_does_not_trust():
    hosts = {urlsplit(row["fields"].get("url", "")).netloc for row in ROWS if row["model"] == "timeline.report"}
    assert not {host for host in hosts for left_out in LEFT_OUT if host.endswith(left_out)}


def test_everything_it_holds_would_pass_the_desk_s_own_forms(demo):
    for model in {apps.get_model(row["model"]) for row in ROWS}:
        for row in model.objects.all():
            row.full_clean()


def test_loading_it_alone_shows_every_entry(demo, reader):
    shown_now = Edition.objects.shown()
    assert shown_now.events().count() == Event.objects.count() == 33
    assert shown_now.steps().count() == 13
    assert shown_now.countermeasures().count() == Countermeasure.objects.count() == 9
    assert shown_now.positions().count() == Position.objects.count() == 6
    assert set(shown_now.values_list("shown_from", flat=True)) == {FIRST_SHOWN}
    assert 'data-count="33"' in reader.get(f"/{SLUG}/").text


def test_days_are_derived_from_the_dates_of_the_fixture(demo):
    for event in Event.objects.all():
        when = dates.parse_edtf(event.edtf)
        assert (event.first_day, event.last_day) == (when.first, when.last), event.slug


@pytest.mark.parametrize("slug", IN_THE_ARTICLE)
def test_what_the_article_tells_is_there_and_says_so(demo, slug):
    event = Event.objects.get(slug=slug)
    assert event.accounts.filter(report__source__slug=ARTICLE).exists()


def test_every_entry_has_an_account_and_every_account_an_address_but_the_article_s(demo):
    for entry in [*Event.objects.all(), *Countermeasure.objects.all(), *Position.objects.all()]:
        assert entry.accounts.exists(), entry
    without = Report.objects.filter(accounts__isnull=False, url="").values_list("source__slug", flat=True)
    assert set(without) == {ARTICLE}


def test_the_article_gives_no_day_of_its_own_and_no_day_of_access_is_made_up(demo):
    assert Report.objects.get(source__slug=ARTICLE).published is None
    assert not Report.objects.exclude(accessed=None).exists()


def test_all_four_certainties_are_borne_by_the_reports(demo):
    events = set(Event.objects.values_list("certainty", flat=True))
    points = set(Event.objects.values_list("points__certainty", flat=True))
    assert events == {"confirmed", "stated", "reported"}
    assert {"disputed"} <= points


def test_only_the_request_in_the_call_is_disputed(demo):
    disputed = Edition.objects.shown().filter(unsettled=True)
    assert [edition.slug for edition in disputed] == [CALL]


@pytest.mark.parametrize("slug", DATED)
def test_dates_are_as_vague_as_the_sources(demo, slug):
    when = Event.objects.get(slug=slug).when
    assert (when.precision, dates.wording(when)) == DATED[slug]


def test_the_statement_carries_its_condition_wherever_it_stands(demo):
    statement = Event.objects.get(slug=STATEMENT)
    for text in (statement.headline, statement.short_headline):
        assert "attack" in text and "existence" in text
    assert "existential threat" in statement.summary


def test_the_four_answers_of_the_article_are_tied_to_the_statement(demo):
    answers = Countermeasure.objects.filter(responses__event__slug=STATEMENT, accounts__report__source__slug=ARTICLE)
    assert set(answers.values_list("slug", flat=True)) == {
        "demand-to-retract",
        "seafood-ban",
        "film-releases-halted",
        "travel-warnings",
    }


def test_every_countermeasure_has_a_dated_step_who_imposes_it_and_who_ties_it(demo):
    for measure in Countermeasure.objects.all():
        assert measure.steps.filter(accounts__isnull=False).exclude(edtf="").exists(), measure
        assert measure.parties.filter(part="imposes").exists(), measure
        for response in measure.responses.all():
            assert response.account.countermeasure == measure
        for step in measure.steps.all():
            answered = [response.event.first_day for response in measure.responses.all()]
            assert all(day <= step.first_day for day in answered), step


def test_lives_are_what_the_steps_bear_and_no_end_is_made_up(demo):
    day = dates.day_of("2025-11-27")
    stages = {}
    for measure in Countermeasure.objects.all():
        steps = [Step(step.stage, step.first_day, step.last_day, (step.order,)) for step in measure.steps.all()]
        stages[measure.slug] = status_on(steps, day).possible
    assert stages["seafood-ban"] == ("in-force",)
    assert stages["travel-warnings"] == ("widened",)
    assert stages["further-countermeasures"] == ("threatened",)
    assert stages["demand-to-retract"] == ("announced",)


def test_film_delays_stand_under_both_accounts_and_refunds_are_no_act_of_a_state(demo):
    answers = Answer.objects.filter(point__event__slug="film-releases-postponed")
    assert any("distributors" in answer.text for answer in answers)
    assert any(answer.text.startswith("China’s") for answer in answers)
    refunds = Event.objects.get(slug="airline-refunds")
    assert refunds.countermeasure is None
    assert [part.actor.slug for part in refunds.participations.filter(role="acts")] == ["chinese-airlines"]
    assert Actor.objects.get(slug="chinese-airlines").part_of is None


def test_the_call_is_confirmed_and_compared_on_points(demo):
    call = Event.objects.get(slug=CALL)
    assert call.certainty == "confirmed"
    assert {point.label: point.certainty for point in call.points.all()} == {
        "What they discussed": "stated",
        "What he asked for": "disputed",
        "Why": "reported",
        "How Tokyo took it": "reported",
    }
    asked = Answer.objects.filter(point__event=call, point__label="What he asked for")
    said = {origin(answer.account): answer.text for answer in asked}
    assert "no specific demands" in said["reuters"]
    assert "no pressure to" in said["wall-street-journal"]
    assert "jiji-press" in said and "japan-prime-ministers-office" not in said


def test_the_denial_is_of_the_journal_s_wording_alone(demo):
    denial = Account.objects.get(event__slug=CALL, response="denies")
    assert denial.speaker == "Minoru Kihara"
    assert "Journal’s passage" in denial.says
    assert Account.objects.filter(response="denies").count() == 1


def origin(account):
    return (account.relayed_from or account.report).source.slug


def test_words_passed_on_stand_under_who_said_them_as_relayed(demo):
    for words in ("lower the tone", "very concerning"):
        told = Account.objects.filter(event__slug=CALL, says__contains=words)
        assert told.exists()
        for account in told:
            assert account.report.source.slug == ARTICLE
            assert account.relayed_from.source.slug == "wall-street-journal"
    relayed = Source.objects.filter(slug__in=["reuters", "wall-street-journal", "afp", "ap", "jiji-press", "xinhua"])
    assert not Account.objects.filter(report__source__in=relayed).exists()


def test_a_reprint_names_the_agency_it_passes_on(demo):
    own = {"AFP": "afp", "AP": "ap", "Jiji Press": "jiji-press", "Reuters": "reuters", "Xinhua": "xinhua"}
    reprinted = Account.objects.filter(report__authors__in=own)
    assert reprinted.exists()
    for account in reprinted:
        assert account.relayed_from, account
        passed_on = {own[account.report.authors], "wall-street-journal", "peoples-daily", "cctv"}
        assert account.relayed_from.source.slug in passed_on


def test_the_threat_on_x_is_paraphrased(demo):
    assert set(Event.objects.get(slug="xue-jian-post").accounts.values_list("quote", flat=True)) == {""}


def test_people_and_bodies_stand_with_their_states(demo):
    for actor in Actor.objects.filter(kind__in=["person", "government"]):
        assert actor.part_of and actor.part_of.kind == "state", actor
        assert actor.part_of.country == actor.country
    assert [side.actor.slug for side in demo.side_set.all()] == ["china", "japan", "united-states", "taiwan"]
    calls = Participation.objects.filter(event__kind__in=["call", "meeting"])
    assert set(calls.values_list("role", flat=True)) == {"with", "mentioned"}
