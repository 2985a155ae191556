"""The program in a process of its own, on the databases its environment names: does what it is told, a line each.

A line is a JSON list: ["get", address], ["post", address], ["show", headline], ["catch up"], ["follows"] or ["look
again"]; so is the answer.
"""

import json
import os
import sys

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth import get_user_model  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import close_old_connections, connections  # noqa: E402
from django.test import Client  # noqa: E402

from tests.factories import CrisisFactory, shown_event  # noqa: E402
from timeline import routing  # noqa: E402

settings.ALLOWED_HOSTS += ["testserver"]
reader, editor = Client(raise_request_exception=False), Client(raise_request_exception=False)


def begin():
    call_command("migrate", verbosity=0)
    CrisisFactory()
    editor.force_login(get_user_model().objects.create_superuser("editor", password="password"))


def get(address):
    return told((editor if address.startswith("/admin/") else reader).get(address))


def post(address):
    return told(editor.post(address))


def told(response):
    return [response.status_code, response.content.decode()]


def show(headline):
    shown_event(headline=headline, slug=headline.lower().replace(" ", "-"))


def follows():
    look_again()
    return routing.reachable(routing.REPLICA) and routing.follows()


def look_again():
    """Forget what was believed of the replica, as it is forgotten with time."""
    routing.believed.update({"away until": 0.0, "until": 0.0})


DEEDS = {"begin": begin, "get": get, "post": post, "show": show}
DEEDS |= {"catch up": routing.catch_up, "follows": follows, "look again": look_again}

for line in sys.stdin:
    deed, *given = json.loads(line)
    # What a server does before each request; Django's test client does not.
    for connection in connections.all(initialized_only=True):
        connection.close_if_unusable_or_obsolete()
        connection.health_check_done = False
    close_old_connections()
    print(json.dumps(DEEDS[deed](*given)), flush=True)
