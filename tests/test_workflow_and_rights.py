"""Reporters write and submit, editors publish, chiefs remove; the deed refuses whatever the button shows."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.management import call_command

from tests.factories import AccountFactory, EventFactory, PointFactory, ReportFactory, shown_event
from timeline.models import Version
from timeline.publishing import embargo, hold, merge, publish, remove, withdraw
from timeline.versions import history, keep
from timeline.workflow import look_over, make_ready, may_edit, send_back, submit, take_up

pytestmark = pytest.mark.django_db


def user(role):
    made = get_user_model().objects.create_user(role.lower(), is_staff=True)
    made.groups.add(Group.objects.get(name=role))
    return made


@pytest.fixture
def reporter():
    return user("Reporter")


@pytest.fixture
def an_editor():
    return user("Editor")


@pytest.fixture
def chief():
    return user("Chief")


def test_a_draft_goes_from_reporter_to_ready(reporter, an_editor):
    event = EventFactory(created_by=reporter)
    submit(event, by=reporter)
    send_back(event, by=an_editor, reason="Which ministry?")
    submit(event, by=reporter)
    make_ready(event, by=an_editor)
    assert event.state == "ready"
    assert [(one.deed, one.why) for one in history(event)] == [
        ("ready", ""),
        ("submitted", ""),
        ("returned", "Which ministry?"),
        ("submitted", ""),
    ]


def test_returning_needs_a_reason_and_something_submitted(an_editor):
    event = EventFactory()
    with pytest.raises(ValidationError):
        send_back(event, by=an_editor, reason="Why not")
    submit(event, by=None)
    with pytest.raises(ValidationError):
        send_back(event, by=an_editor, reason="")


def test_a_reporter_changes_only_drafts_they_began(reporter, an_editor):
    own, other = EventFactory(created_by=reporter), EventFactory(created_by=an_editor)
    assert may_edit(reporter, own)
    assert not may_edit(reporter, other)
    submit(own, by=reporter)
    assert not may_edit(reporter, own)
    assert may_edit(an_editor, other)


EDITORS_DEEDS = {
    "publish": lambda by: publish(EventFactory(), by=by),
    "withdraw": lambda by: withdraw(shown_event(), by=by, reason="Wrong."),
    "hold": lambda by: hold(ReportFactory(), by=by, reason="Wrong."),
    "embargo": lambda by: embargo(ReportFactory(), None, by=by),
    "merge": lambda by: merge(EventFactory(), EventFactory(), by=by, reason="Same."),
    "ready": lambda by: make_ready(EventFactory(), by=by),
    "look over": lambda by: look_over(shown_event(), by=by),
}


@pytest.mark.parametrize("deed", EDITORS_DEEDS)
def test_editors_deeds_are_refused_to_reporters(deed, reporter, an_editor):
    with pytest.raises(PermissionDenied):
        EDITORS_DEEDS[deed](reporter)
    EDITORS_DEEDS[deed](an_editor)


def test_removing_is_the_chiefs_alone(an_editor, chief):
    with pytest.raises(PermissionDenied):
        remove(shown_event(), by=an_editor, ground="Law")
    remove(shown_event(), by=chief, ground="Law")


def test_what_was_deleted_is_brought_back_by_editors_alone(reporter, an_editor):
    event = EventFactory(created_by=reporter)
    version = keep(event, by=reporter)
    event.delete()
    with pytest.raises(PermissionDenied):
        take_up(version, by=reporter)
    assert take_up(version, by=an_editor).state == "draft"


def test_the_command_puts_roles_right_that_were_changed_by_hand():
    group = Group.objects.get(name="Editor")
    before = set(group.permissions.values_list("codename", flat=True))
    group.permissions.clear()
    call_command("roles", verbosity=0)
    assert set(group.permissions.values_list("codename", flat=True)) == before
    assert "publish" in before


def test_four_eyes_let_another_publish_without_more_words(settings, an_editor, reporter):
    settings.FOUR_EYES = True
    event = EventFactory()
    keep(event, by=reporter)
    publish(event, by=an_editor)
    event.refresh_from_db()
    assert not event.alone


def test_alone_at_night_an_editor_gives_a_reason_and_the_entry_waits(settings, an_editor, chief):
    settings.FOUR_EYES = True
    event = EventFactory()
    keep(event, by=an_editor)
    with pytest.raises(ValidationError, match="cannot wait"):
        publish(event, by=an_editor)
    publish(event, by=an_editor, reason="It is on the wires.")
    event.refresh_from_db()
    assert event.alone
    with pytest.raises(ValidationError, match="Somebody else"):
        look_over(event, by=an_editor)
    look_over(event, by=chief)
    event.refresh_from_db()
    assert not event.alone


def test_a_change_of_date_actor_certainty_or_quote_is_never_silent():
    event = shown_event(when="2025-11-25")
    event.summary = "A typo put right."
    event.save()
    publish(event, by=None, change="silent")
    event.certainty = "confirmed"
    event.save()
    with pytest.raises(ValidationError, match="never silent"):
        publish(event, by=None, change="silent")
    assert Version.objects.filter(entry=event.public_id).count() == 2


@pytest.mark.parametrize("made", [PointFactory, AccountFactory])
def test_neither_is_one_of_the_certainty_of_a_question_nor_of_the_words_of_a_quote_in_its_own_language(made):
    event = EventFactory()
    row = made(event=event)
    publish(event, by=None)
    name, value = {PointFactory: ("certainty", "disputed"), AccountFactory: ("quote_original", "台湾有事")}[made]
    setattr(row, name, value)
    row.save()
    with pytest.raises(ValidationError, match="never silent"):
        publish(event, by=None, change="silent")
