import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk.conftest import Typing
from tests.factories import EventFactory
from timeline.models import Event


def test_what_is_posted_after_the_session_ended_comes_back_once_one_has_logged_in(editor, crisis):
    client = Client()
    client.force_login(editor)
    form = Typing(client, reverse("admin:timeline_event_add")).type(headline="Half <typed>", accounts_0_says="So “far”")
    typed = dict(form.data)
    client.logout()
    page = form.post("_save")
    assert page.status_code == 403
    assert "Nothing you typed is lost" in page.text
    assert 'value="Half &lt;typed&gt;"' in page.text
    wrong = client.post(form.path, typed | {"_more": "-", "again-username": "editor", "again-password": "wrong"})
    assert wrong.status_code == 403 and 'value="Half &lt;typed&gt;"' in wrong.text
    assert 'value="wrong"' not in wrong.text
    right = client.post(form.path, typed | {"_more": "-", "again-username": "editor", "again-password": "password"})
    assert form.look(right).data == typed
    assert not Event.objects.exists()


def test_a_reading_asked_for_after_the_session_ended_replaces_nothing(crisis):
    answer = Client().post(reverse("admin:timeline_event_add"), {"_reading": "date", "date": "2025"})
    assert answer.status_code == 403
    assert 'id="reading-date"' not in answer.text


def test_a_form_with_a_stale_token_is_kept_and_can_go_on(editor, crisis):
    event = EventFactory()
    client = Client(enforce_csrf_checks=True)
    client.force_login(editor)
    address = reverse("admin:timeline_event_change", args=[event.pk])
    page = client.post(address, {"headline": "What I typed", "csrfmiddlewaretoken": "x" * 64, "_save": "1"})
    assert page.status_code == 403
    assert "Your text is kept" in page.text
    assert '<input type="hidden" name="headline" value="What I typed">' in page.text
    assert 'name="_save"' not in page.text


def test_logging_out_without_a_session_is_no_loss(db):
    assert Client().post(reverse("admin:logout")).status_code in (200, 302)


def test_a_control_character_is_an_error_and_not_a_failure(open_form):
    problems = open_form("event").type(headline="A\x00B", accounts_0_says="\x00", who_0_actor="\x00").refused()
    assert "Headline" in problems


def test_nonsense_in_the_machinery_of_the_form_is_no_failure(desk, crisis):
    address = reverse("admin:timeline_event_add")
    for nonsense in ({"accounts-count": "many"}, {"accounts-count": "-3"}, {"crisis": "x"}, {"who-count": "99999999"}):
        assert desk.post(address, {"headline": "", "_save": "1"} | nonsense).status_code == 200
    assert desk.post(address, {"_more": "nothing of ours"}).status_code == 200


ODD = ["http://[", "+", "9999-12-31 23:59", "[..]", "-1", "9" * 400, "\x00", "x" * 4000]
LINES = st.text(max_size=60) | st.sampled_from(ODD)


@pytest.mark.parametrize("model", ["event", "countermeasure", "position", "report", "crisis"])
def test_whatever_is_typed_is_saved_or_refused_and_never_a_failure(open_form, model):
    form = open_form(model)
    names = sorted(form.data)

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.dictionaries(st.sampled_from(names), LINES, max_size=12), st.sampled_from(["_save", "_more", "_preview"]))
    def judge(typed, button):
        with transaction.atomic():
            assert form.client.post(form.path, form.data | typed | {button: "1"}).status_code in (200, 302)
            transaction.set_rollback(True)

    judge()
