"""Whatever is posted to a form of the desk is taken or refused: never a failure; what is refused leaves nothing."""

from io import BytesIO

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.trust import garbling
from tests.trust.every import World, routes
from tests.trust.fuzz import DATES, KNOWN, WORDS, clean
from timeline.models import (
    Account,
    Actor,
    Countermeasure,
    Crisis,
    Edition,
    Event,
    Note,
    Position,
    Report,
    Source,
    Version,
)

pytestmark = pytest.mark.django_db
ANSWERED = {200, 302, 400, 403, 404, 405, 409, 413}
KEPT = (Edition, Event, Countermeasure, Position, Account, Crisis, Actor, Source, Report, Note, Version)
HEADERS = ("Content-Security-Policy", "Permissions-Policy", "Referrer-Policy", "X-Request-Id", "X-Frame-Options")
LEADING_OUT = ("logout", "login")  # neither is a form of the desk; test_logging_in.py has them

odd = st.one_of(
    st.text(max_size=30),
    st.sampled_from([*garbling.NASTY, *DATES, *KNOWN, *WORDS]),
    st.integers(-(10**20), 10**20).map(str),
)


class Forms:
    """Every address of the desk, and what a form there would post; a chief looks."""

    def __init__(self):
        self.world, self.chief = World(), Client(raise_request_exception=False)
        self.chief.force_login(self.world.people["Chief"])
        named = [(route, name) for route, name in routes() if route.startswith("admin/") and name not in LEADING_OUT]
        self.addresses = [self.world.address(route) for route, _name in named]
        self.found = {}

    def fields(self, address):
        if address not in self.found:
            self.found[address] = garbling.fields_of(self.chief.get(address))
        return self.found[address]

    def post(self, address, posted):
        """Status, headers, and whether anything is there afterwards that was not, or is no longer; all is put back."""
        cookies = self.chief.cookies.copy()
        with transaction.atomic():
            before = stored()
            answer = self.chief.post(address, posted)
            answer.getvalue()
            changed = [model.__name__ for model, number in stored().items() if before[model] != number]
            transaction.set_rollback(True)
        self.chief.cookies = cookies
        return answer, changed


def stored():
    return {model: model.objects.count() for model in KEPT}


@pytest.fixture(scope="module")
def forms(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield Forms()
        transaction.set_rollback(True)


def typed(draw, fields):
    """The form as it was, some of its fields something else or left out, and one button or none."""
    posted = {name: value for name, value in fields.data.items() if name not in fields.files}
    for name in draw(st.lists(st.sampled_from(sorted(posted)), max_size=6)) if posted else ():
        choices = fields.choices.get(name)
        posted[name] = draw(st.one_of(st.sampled_from(choices), odd) if choices else odd)
    for name in draw(st.lists(st.sampled_from(sorted(posted)), max_size=1)) if posted else ():
        del posted[name]
    for name in fields.files:
        posted[name] = sent(clean(draw(odd)), draw(st.binary(max_size=60)))
    button = draw(st.sampled_from([*fields.buttons, "_save", "_publish", "_preview", ""]))
    return {name: value if name in fields.files else clean(value) for name, value in posted.items()} | (
        {button: "1"} if button else {}
    )


def sent(name, content):
    """A file as a browser sends it: its name is read by the server first."""
    file = BytesIO(content)
    file.name = name
    return file


@given(data=st.data())
@examples(30, thorough=3000)
def test_nonsense_in_any_form_is_taken_or_refused(forms, data):
    address = data.draw(st.sampled_from(forms.addresses))
    posted = typed(data.draw, forms.fields(address))
    answer, changed = forms.post(address, posted)
    assert answer.status_code in ANSWERED, (address, answer.status_code)
    assert not [name for name in HEADERS if name not in answer.headers], address
    assert answer.status_code == 302 or not changed, (address, answer.status_code, changed)


def test_the_forms_have_been_found(forms):
    """So that a change of the pages does not leave the test above with nothing to post."""
    assert len(forms.addresses) > 100
    assert "headline" in forms.fields("/admin/timeline/event/add/").data
    assert "_publish" in forms.fields(f"/admin/timeline/event/{forms.world.event.pk}/change/").buttons
