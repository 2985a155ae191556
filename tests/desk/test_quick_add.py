import pytest
from django.urls import reverse

from tests.desk.conftest import Typing
from tests.factories import SourceFactory
from timeline.models import Event, Report


@pytest.fixture
def quick(desk, crisis):
    SourceFactory(name="Reuters", host="reuters.com")
    form = Typing(desk, reverse("admin:quick"))
    return form.type(
        headline="Trump calls Takaichi", date="25/11/2025", report="https://reuters.com/a", says="They spoke."
    )


def test_a_headline_a_date_a_link_and_what_it_says_make_a_draft_with_one_account(quick, editor):
    said = quick.press("_add")
    event = Event.objects.get()
    assert said == ["Draft “Trump calls Takaichi” added."]
    assert quick.path == reverse("admin:timeline_event_change", args=[event.pk])
    assert (event.edtf, event.state, event.slug, event.saved_by) == (
        "2025-11-25",
        "draft",
        "trump-calls-takaichi",
        editor,
    )
    assert [(str(account.report.source), account.says) for account in event.accounts.all()] == [
        ("Reuters", "They spoke.")
    ]


def test_nothing_is_guessed_of_its_kind(quick):
    quick.press("_add")
    assert Event.objects.get().kind == Event.Kind.OTHER


def test_add_and_next_comes_back_empty_in_the_same_crisis(quick, crisis):
    quick.press("_next")
    assert quick.data["headline"] == "" and quick.data["crisis"] == str(crisis.pk)


def test_what_has_errors_comes_back_as_typed(quick):
    typed = dict(quick.type(date="on Thursday", says="").data)
    problems = quick.refused("_add")
    assert set(problems) == {"Date", "What it says"}
    assert quick.data == typed
    assert not Event.objects.exists() and not Report.objects.exists()


def test_quick_add_without_any_crisis_says_so_and_does_not_fail(desk, db):
    assert desk.get(reverse("admin:quick")).status_code == 200
    assert desk.post(reverse("admin:quick"), {"crisis": "9" * 40}).status_code == 200
