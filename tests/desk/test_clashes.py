"""Two people open the same entry: what only one changed is merged, what both changed is asked, nothing is lost."""

import pytest
from django.urls import reverse

from tests.desk.conftest import Typing
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PointFactory,
    PositionFactory,
    ReportFactory,
    SourceFactory,
)
from timeline.models import Event, Version


@pytest.fixture
def two(desk, client, django_user_model):
    """Call it with an entry: two people have its form open, the first has saved nothing yet."""
    linh = django_user_model.objects.create_superuser("linh", password="x")
    client.force_login(linh)

    def two(entry):
        address = reverse(f"admin:timeline_{entry._meta.model_name}_change", args=[entry.pk])
        return Typing(desk, address), Typing(client, address)

    return two


def clash(form, button="_save"):
    """Press a button that should be stopped; the rows asked about as (label, stored, typed)."""
    form.look(form.post(button))
    rows = form.answer.context["clash"]["rows"]
    return [(row["label"], row["stored"], row["typed"]) for row in rows]


def test_fields_that_only_one_changed_are_merged_and_said(two):
    event = EventFactory(headline="The call", summary="Short.")
    mine, theirs = two(event)
    theirs.type(summary="Longer.").press()
    said = mine.type(headline="The long call").press()
    event.refresh_from_db()
    assert (event.headline, event.summary) == ("The long call", "Longer.")
    assert said == ["Somebody else saved meanwhile. Merged in: What happened.", "Draft saved."]


def test_a_field_both_changed_is_asked_about_with_both_versions_and_nothing_is_saved(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call", place="Tokyo").press()
    mine.type(headline="My call", summary="Typed by me.", accounts_0_says="So I say.")
    assert clash(mine) == [("Headline", "Their call", "My call")]
    event.refresh_from_db()
    assert event.headline == "Their call"
    assert "Saved by linh" in mine.answer.text
    assert (mine.data["headline"], mine.data["summary"]) == ("My call", "Typed by me.")
    assert (mine.data["accounts-0-says"], mine.data["place"]) == ("So I say.", "Tokyo")


@pytest.mark.parametrize(("choice", "headline"), [("stored", "Their call"), ("typed", "My call")])
def test_the_choice_is_what_stands(two, choice, headline):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call").press()
    clash(mine.type(headline="My call", summary="Typed by me."))
    mine.data["clash-choice-headline"] = choice
    mine.press()
    event.refresh_from_db()
    assert (event.headline, event.summary) == (headline, "Typed by me.")


def test_a_question_that_is_not_answered_is_asked_again(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call", place="Tokyo").press()
    clash(mine.type(headline="My call", place="Osaka"))
    mine.data["clash-choice-headline"] = "stored"
    assert clash(mine) == [("Place", "Tokyo", "Osaka")]
    assert mine.data["headline"] == "Their call"
    mine.more("accounts")
    assert [row["label"] for row in mine.answer.context["clash"]["rows"]] == ["Place"]


def test_mine_can_be_saved_over_it_and_theirs_stays_in_history(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call").press()
    clash(mine.type(headline="My call"))
    mine.press("_mine")
    event.refresh_from_db()
    assert event.headline == "My call"
    kept = [version.record["headline"] for version in Version.objects.filter(entry=event.public_id)]
    assert kept == ["My call", "Their call", "The call"]


def test_a_third_save_while_choosing_is_not_overwritten_either(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call").press()
    clash(mine.type(headline="My call"))
    theirs.type(headline="Their other call").press()
    mine.data["clash-choice-headline"] = "typed"
    assert clash(mine) == [("Headline", "Their other call", "My call")]


def test_nothing_is_published_or_submitted_before_both_versions_were_seen(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call").press()
    assert clash(mine.type(headline="My call"), "_publish")
    event.refresh_from_db()
    assert event.state == "draft"


def test_a_deed_that_changed_no_word_is_no_clash(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.press("_publish")
    said = mine.type(headline="My call").press()
    assert said == ["Saved. Readers do not see the changes until you publish them."]


def test_rows_that_each_side_added_are_all_kept(two):
    ActorFactory(name="China"), ActorFactory(name="Japan")
    event = EventFactory(accounts=1)
    PointFactory(event=event, label="What was asked")
    mine, theirs = two(event)
    theirs.type(who_0_actor="China").more("points").more("accounts").type(points_1_label="How it was taken")
    theirs.type(accounts_1_report="Theirs", accounts_1_outlet="+Wire", accounts_1_says="They say.").more("-")
    theirs.data |= {"accounts-0-answer-1": "Badly", "accounts-1-answer-1": "Well"}
    theirs.press()
    mine.type(who_0_actor="Japan").more("accounts")
    mine.type(accounts_1_report="Mine", accounts_1_outlet="+Paper", accounts_1_says="I say.")
    mine.data["accounts-0-answer-0"] = "Calm"
    mine.press()
    assert {str(actor) for actor in event.actors.all()} == {"China", "Japan"}
    assert [account.says for account in event.accounts.all()] == ["It took place.", "I say.", "They say."]
    answers = [(one.account.says, one.point.label, one.text) for one in answers_of(event)]
    assert sorted(answers) == [
        ("It took place.", "How it was taken", "Badly"),
        ("It took place.", "What was asked", "Calm"),
        ("They say.", "How it was taken", "Well"),
    ]


def answers_of(event):
    return [answer for account in event.accounts.all() for answer in account.answers.all()]


def test_an_account_both_changed_is_asked_about_by_its_field(two):
    event = EventFactory()
    mine, theirs = two(event)
    theirs.type(accounts_0_says="They say.", accounts_0_speaker="Kihara").press()
    mine.type(accounts_0_says="I say.")
    assert clash(mine) == [("Account 1, what it says", "They say.", "I say.")]
    assert mine.data["accounts-0-speaker"] == "Kihara"


def test_an_account_they_removed_goes_unless_something_was_typed_in_it(two):
    event = EventFactory(accounts=2)
    mine, theirs = two(event)
    theirs.data |= {"accounts-0-remove": "on", "accounts-1-remove": "on"}
    theirs.press()
    assert clash(mine.type(accounts_1_says="I say.")) == [("Account 2", "Removed", "Kept")]
    mine.data["clash-choice-accounts-1-remove"] = "typed"
    mine.press()
    assert [account.says for account in event.accounts.all()] == ["I say."]


def test_an_account_removed_here_and_changed_there_is_asked_about(two):
    event = EventFactory(accounts=2)
    mine, theirs = two(event)
    theirs.type(accounts_0_says="They say.").press()
    mine.data["accounts-0-remove"] = "on"
    assert clash(mine) == [("Account 1", "Kept", "Removed")]
    mine.data["clash-choice-accounts-0-remove"] = "stored"
    mine.press()
    assert [account.says for account in event.accounts.all()] == ["They say.", "It took place."]


def test_a_role_both_changed_is_asked_about_and_the_actor_stays_once(two):
    event = EventFactory(actors=[ActorFactory(name="Japan")])
    mine, theirs = two(event)
    theirs.type(who_0_role="with").press()
    assert clash(mine.type(who_0_role="towards")) == [("Participation 1, role", "With", "Towards")]
    mine.data["clash-choice-who-0-role"] = "stored"
    mine.press()
    assert [(str(part.actor), part.role) for part in event.participations.all()] == [("Japan", "with")]


def test_a_step_changed_on_its_own_form_meanwhile_is_no_prey_of_the_countermeasures_form(two):
    measure = CountermeasureFactory(answers=[EventFactory()])
    step = measure.steps.get()
    mine, _theirs = two(measure)
    _mine, theirs = two(step)
    theirs.type(accounts_0_says="They say.").press()
    mine.type(summary="Typed by me.").press()
    assert step.accounts.get().says == "They say."
    mine, _theirs = two(measure)
    theirs.type(accounts_0_says="They say more.").press()
    assert clash(mine.type(steps_0_says="I say.")) == [("Step 1, what it says", "They say more.", "I say.")]


def test_a_step_deleted_meanwhile_does_not_come_back_by_itself(two):
    measure = CountermeasureFactory(steps=[("announced", "2025-11-19"), ("in-force", "2025-11-20")])
    mine, theirs = two(measure)
    theirs.data["steps-1-remove"] = "on"
    theirs.press()
    mine.type(summary="Typed by me.").press()
    assert Event.objects.filter(countermeasure=measure).count() == 1


def test_who_gives_the_reason_follows_its_account_when_rows_are_merged(two):
    measure = CountermeasureFactory()
    first = AccountFactory(countermeasure=measure, says="First.")
    second = AccountFactory(countermeasure=measure, says="Second.", order=1)
    mine, theirs = two(measure)
    theirs.type(stated_reason="Safety", stated_reason_told="1").press()
    mine.type(accounts_0_says="First of all.").press()
    measure.refresh_from_db()
    first.refresh_from_db()
    assert (measure.stated_reason_account, first.says) == (second, "First of all.")


def test_positions_clash_alike(two):
    position = PositionFactory(text="It will not move.")
    mine, theirs = two(position)
    theirs.type(text="It may move.").press()
    assert clash(mine.type(text="It moved.")) == [("Stance", "It may move.", "It moved.")]


def test_a_number_that_is_none_overwrites_nothing(two):
    event = EventFactory(headline="The call")
    mine, theirs = two(event)
    theirs.type(headline="Their call").press()
    mine.data["opened"] = "nine"
    assert clash(mine.type(headline="My call")) == [("Headline", "Their call", "My call")]


def test_two_who_save_one_crisis_are_merged_and_asked_and_its_sides_too(two):
    crisis = CrisisFactory(title="The strike", standfirst="", sources_note="")
    ActorFactory(name="Dockers"), ActorFactory(name="Port authority")
    mine, theirs = two(crisis)
    theirs.type(title="Their strike", standfirst="It began on Monday.", sides_0_actor="Dockers").press()
    mine.type(title="My strike", sources_note="Two outlets.", sides_0_actor="Port authority")
    assert clash(mine) == [("Title", "Their strike", "My strike")]
    assert "Saved by linh" in mine.answer.text
    mine.data["clash-choice-title"] = "typed"
    mine.press()
    crisis.refresh_from_db()
    assert (crisis.title, crisis.standfirst, crisis.sources_note) == (
        "My strike",
        "It began on Monday.",
        "Two outlets.",
    )
    assert [str(side.actor) for side in crisis.side_set.all()] == ["Port authority", "Dockers"]


@pytest.mark.parametrize(
    ("factory", "field", "merged"),
    [(ActorFactory, "name", "office"), (SourceFactory, "name", "host"), (ReportFactory, "headline", "authors")],
)
def test_names_and_reports_are_as_safe_as_entries(two, factory, field, merged):
    thing = factory()
    mine, theirs = two(thing)
    theirs.type(**{field: "Theirs", merged: "theirs.example"}).press()
    assert [stored for _label, stored, _typed in clash(mine.type(**{field: "Mine"}))] == ["Theirs"]
    mine.data[f"clash-choice-{field}"] = "typed"
    mine.press()
    thing.refresh_from_db()
    assert (getattr(thing, field), getattr(thing, merged)) == ("Mine", "theirs.example")


@pytest.mark.parametrize("nonsense", ["x", "7", "[]", "[[]]", '[["", "", 7]]', "[" * 9999])
def test_a_form_that_lost_how_it_was_opened_is_asked_about_what_differs(two, nonsense):
    mine, _theirs = two(ActorFactory(name="Japan"))
    mine.data["opened"] = nonsense
    assert clash(mine.type(name="Nippon")) == [("Name", "Japan", "Nippon")]
