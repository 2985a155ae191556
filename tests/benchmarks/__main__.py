"""`make bench`: what an answer costs, as a multiple of a plain Django view in the same run.

    make bench                                   both databases, 1,000, 10,000 and 100,000 events
    make bench ON=sqlite EVENTS=1000,100000      one database, those sizes; EVENTS=1000000 takes half an hour to sow
    make bench ON=sqlite EVENTS=100000 ONLY='fragment|deep' ROUNDS=3
                                                 only what has a name like that, quickly
    make bench KEEP=1                            and keep the result in tests/benchmarks/ for later runs to compare with

Measured is processor time of all server processes, the database's included, as the kernel accounts for it: on a busy
machine it wavers less than time on a clock. In each round every question is asked in turn, the plain view first; what
counts is the median of the rounds' ratios. Databases are sown once and kept in $BENCH_DATA, else under the system's
folder for temporary files.
"""

import argparse
import http.client
import json
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import replace

from tests import postgresql
from tests.scale import servers

from . import report
from .cases import CASES, CRISIS
from .metering import Meter
from .places import HOME, ROOT, places
from .serving import PATIENCE, free_port, per_second, served

SIZES = [1000, 10_000, 100_000]
SLICE, MOST = 0.08, 25  # seconds, and requests at most, for one case in one round
BUDGET, LONG = 2.5, 15.0  # seconds for one case in all rounds; what takes longer the first time is not asked again
ONCE = "once"
INSIDE = ("searching", "counting", "writing")


def main():
    parser = argparse.ArgumentParser(prog="tests.benchmarks", allow_abbrev=False)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append")
    parser.add_argument("--events", default=",".join(map(str, SIZES)))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--only", default="", help="a regular expression for the names of what is measured")
    parser.add_argument("--keep", action="store_true")
    given = parser.parse_args()
    for database in given.on or ("sqlite", "postgresql"):
        if database == "postgresql" and (why := postgresql.why_not()):
            print(f"Not on PostgreSQL: {why}.")
            continue
        run(database, [int(size) for size in given.events.split(",")], given)


def run(database, sizes, given):
    found, begun = {}, time.monotonic()
    with places(database, sizes) as ready:
        for place in ready:
            found[str(place.events)] = measured(place, given.rounds, re.compile(given.only))
    result = {"database": database, "sizes": found}
    report.show(result, report.kept(database))
    (HOME / f"{database}.json").write_text(report.text(result))
    if given.keep:
        report.keep(result)
    print(f"\n{database}: {time.monotonic() - begun:.0f} s\n")


def measured(place, rounds, wanted):
    """Every figure of one place: name of a case to its milliseconds, ratio, or whatever the name says."""
    with Inside(place) as inside, served(place) as running:
        found = {"start to first page, s": {"value": running.wait(CRISIS)}}
        facts = inside.ask("facts")
        cases = [case for case in CASES if case.name == "hello" or wanted.search(case.name)]
        found |= in_rounds(cases, rounds, Asker(running, inside, facts))
        found["memory of a worker, MB"] = {"value": running.memory()}
        for name in INSIDE:
            if wanted.search(name):
                found |= globals()[name](inside, rounds)
    if wanted.search("requests a second"):
        found |= throughput(place)
    if wanted.search("Varnish") and shutil.which("varnishd", path="/usr/sbin:/usr/bin"):
        found |= behind_varnish(place)
    return found


class Inside:
    """A process of the program beside the server, which does what is asked by a line."""

    def __init__(self, place):
        command = [sys.executable, "-m", "tests.benchmarks.inside"]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        self.process = subprocess.Popen(command, cwd=ROOT, env=place.environment, **pipes)

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self.process.stdin.close()
        self.process.wait()

    def ask(self, name):
        self.process.stdin.write(f"{name}\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


class Asker:
    def __init__(self, running, inside, facts):
        self.running, self.inside, self.facts = running, inside, facts
        self.etags, self.seen = {}, set()

    def cost(self, case, times):
        """Processor milliseconds of one answer, the mean of so many."""
        spent = 0
        if case.name in self.seen:
            self.prepare(case)
        self.seen.add(case.name)
        for _time in range(times):
            if case.after_change:
                self.inside.ask("correct")
            path, headers = case.address(self.facts), case.headers | self.etags.get(case.name, {})
            begun = self.running.meter.read()
            answer, _body = self.running.ask(path, headers)
            spent += self.running.meter.read() - begun
            self.check(case, path, answer)
        return 1000 * spent / times

    def prepare(self, case):
        """What was asked before is asked once more, unmeasured: another case may have changed the crisis meanwhile."""
        if isinstance(case.path, str) and not case.after_change:
            answer, _body = self.running.ask(case.address(self.facts), case.headers)
            if case.known and answer.headers["ETag"]:
                self.etags[case.name] = {"If-None-Match": answer.headers["ETag"]}

    def check(self, case, path, answer):
        expected = (304,) if self.etags.get(case.name) and case.expect == (200,) else case.expect
        if answer.status not in expected:
            raise RuntimeError(f"{case.name}: {path} gives {answer.status}.")


def in_rounds(cases, rounds, asker):
    """Cases asked in turn, round after round; what takes long in fewer rounds, or once."""
    samples = {case.name: [] for case in cases}
    clock = {case.name: warmed(case, asker, samples[case.name]) for case in cases}
    for number in range(rounds):
        say(f"round {number + 1} of {rounds} …")
        hello = None
        for case in cases:
            seconds = clock[case.name]
            if seconds * number < BUDGET and ONCE not in samples[case.name]:
                spent = asker.cost(case, max(1, min(MOST, int(SLICE / seconds))))
                hello = hello or spent
                samples[case.name].append((spent, spent / hello))
    plain = statistics.median(spent for spent, _ratio in samples["hello"])
    return {case.name: summed(samples[case.name], plain) for case in cases}


def warmed(case, asker, samples):
    """Ask once, and again to see how many seconds it takes; what takes very long is a sample already."""
    for longest in (LONG, BUDGET):
        say(f"{case.name} …")
        begun = time.monotonic()
        spent = asker.cost(case, 1)
        seconds = time.monotonic() - begun
        if seconds > longest:
            samples += [ONCE, (spent, None)]
            return seconds
    return seconds


def say(text):
    """How far it is, where somebody looks on."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def summed(samples, plain):
    samples = [sample for sample in samples if sample is not ONCE]
    ms = statistics.median(spent for spent, _ratio in samples)
    ratios = [ratio for _spent, ratio in samples if ratio]
    return {"ms": ms, "ratio": statistics.median(ratios) if ratios else ms / plain}


def searching(inside, _rounds):
    found = inside.ask("searching")
    plain = found.pop("unfiltered")
    rows = {f"SQL of 30, {name} (× unfiltered)": {"ms": ms, "value": ms / plain} for name, ms in found.items()}
    return {"SQL of 30, unfiltered, ms": {"value": plain}} | rows


def counting(inside, _rounds):
    found = inside.ask("counting")
    return {
        "facets, part of the SQL way": {"ms": found["facets"], "value": found["facets"] / found["facets by SQL"]},
        "strip, part of the SQL way": {"ms": found["strip"], "value": found["strip"] / found["histogram by SQL"]},
    }


def writing(inside, rounds):
    corrected = statistics.median(inside.ask("correct")["correct"] for _round in range(rounds + 1))
    inserted = statistics.median(inside.ask("insert")["insert"] for _round in range(rounds + 1))
    return {"correct an event (× bare insert)": {"ms": corrected, "value": corrected / inserted}}


def throughput(place):
    """Answers a second of two workers to four clients, beside those of the plain view."""
    with served(place, workers=2) as running:
        running.wait(CRISIS)
        paths = ("/hello", f"{CRISIS}?kind=statement")
        rates = [[per_second(running.port, path, 1.0) for path in paths] for _round in range(3)]
    return {
        "requests a second, filtered page (÷ hello)": {
            "value": statistics.median(page / hello for hello, page in rates),
        }
    }


def behind_varnish(place):
    """What Varnish uses for an answer it gives alone, and how soon it shows what was corrected."""
    port = free_port()
    further = (("PURGE_URL", f"http://127.0.0.1:{port}/"), ("SHARED_CACHE_SECONDS", "60"))
    place = replace(place, further=further)
    with Inside(place) as inside, served(place) as running, tempfile.TemporaryDirectory() as folder:
        running.wait(CRISIS)
        with servers.varnish(port, running.port, folder) as tell:
            seen = statistics.median(seconds_to_see(inside, port) for _time in range(3))
            hello = per_answer(running.meter, running.port, "/hello")
            alone = per_answer(Meter(tell.process), port, CRISIS)
    return {
        "a page from Varnish, processor (hello ÷ it)": {"value": hello / alone, "ms": 1000 * alone},
        "from correction to page from Varnish, s": {"value": seen},
    }


def per_answer(meter, port, path):
    """Processor seconds of one answer."""
    packed = "Accept-Encoding: gzip\r\n"
    per_second(port, path, 0.2, 1, packed)
    begun = meter.read()
    answers = per_second(port, path, 1.0, 1, packed)
    return (meter.read() - begun) / answers


def seconds_to_see(inside, port):
    def etag():
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", CRISIS)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.headers["ETag"]

    before = etag()
    inside.ask("tell")
    begun = time.monotonic()
    while etag() == before:
        time.sleep(0.01)
    return time.monotonic() - begun


if __name__ == "__main__":
    main()
