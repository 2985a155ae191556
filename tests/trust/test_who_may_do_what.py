"""Every address of the site, for everybody: `rights.txt` says what each is answered, and none is missing there."""

from pathlib import Path
from unittest.mock import patch

import pytest
from django.db import transaction
from django.template.response import SimpleTemplateResponse
from django.test import Client

from tests.trust.every import ROLES, World, routes

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("rights.txt")
WHO = ("Anonymous", *ROLES, "Superuser")


@pytest.fixture(scope="module")
def answers(django_db_setup, django_db_blocker):
    """Lines as the table has them: method, route, and the status each is answered."""
    with django_db_blocker.unblock(), transaction.atomic(), patch.object(SimpleTemplateResponse, "render", undrawn):
        world = World()
        clients = {who: client_of(world.people.get(who)) for who in WHO}
        yield list(lines(world, clients))
        transaction.set_rollback(True)


def undrawn(response):
    """Who may see a page is settled before it is drawn, which takes most of the time."""
    response.content = b""
    return response


def client_of(user):
    client = Client(raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def lines(world, clients):
    """POST is asked of the desk alone, and undone: elsewhere nothing takes a form."""
    for route, _name in routes():
        for method in ("get", "post") if route.startswith("admin/") else ("get",):
            address = world.address(route)
            codes = [status(clients[who], method, address) for who in WHO]
            yield f"{method.upper():4} /{route:<82} {' '.join(codes)}"


def status(client, method, address):
    """What is answered, with nothing in the form, and as if it had not been asked."""
    cookies = client.cookies.copy()
    with transaction.atomic():
        answer = getattr(client, method)(address)
        answer.getvalue()
        transaction.set_rollback(True)
    client.cookies = cookies
    return str(answer.status_code)


def told():
    return [line for line in TABLE.read_text().splitlines() if line and not line.startswith("#")]


def codes(line):
    return line.split()[2:]


def test_the_table_says_what_everybody_is_answered_everywhere(answers):
    known = told()
    missing, left = ([line for line in one if line not in other] for one, other in ((answers, known), (known, answers)))
    assert not missing, "Not in rights.txt, or otherwise there:\n" + "\n".join(missing)
    assert not left, "In rights.txt, but not so:\n" + "\n".join(left)


def test_nobody_is_answered_with_a_failure(answers):
    assert not [line for line in answers if any(code[0] == "5" for code in codes(line))]


def test_strangers_reach_nothing_of_the_desk_but_the_log_in():
    beyond = {line.split()[1] for line in told() if " /admin/" in line and codes(line)[0] not in ("302", "403")}
    assert beyond == {"/admin/login/"}


def test_a_role_above_reaches_what_the_one_below_does():
    for line in told():
        reached = [code in ("200", "302") for code in codes(line)[1:]]
        assert reached == sorted(reached), line
