"""Three processes read while a fourth writes: whatever they keep, none shows less than what was acknowledged."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import connection

from tests.factories import EventFactory, shown
from tests.patience import PATIENCE
from timeline.models import Actor
from timeline.publishing import correct

pytestmark = pytest.mark.django_db(transaction=True)
TELLINGS = 25


def address_of_database():
    given = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{given['NAME']}"
    who = f"{given['USER']}:{given['PASSWORD']}@" if given["USER"] else ""
    host = given["HOST"].replace("/", "%2F")
    return f"postgresql://{who}{host}:{given['PORT']}/{given['NAME']}"


@pytest.fixture
def readers(tmp_path):
    """Starts as many as asked, each reading what the file says was acknowledged."""
    started, file = [], tmp_path / "acknowledged"
    file.write_text("1")
    environment = {"DATABASE_URL": address_of_database(), "DATA_DIR": str(tmp_path), "DEBUG": "false"}

    def start(place):
        command = [sys.executable, "-m", "tests.scale.reader", place, str(file)]
        reader = subprocess.Popen(
            command, cwd=settings.BASE_DIR, env=os.environ | environment, stdout=subprocess.PIPE, text=True
        )
        started.append(reader)
        return reader

    yield start, file
    file.unlink(missing_ok=True)
    for reader in started:
        reader.communicate(timeout=PATIENCE)


def test_no_reader_is_shown_less_than_what_was_acknowledged(readers):
    start, file = readers
    event = shown(EventFactory(headline="Telling 1."))
    actor = Actor.objects.create(name="Somebody", slug="somebody")
    running = [start("/harbour-strike/") for _each in range(3)]
    assert [reader.stdout.readline() for reader in running] == ["ready\n"] * 3
    for number in range(2, TELLINGS):
        event.headline = f"Telling {number}."
        event.save()
        correct(event, by=None, reason="Told anew.")
        Actor.objects.filter(pk=actor.pk).update(name=f"Somebody {number}")
        file.with_suffix(".next").write_text(str(number))
        file.with_suffix(".next").replace(file)
    assert [reader.stdout.readline() for reader in running] == ["enough\n"] * 3
    file.unlink()
    assert [reader.communicate(timeout=PATIENCE)[0] for reader in running] == ["[]\n"] * 3
