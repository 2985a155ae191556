"""A second factor: set up by oneself, asked for at log-in, demanded of a role, taken away by a chief."""

import time

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from timeline import entering

pytestmark = pytest.mark.django_db
ACCESS = "/admin/access/"
KEY = "00" * 20


def code(key=KEY, steps=0):
    made = TOTP(bytes.fromhex(key))
    made.time = time.time() + 30 * steps
    return f"{made.token():06}"


@pytest.fixture
def someone():
    """Call it with a role: a person who has it."""

    def someone(role="Editor", name="someone"):
        made = get_user_model().objects.create_user(name, password="password", is_staff=True)
        made.groups.add(Group.objects.get(name=role))
        return made

    return someone


def log_in(client, given="", name="someone"):
    return client.post("/admin/login/", {"username": name, "password": "password", "code": given}).status_code


def shown_key(page):
    return TOTPDevice(key=b32(page.context["key"])).key


def b32(spelled):
    from base64 import b32decode

    return b32decode(spelled.replace(" ", "")).hex()


def set_up(client, **more):
    page = client.get(ACCESS)
    typed = {"ticket": page.context["set_up"].initial["ticket"], "code": code(shown_key(page)), "password": "password"}
    return client.post(ACCESS, typed | {"_set_up": "1"} | more)


def test_setting_it_up_takes_a_code_and_the_password_and_gives_ten_codes(someone):
    user, client = someone(), Client()
    log_in(client)
    page = client.get(ACCESS)
    assert page.context["picture"].startswith("data:image/svg+xml;base64,")
    assert page.context["address"].startswith("otpauth://totp/")
    assert "That is not your password" in set_up(client, password="wrong").text
    assert "not the code the app shows" in set_up(client, code="000").text
    assert not entering.has_second_factor(user)
    done = set_up(client)
    assert len(set(done.context["codes"])) == 10
    assert "no-store" in done.headers["Cache-Control"]
    assert entering.has_second_factor(user)
    assert client.get(reverse("admin:index")).status_code == 200


def test_a_wrong_code_shows_the_same_key_again(someone):
    someone()
    client = Client()
    log_in(client)
    page = client.get(ACCESS)
    again = client.post(
        ACCESS,
        {"ticket": page.context["set_up"].initial["ticket"], "code": "1", "password": "password", "_set_up": "1"},
    )
    assert again.context["key"] == page.context["key"]


def test_the_key_of_another_or_of_long_ago_is_not_taken(someone):
    someone()
    someone(name="other")
    mine, theirs = Client(), Client()
    log_in(mine), log_in(theirs, name="other")
    page = theirs.get(ACCESS)
    typed = {"ticket": page.context["set_up"].initial["ticket"], "code": code(shown_key(page)), "password": "password"}
    for ticket in (typed["ticket"], "nonsense"):
        answer = mine.post(ACCESS, typed | {"ticket": ticket, "_set_up": "1"}, follow=True)
        assert "Begin again" in answer.text
    assert not TOTPDevice.objects.exists()


def test_setting_it_up_ends_the_other_sessions(someone):
    someone()
    here, there = Client(), Client()
    log_in(here), log_in(there)
    set_up(here)
    assert here.get(reverse("admin:index")).status_code == 200
    assert there.get(reverse("admin:index")).status_code == 302


def test_whoever_has_one_does_not_get_in_by_password_alone(someone):
    TOTPDevice.objects.create(user=someone(), key=KEY)
    for given in ("", "000000", "9" * 32, "abc", "１２３"):
        assert log_in(Client(), given) == 200
        TOTPDevice.objects.update(throttling_failure_count=0)
        entering.forgive("someone", "127.0.0.1")
    assert log_in(Client(), code()) == 302


def test_a_code_lets_in_once(someone):
    TOTPDevice.objects.create(user=someone(), key=KEY)
    now = code()
    assert log_in(Client(), now) == 302
    assert log_in(Client(), now) == 200


def test_a_recovery_code_lets_in_once_however_it_is_typed(someone):
    user = someone()
    TOTPDevice.objects.create(user=user, key=KEY)
    first = entering.new_recovery_codes(user)[0]
    assert log_in(Client(), f" {first.upper()} ") == 302
    assert log_in(Client(), first) == 200
    assert entering.codes_left(user) == 9


def test_new_recovery_codes_replace_the_old_ones(someone):
    user, client = someone(), Client()
    TOTPDevice.objects.create(user=user, key=KEY)
    old = entering.new_recovery_codes(user)
    log_in(client, code())
    assert "That is not your password" in client.post(ACCESS, {"_codes": "1", "password": "wrong"}).text
    new = client.post(ACCESS, {"_codes": "1", "password": "password"}).context["codes"]
    assert not set(new) & set(old) and entering.codes_left(user) == 10


def test_wrong_codes_count_as_wrong_tries(someone):
    TOTPDevice.objects.create(user=someone(), key=KEY)
    assert [log_in(Client(), "000000") for _each in range(6)] == [200] * 5 + [429]


def test_wrong_passwords_on_the_page_of_access_count_too(someone):
    user, client = someone(), Client()
    TOTPDevice.objects.create(user=user, key=KEY)
    log_in(client, code())
    said = [client.post(ACCESS, {"_off": "1", "password": "wrong"}).text for _each in range(6)]
    assert "Wait 15 minutes" in said[-1] and "Wait 15 minutes" not in said[-2]
    assert entering.has_second_factor(user)


def test_turning_it_off_takes_the_password(someone):
    user, client = someone(), Client()
    TOTPDevice.objects.create(user=user, key=KEY)
    log_in(client, code())
    client.post(ACCESS, {"_off": "1", "password": "password"})
    assert not entering.has_second_factor(user)
    assert log_in(Client()) == 302


def test_a_role_that_must_have_one_is_led_to_set_it_up_and_reaches_nothing_else(settings, someone):
    settings.SECOND_FACTOR = ["editor"]
    someone()
    client = Client()
    log_in(client)
    for address in ("/admin/", "/admin/timeline/event/", "/admin/password_change/", "/admin/jsi18n/", "/admin/import/"):
        assert client.get(address).headers["Location"] == ACCESS, address
    assert client.post("/admin/quick/", {"headline": "x"}).headers["Location"] == ACCESS
    assert "Your role needs a second factor" in client.get(ACCESS).text
    assert set_up(client).status_code == 200
    assert client.get("/admin/").status_code == 200


def test_other_roles_are_not_asked(settings, someone):
    settings.SECOND_FACTOR = ["chief"]
    someone()
    client = Client()
    log_in(client)
    assert client.get("/admin/").status_code == 200


def test_a_superuser_is_asked_where_chiefs_are(settings, desk):
    settings.SECOND_FACTOR = ["chief"]
    assert desk.get("/admin/").headers["Location"] == ACCESS


def test_a_session_that_knows_only_the_password_is_none_where_a_code_is_needed(settings, someone):
    user = someone()
    settings.SECOND_FACTOR = ["editor"]
    TOTPDevice.objects.create(user=user, key=KEY)
    client = Client()
    client.force_login(user)
    for address in ("/admin/", ACCESS):
        assert client.get(address).headers["Location"].startswith("/admin/login/")
    assert client.post(ACCESS, {"_off": "1", "password": "password"}).status_code == 302
    assert entering.has_second_factor(user)


def test_whoever_must_have_one_sets_it_up_anew_before_anything_else(settings, someone):
    settings.SECOND_FACTOR = ["editor"]
    user, client = someone(), Client()
    TOTPDevice.objects.create(user=user, key=KEY)
    log_in(client, code())
    assert "Set it up anew" in client.get(ACCESS).text
    client.post(ACCESS, {"_off": "1", "password": "password"})
    assert client.get("/admin/").headers["Location"] == ACCESS


def test_the_code_is_asked_for_when_a_session_has_ended_too(someone):
    TOTPDevice.objects.create(user=someone(), key=KEY)
    typed = {"headline": "Kept", "again-username": "someone", "again-password": "password"}
    client = Client()
    assert client.post("/admin/quick/", typed).status_code == 403
    back = client.post("/admin/quick/", typed | {"again-code": code(), "_more": "-"})
    assert back.status_code == 200 and 'value="Kept"' in back.text


def test_logging_out_everywhere_ends_every_session_of_ones_own_and_no_other(someone):
    someone(), someone(name="other")
    here, there, other = Client(), Client(), Client()
    log_in(here), log_in(there), log_in(other, name="other")
    assert here.post(ACCESS, {"_leave": "1"}).headers["Location"].startswith("/admin/login/")
    assert [client.get("/admin/").status_code for client in (here, there, other)] == [302, 302, 200]


def test_a_chief_logs_somebody_out_and_takes_a_lost_factor_away(someone):
    user, chief = someone(), someone("Chief", "chief")
    TOTPDevice.objects.create(user=user, key=KEY)
    theirs, mine = Client(), Client()
    log_in(theirs, code()), mine.force_login(chief)
    address = reverse("admin:auth_user_access", args=[user.pk])
    assert address in mine.get(reverse("admin:auth_user_change", args=[user.pk])).text
    mine.post(address, {"_leave": "1"})
    assert theirs.get("/admin/").status_code == 302
    assert entering.has_second_factor(user)
    mine.post(address, {"_off": "1"})
    assert not entering.has_second_factor(user)


def test_only_a_chief_does_so_and_never_to_a_superuser(someone, editor):
    chief, colleague = Client(), Client()
    chief.force_login(someone("Chief", "chief")), colleague.force_login(someone())
    assert chief.post(reverse("admin:auth_user_access", args=[editor.pk]), {"_off": "1"}).status_code == 403
    own = reverse("admin:auth_user_access", args=[get_user_model().objects.get(username="chief").pk])
    assert colleague.post(own, {"_leave": "1"}).status_code == 403
    assert chief.get(reverse("admin:auth_user_access", args=[99999])).status_code == 404


def test_nobody_sees_keys_at_the_desk(desk):
    assert desk.get("/admin/otp_totp/totpdevice/").status_code == 404
    assert "otp" not in desk.get("/admin/").text.lower()
