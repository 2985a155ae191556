"""SQLite, two writers at a time, killed with `kill -9` in the middle of writing: nothing acknowledged is lost, and
nothing is there by halves. `python -m tests.torture.kills 200 [seed]`.

A writer works through the desk's own page and the deed of publishing; a change is acknowledged when the page has
answered, or the deed returned.
"""

import os
import random
import select
import signal
import sys
import time
from itertools import count

from tests.torture import desks

WRITERS = 2
LONGEST_LIFE = 0.4  # seconds after both have written something


def main(kills, seed):
    with desks.folder() as data:
        for name in os.environ.keys() - {"PATH", "HOME", "LANG"}:
            del os.environ[name]
        os.environ |= desks.environment(data, DJANGO_SETTINGS_MODULE="timeline.settings")
        import django

        django.setup()
        torment(kills, random.Random(seed))


def torment(kills, chance):
    prepare()
    acknowledged, begun = [], time.monotonic()
    for life in range(kills):
        acknowledged += live_and_die(life, chance)
        look_for_losses(acknowledged)
    minutes = (time.monotonic() - begun) / 60
    print(f"{kills} kills in {minutes:.1f} minutes, {len(acknowledged)} changes acknowledged, none lost, none halved.")


def prepare():
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.core.management import call_command

    from timeline.models import Crisis, Source

    settings.STATIC_ROOT.mkdir()  # the server misses it otherwise, aloud
    call_command("migrate", verbosity=0)
    get_user_model().objects.create_superuser("editor", password="password")
    Crisis.objects.create(slug="t", title="T", state="ongoing")
    Source.objects.create(name="Reuters", slug="reuters", host="reuters.com")
    next(changes("warm"))  # so that writers, who begin as copies of this process, begin at once


def live_and_die(life, chance):
    """What two writers acknowledged before they were killed."""
    from django.db import connections

    connections.close_all()
    writers = [begin(f"{life}.{number}") for number in range(WRITERS)]
    for _pid, pipe in writers:
        assert select.select([pipe], [], [], 60)[0], "A writer wrote nothing for a minute."
    time.sleep(chance.uniform(0, LONGEST_LIFE))
    for pid, _pipe in writers:
        os.kill(pid, signal.SIGKILL)
    return [told for pid, pipe in writers for told in last_words(pid, pipe)]


def begin(name):
    """(process id, pipe it acknowledges through)."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            for change in changes(name):
                os.write(writing, f"{change}\n".encode())
        finally:
            os._exit(1)
    os.close(writing)
    return pid, reading


def last_words(pid, pipe):
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status), "A writer ended by itself; what it says stands above."
    with os.fdopen(pipe) as said:
        return [line.rstrip("\n") for line in said if line.endswith("\n")]


def changes(name):
    """Change one thing after another; each is told when it has been acknowledged."""
    from django.contrib.auth import get_user_model
    from django.test import Client

    from timeline.models import Crisis, Event
    from timeline.publishing import publish

    editor, crisis, client = get_user_model().objects.get(), Crisis.objects.get(), Client()
    client.force_login(editor)
    for number in count():
        headline = f"Event {name}.{number}"
        said = {"crisis": crisis.pk, "headline": headline, "date": "25/11/2025", "says": "They spoke. " * 50}
        said |= {"report": f"https://reuters.com/{name}/{number}", "attribution": "not-stated"}
        answer = client.post("/admin/quick/", said | {"_next": "1"}, headers={"Host": "localhost"})
        assert answer.status_code == 302, answer
        yield f"drafted {headline}"
        publish(Event.objects.get(headline=headline), by=editor)
        yield f"published {headline}"


def look_for_losses(acknowledged):
    from django.db import connection
    from django.db.models import Count

    from timeline.models import Edition, Event, Version

    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert cursor.execute("PRAGMA foreign_key_check").fetchone() is None
    drafted = {f"drafted {headline}" for headline in Event.objects.values_list("headline", flat=True)}
    published = {f"published {record['headline']}" for record in Edition.objects.values_list("record", flat=True)}
    lost = set(acknowledged) - drafted - published
    assert not lost, f"Lost: {sorted(lost)}"
    halves = Event.objects.annotate(accounts_of=Count("accounts")).exclude(accounts_of=1)
    assert not halves.exists(), f"Without its account: {halves.first()}"
    deeds = {}
    for entry, deed in Version.objects.order_by("number").values_list("entry", "deed"):
        deeds.setdefault(entry, []).append(deed)
    for entry, state in Event.objects.values_list("public_id", "state"):
        due = ["saved", "published"] if state == "published" else ["saved"]
        assert deeds.pop(entry) == due, f"{entry} is {state}, its history says otherwise."
    assert not deeds, "History of what is not there."
    assert Edition.objects.count() == Event.objects.filter(state="published").count()
    assert not Edition.objects.filter(rests_on=None).exists(), "An edition without its columns."


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else None)
