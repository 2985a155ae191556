"""What HTTP does not show, measured in the program's own process, on the database that the environment names.

Run as a program it reads names of measures, a line each, and answers each with a line of JSON. Times are processor time
in milliseconds, the database server's included.
"""

import json
import statistics
import sys
import time

import django

django.setup()

from django.db import connection, reset_queries, transaction  # noqa: E402
from django.http import QueryDict  # noqa: E402

from tests.benchmarks import one_sql  # noqa: E402
from tests.benchmarks.metering import spent  # noqa: E402
from timeline import publishing, purging  # noqa: E402
from timeline.facets import facets  # noqa: E402
from timeline.filters import TimelineFilter, cursor_of  # noqa: E402
from timeline.models import Crisis, Edition, EditionActor, EditionSource, EditionTie, Event, Version  # noqa: E402
from timeline.models.base import new_id  # noqa: E402
from timeline.reading import Reading  # noqa: E402
from timeline.records import index_editions  # noqa: E402
from timeline.states import state_of  # noqa: E402
from timeline.strip import strip  # noqa: E402

WORDS = {"common": "talks", "rare": "quixotry", "absent": "zyzzyva", "two signs": "大使", "two signs, rare": "砂糖"}
PAGE, TIMES = 30, 7
SELDOM = 2.0  # seconds: what takes longer is measured once


def crisis():
    return Crisis.objects.get(slug="bench")


def search(query=""):
    return TimelineFilter(QueryDict(query), crisis(), state=state_of("bench"))


def newest(query=""):
    """The newest 30 that pass, as SQL alone finds them for feeds and the API."""
    wanted = search(query)
    return list(wanted.entries().in_order(wanted.order).without_words()[:PAGE])


def facts():
    """What the addresses that are asked for hold."""
    shown = Edition.objects.shown().events().filter(crisis=crisis())
    number = shown.count()

    def cursor(place):
        return cursor_of(shown.in_order("newest").values_list("newest", flat=True)[min(place, number - 1)])

    first = shown.get(slug="event-1")
    return {
        "events": number,
        "actor": first.parts.values_list("actor__slug", flat=True)[0],
        "source": first.rests_on.values_list("source__slug", flat=True)[0],
        "half": number // 2 + 1,
        "cursor_30": cursor(PAGE - 1),
        "cursor_deep": cursor(number * 9 // 10),
        "event": shown.values_list("entry", flat=True)[number // 2],
        "moment": "2025-06-01T12:00:00Z",
    }


def processor():
    server = connection.connection.info.backend_pid if connection.vendor == "postgresql" else None
    return time.process_time() + (spent(server) if server else 0)


def cost(work):
    """Median milliseconds; the first time warms up."""
    connection.ensure_connection()
    begun = processor()
    work()
    times = [processor() - begun]
    for _time in range(TIMES if times[0] < SELDOM else 0):
        reset_queries()
        begun = processor()
        work()
        times.append(processor() - begun)
    return 1000 * statistics.median(times[1:] or times)


def searching():
    """The newest 30 with each word, as multiples of the newest 30 without."""
    plain = cost(newest)
    found = {name: cost(lambda word=word: newest(f"q={word}")) for name, word in WORDS.items()}
    return {"unfiltered": plain} | {f"q, {name}": ms for name, ms in found.items()}


def counting():
    """Facets and histogram, ours and by SQL."""
    wanted = search("kind=statement&certainty=confirmed")
    reading = Reading(wanted.crisis)
    measures = reading.all_measures
    return {
        "facets": cost(lambda: facets(search("kind=statement&certainty=confirmed"))),
        "facets by SQL": cost(lambda: one_sql.facets(wanted)),
        "strip": cost(lambda: strip(search("kind=statement&certainty=confirmed"), reading, measures)),
        "histogram by SQL": cost(lambda: one_sql.histogram(wanted)),
    }


def correct():
    """One correction, as an editor makes it; gives what it cost."""
    event = Event.objects.get(crisis=crisis(), slug="event-1")
    event.summary = f"{time.time()}"
    event.save()
    return {"correct": once(lambda: publishing.correct(event, by=None, reason="A number was wrong."))}


def tell():
    """A correction, and the caches in front told of it."""
    correct()
    purging.purge_changed()
    return {}


def insert():
    """The rows a correction leaves, and nothing else done."""
    event = Event.objects.get(crisis=crisis(), slug="event-1")
    edition = Edition.objects.of(event).last()
    version = Version.objects.filter(entry=event.public_id).first()
    edition.pk, edition.public_id, edition.shown_until = None, new_id(), edition.shown_from
    edition._state.adding = True
    version.pk, version.number = None, version.number + 1000 + time.time_ns() % 10**8
    version._state.adding = True
    spent_on_it = once(lambda: bare(edition, version))
    for model in (EditionActor, EditionSource, EditionTie):
        model.objects.filter(edition=edition).delete()
    edition.delete()
    version.delete()
    return {"insert": spent_on_it}


@transaction.atomic
def bare(edition, version):
    edition.save(force_insert=True)
    index_editions([edition])
    version.save(force_insert=True)


def once(work):
    connection.ensure_connection()
    begun = processor()
    work()
    return 1000 * (processor() - begun)


MEASURES = {work.__name__: work for work in (facts, searching, counting, correct, tell, insert)}

if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(MEASURES[line.strip()]()), flush=True)
