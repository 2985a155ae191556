import pytest
from django.urls import reverse

from tests.factories import CrisisFactory, EventFactory
from timeline.models import Event


def reading(form, field="date", **typed):
    answer = form.type(**typed).post("_reading", field)
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize(
    ("typed", "seen"),
    [
        ("week of 24/11/2025", "Readers will see: <b>Week of 24 November 2025</b>"),
        ("2025-11", "Readers will see: <b>November 2025</b>"),
        ("early November 2025", "Readers will see: <b>Early November 2025</b>"),
        ("25/11/2025 14:05 Asia/Tokyo", "Readers will see: <b>25 November 2025, 14:05 (Asia/Tokyo)</b>"),
        ("", "Readers will see: <b>Date not given</b>"),
        ("on Thursday", "does not say which day"),
        ("<b>", "&lt;b&gt;"),
    ],
)
def test_what_readers_will_see_is_told_while_one_types(open_form, typed, seen):
    assert seen in reading(open_form("event"), date=typed)


def test_the_reading_judges_nothing_else_and_stores_nothing(open_form):
    reading(open_form("event"), date="2025")
    assert not Event.objects.exists()


def test_the_reading_follows_the_crisis_that_is_chosen(open_form, crisis):
    american = CrisisFactory(slug="border", title="Border", day_first=False)
    form = open_form("event")
    assert "5 November 2025" in reading(form, date="5/11/2025", crisis=str(crisis.pk))
    assert "11 May 2025" in reading(form, date="5/11/2025", crisis=str(american.pk))


def test_the_sources_own_words_are_printed_and_what_they_stand_for_is_shown(open_form):
    form = open_form("event").type(headline="A", date="week of 24 November 2025", date_text="this week")
    assert "<b>this week</b> (kept as: Week of 24 November 2025)" in reading(form)
    form.press()
    event = Event.objects.get()
    assert (event.edtf, event.date_text) == ("[2025-11-24..2025-11-30]", "this week")
    assert (form.data["date"], form.data["date_text"]) == ("[2025-11-24..2025-11-30]", "this week")


def test_a_date_typed_anew_does_not_keep_the_words_of_the_one_before(open_form):
    form = open_form("event").type(headline="A", date="early November 2025")
    form.press()
    assert (form.data["date"], form.data["date_text"]) == ("Early November 2025", "")
    form.type(date="25/11/2025").press()
    assert Event.objects.get().date_text == ""


def test_a_field_that_the_form_does_not_have_is_refused(open_form):
    assert open_form("event").post("_reading", "steps-7-date").status_code == 403


def test_a_date_too_long_to_keep_is_an_error_and_not_a_failure(open_form):
    days = ",".join(f"2025-11-{day:02}" for day in range(1, 16))
    form = open_form("event").type(headline="A", date=f"[{days}]")
    assert "too long" in form.refused()["Date"]


def test_quick_add_has_the_same_reading(desk, crisis):
    answer = desk.post(reverse("admin:quick"), {"_reading": "date", "date": "44 BC", "crisis": crisis.pk})
    assert "<b>44 BC</b>" in answer.text


def test_times_are_local_to_their_own_zone_and_come_back_as_typed(open_form):
    event = EventFactory()
    form = open_form(event).type(date="24/11/2025 22:15 UTC")
    form.press()
    event.refresh_from_db()
    assert (event.edtf, str(event.time), event.zone) == ("2025-11-24", "22:15:00", "UTC")
    assert form.data["date"] == "24 November 2025, 22:15 (UTC)"


@pytest.mark.parametrize("typed", ["-0043-03-15", "Y20000-01-01", "0001-01-01", "9999-12-31", "44 BC"])
def test_a_day_that_no_calendar_of_ours_holds_is_refused(open_form, typed):
    problems = open_form("report").type(headline="A", source="+Wire", published=typed).refused()
    assert set(problems) == {"Published"}


@pytest.mark.parametrize(
    "typed", ["9999-12-31 23:59 -12:00", "-0043-03-15 09:00", "27 November 2025 09:00 Nowhere/Here"]
)
def test_a_moment_that_cannot_be_kept_is_refused(open_form, typed):
    form = open_form(EventFactory())
    form.data["publishing-at"] = typed
    assert set(form.refused("_publish")) == {"Publish at"}
