import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from tests.desk.typing import Form
from tests.factories import CrisisFactory


class Typing:
    """A form of the desk as an editor has it before them: type into it, press a button, look at the answer."""

    def __init__(self, client, path):
        self.client, self.path = client, path
        self.look(client.get(path))

    def look(self, answer):
        self.answer = answer
        assert answer.status_code == 200, (answer.status_code, answer.headers.get("Location"))
        self.data = Form(answer.text).data
        return self

    def type(self, **fields):
        """`accounts_0_says="…"` types into the field `accounts-0-says`."""
        for name, text in fields.items():
            parts = name.split("_", 2)
            dashed = "-".join(parts) if len(parts) == 3 and parts[1].isdigit() else name
            assert dashed in self.data or "remove" in dashed, dashed
            self.data[dashed] = text
        return self

    def post(self, button, value="1", **more):
        return self.client.post(self.path, self.data | {button: value} | more)

    def more(self, rows):
        return self.look(self.post("_more", rows))

    def press(self, button="_save"):
        """Press a button that should leave the form; what it says on the next page comes back."""
        answer = self.post(button)
        assert answer.status_code == 302, list(answer.context["problems"])
        self.path = answer.headers["Location"]
        self.look(self.client.get(self.path))
        return [str(message) for message in self.answer.context["messages"]]

    def refused(self, button="_save"):
        """Press a button that should not be taken; the problems by what they name."""
        self.look(self.post(button))
        return {what: str(sentence) for what, _field, sentence in self.answer.context["problems"]}


@pytest.fixture
def crisis(db):
    return CrisisFactory()


@pytest.fixture
def open_form(desk, crisis):
    """Call it with an entry to open its form, or with the name of a model to add one."""

    def open_form(thing):
        if isinstance(thing, str):
            return Typing(desk, reverse(f"admin:timeline_{thing}_add"))
        return Typing(desk, reverse(f"admin:timeline_{thing._meta.model_name}_change", args=[thing.pk]))

    return open_form


@pytest.fixture
def person(db):
    """Call it with a role: somebody who has it, made once."""

    def person(role):
        made, new = get_user_model().objects.get_or_create(username=role.lower(), defaults={"is_staff": True})
        if new:
            made.groups.add(Group.objects.get(name=role))
        return made

    return person


@pytest.fixture
def desk_of(person):
    """Call it with a role: a client with somebody of that role logged in."""

    def desk_of(role):
        client = Client()
        client.force_login(person(role))
        return client

    return desk_of
