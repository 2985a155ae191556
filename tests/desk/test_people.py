"""A chief puts people in the desk's groups, and can make nobody, least of all themselves, a superuser."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

pytestmark = pytest.mark.django_db


def change(user):
    return reverse("admin:auth_user_change", args=[user.pk])


def group(name):
    return Group.objects.get_or_create(name=name)[0].pk


def test_a_chief_adds_somebody_to_a_group(desk_of):
    typed = {"username": "new", "password1": "harbour-1234", "password2": "harbour-1234", "usable_password": "true"}
    answer = desk_of("Chief").post(
        reverse("admin:auth_user_add"), typed | {"is_staff": "on", "groups": [group("Reporter")]}
    )
    assert answer.status_code == 302, answer.context["errors"]
    made = get_user_model().objects.get(username="new")
    assert (made.is_staff, made.is_superuser, [one.name for one in made.groups.all()]) == (True, False, ["Reporter"])


def test_a_chief_makes_no_superuser_and_gives_no_single_right(desk_of, person):
    editor, client = person("Editor"), desk_of("Chief")
    page = client.get(change(editor)).text
    assert 'name="is_superuser"' not in page
    assert 'name="user_permissions"' not in page
    some = Permission.objects.first().pk
    typed = {"username": "editor", "is_active": "on", "is_staff": "on", "groups": [group("Chief")]}
    client.post(change(editor), typed | {"is_superuser": "on", "user_permissions": [some]})
    editor.refresh_from_db()
    assert [one.name for one in editor.groups.all()] == ["Chief"]
    assert not editor.is_superuser
    assert not editor.user_permissions.exists()


def test_a_chief_puts_nobody_in_another_group(desk_of, person):
    editor, client = person("Editor"), desk_of("Chief")
    Group.objects.create(name="Operators")
    assert "Operators" not in client.get(change(editor)).text
    typed = {"username": "editor", "is_active": "on", "is_staff": "on", "groups": [group("Operators")]}
    client.post(change(editor), typed)
    assert [one.name for one in editor.groups.all()] == ["Editor"]


def test_a_chief_touches_no_superuser(desk_of, editor):
    client = desk_of("Chief")
    client.post(change(editor), {"username": "mine", "is_active": ""})
    password = reverse("admin:auth_user_password_change", args=[editor.pk])
    assert client.get(password).status_code == 403
    assert client.post(password, {"password1": "harbour-1234", "password2": "harbour-1234"}).status_code == 403
    editor.refresh_from_db()
    assert editor.username == "editor"
    assert editor.check_password("password")


def test_a_chief_does_not_change_their_own_standing(desk_of, person):
    chief = person("Chief")
    desk_of("Chief").post(change(chief), {"username": "chief", "email": "a@b.example", "groups": []})
    chief.refresh_from_db()
    assert (chief.email, chief.is_staff, chief.is_active) == ("a@b.example", True, True)
    assert [one.name for one in chief.groups.all()] == ["Chief"]


def test_a_chief_changes_no_group(desk_of):
    address = reverse("admin:auth_group_change", args=[group("Chief")])
    assert desk_of("Chief").post(address, {"name": "Kings"}).status_code == 403


def test_a_superuser_still_sees_everything(desk, person):
    page = desk.get(change(person("Editor"))).text
    assert 'name="is_superuser"' in page
