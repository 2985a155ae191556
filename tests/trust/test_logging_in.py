"""Logging in: wrong tries are counted by name and address, and no answer tells who exists."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from timeline import entering
from timeline.models import FailedLogIn

pytestmark = pytest.mark.django_db
LOG_IN = "/admin/login/"


@pytest.fixture(autouse=True)
def someone(editor):
    return editor


def log_in(name="editor", password="password", client=None, **headers):
    return (client or Client()).post(LOG_IN, {"username": name, "password": password}, **headers)


def fail(times, **how):
    return [log_in(password="wrong", **how).status_code for _each in range(times)]


def test_the_right_password_opens_the_desk():
    answer = log_in()
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("admin:index"))
    assert not FailedLogIn.objects.exists()


def test_the_sixth_try_is_not_heard_even_with_the_right_password():
    assert fail(5) == [200] * 5
    answer = log_in()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "900")
    assert "Wait 15 minutes" in answer.text


def test_a_locked_door_opens_again_by_itself():
    fail(5)
    FailedLogIn.objects.update(at=timezone.now() - timedelta(minutes=15))
    assert log_in().status_code == 302


def test_trying_at_a_locked_door_does_not_keep_it_locked():
    fail(5)
    FailedLogIn.objects.update(at=timezone.now() - timedelta(minutes=14))
    assert fail(3) == [429] * 3
    assert FailedLogIn.objects.count() == 5


def test_others_and_elsewhere_are_not_locked_out():
    get_user_model().objects.create_superuser("other", password="password")
    fail(5)
    assert log_in("other").status_code == 302
    assert log_in(REMOTE_ADDR="203.0.113.9").status_code == 302


def test_one_address_does_not_try_many_names():
    for number in range(50):
        entering.knock(f"name {number}", "203.0.113.1")
    assert log_in(REMOTE_ADDR="203.0.113.1").status_code == 429
    assert log_in(REMOTE_ADDR="203.0.113.2").status_code == 302


def test_addresses_of_one_ipv6_household_count_as_one():
    for number in range(5):
        fail(1, REMOTE_ADDR=f"2001:db8:1:1::{number}")
    assert log_in(REMOTE_ADDR="2001:db8:1:1:ffff::1").status_code == 429
    assert log_in(REMOTE_ADDR="2001:db8:1:2::1").status_code == 302


def test_a_forged_forwarding_header_is_no_way_round():
    for number in range(5):
        fail(1, HTTP_X_FORWARDED_FOR=f"198.51.100.{number}")
    assert log_in(HTTP_X_FORWARDED_FOR="198.51.100.77").status_code == 429


@pytest.mark.parametrize(
    ("proxies", "header", "heard"),
    [
        (0, "203.0.113.1", "192.0.2.1"),
        (1, "203.0.113.1", "203.0.113.1"),
        (1, "forged, 203.0.113.1", "203.0.113.1"),
        (2, "forged, 203.0.113.1, 198.51.100.1", "203.0.113.1"),
        (2, "198.51.100.1", "192.0.2.1"),
    ],
)
def test_behind_proxies_it_is_their_word_that_counts(settings, rf, proxies, header, heard):
    from timeline.admin.login import address_of

    settings.PROXIES = proxies
    assert address_of(rf.get("/", HTTP_X_FORWARDED_FOR=header, REMOTE_ADDR="192.0.2.1")) == heard


def test_what_is_kept_of_a_failure_names_nobody():
    fail(1, REMOTE_ADDR="203.0.113.1")
    kept = FailedLogIn.objects.get()
    assert len(kept.pair) == len(kept.address) == 64
    assert not {"editor", "203.0.113.1"} & {kept.pair, kept.address}


def without_token(text):
    import re

    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text)


def test_no_answer_tells_whether_a_name_exists():
    get_user_model().objects.create_user("off", password="password", is_active=False, is_staff=True)
    get_user_model().objects.create_user("reader", password="password")
    nobody, somebody = log_in("nobody", "wrong"), log_in("editor", "wrong")
    assert nobody.status_code == somebody.status_code
    assert without_token(nobody.text).replace("nobody", "editor") == without_token(somebody.text)
    for name in ("off", "reader"):
        answer = without_token(log_in(name).text)
        assert answer.replace(f'value="{name}"', 'value="editor"') == without_token(somebody.text)
    assert fail(5, name="nobody")[-1] == 429


def test_an_unknown_name_costs_the_same_work(monkeypatch):
    from django.contrib.auth.hashers import MD5PasswordHasher

    worked = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *given: worked.append(1) or encode(*given))
    log_in("nobody", "wrong")
    unknown, worked[:] = len(worked), []
    log_in("editor", "wrong")
    assert unknown == len(worked) == 1


def test_a_session_ends_after_its_hours_whatever_is_done_in_it():
    client = Client()
    log_in(client=client)
    until = client.session.get_expiry_date()
    assert timedelta(hours=11.9) < until - timezone.now() <= timedelta(hours=12)
    session = client.session
    session["touched"] = True
    session.save()
    assert client.session.get_expiry_date() == until
    Session.objects.update(expire_date=timezone.now())
    assert client.get(reverse("admin:index")).status_code == 302


def test_a_password_is_never_carried_along_when_a_session_has_ended(someone):
    answer = Client().post(reverse("admin:password_change"), {"old_password": "secret-old", "new_password1": "new"})
    assert (answer.status_code, answer.text) == (302, "")


def test_too_many_tries_while_logging_in_again_lose_nothing_typed():
    typed = {"headline": "Long to type", "again-username": "editor", "again-password": "wrong"}
    client = Client()
    answers = [client.post("/admin/timeline/event/add/", typed) for _each in range(6)]
    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    assert 'name="headline" value="Long to type"' in answers[-1].text


@pytest.mark.parametrize("password", ["short-1234", "password1234", "123456789012345", "someone-1234"])
def test_easy_passwords_are_refused(password):
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        validate_password(password, get_user_model()(username="someone-12345"))


def test_passwords_are_kept_with_argon2(settings):
    from django.contrib.auth.hashers import check_password, make_password

    settings.PASSWORD_HASHERS = ["timeline.entering.Argon2", "django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    kept = make_password("harbour-1234")
    assert kept.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert check_password("harbour-1234", kept)
    assert not check_password("harbour-1235", kept)
