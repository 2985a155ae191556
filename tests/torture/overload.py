"""Four times as many readers as the server can answer, which has one core to itself and they another: whoever is
answered is answered soon, the others are told to come again. `python -m tests.torture.overload 60`.

Then as many requests as LOAD_REQUESTS says, one after the other, and what the memory of the process came to.
"""

import asyncio
import os
import random
import resource
import subprocess
import sys
import time
from collections import Counter
from contextlib import contextmanager
from statistics import linear_regression, quantiles

from tests.benchmarks.metering import family, resident
from tests.torture import desks
from tests.torture.outage import asked, free_port, wait_for

TIMES = 4
CORES = sorted(os.sched_getaffinity(0))
CLIENTS = 8  # at once, to find out what it can do
BOUND = 8.0  # seconds: three of waiting for a thread, the rest for the core
PLACE = f"/{desks.DEMO}/"
COMMON = (PLACE, PLACE, f"{PLACE}?view=lanes", f"{PLACE}countermeasures/", f"{PLACE}feed.atom", "/")
GOOD = {200, 304, 503}


def main(seconds, requests):
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with desks.folder() as data:
        environment = desks.environment(data, PORT=str(free_port()))
        desks.manage(environment, "serve", "--demo", "--set-up-only")
        with server(environment) as (port, _process):
            asyncio.run(overload(port, seconds))
        with server(environment | {"WORKERS": "1"}, "--max-requests", "0") as (port, process):
            asyncio.run(remember(port, process, requests))


@contextmanager
def server(environment, *more):
    command = ["taskset", "-c", str(CORES[0]), sys.executable, "-m", "gunicorn", "-c", "python:timeline.serving", *more]
    process = subprocess.Popen(command, cwd=desks.ROOT, env=environment)
    os.sched_setaffinity(0, {CORES[-1]})
    try:
        port = int(environment["PORT"])
        wait_for(lambda: asked(port, "/readyz")[0] == 200)
        yield port, process.pid
    finally:
        process.terminate()
        assert process.wait(30) == 0


async def overload(port, seconds):
    asking = Asking(port)
    await asking.learn()
    await asking.closed(CLIENTS, until=time.monotonic() + 3)  # what has to be made once
    asking.told.clear()
    await asking.closed(CLIENTS, until=time.monotonic() + 8)
    capacity = len(asking.told) / 8
    asking.told.clear()
    await asking.open(TIMES * capacity, seconds)
    asking.report(capacity)


async def remember(port, process, requests):
    asking, seen = Asking(port), []
    await asking.learn()
    for part in range(1, 21):
        await asking.closed(4, most=requests // 20)
        seen.append((part * requests // 20, max(resident(each) for each in family(process))))
        asking.told.clear()
    slope = linear_regression(*zip(*seen[10:], strict=True)).slope
    print(f"Memory in MB: {', '.join(f'{size:.0f}' for _number, size in seen)}")
    print(f"{requests} requests; over the second half {1e6 * slope:.0f} bytes a request.")


class Asking:
    """`told` are (status, seconds) of each request; 0 is the status of what was no whole answer."""

    def __init__(self, port):
        self.port, self.told, self.tags, self.chance = port, [], {}, random.Random(1)

    async def learn(self):
        for path in COMMON:
            head = await self.ask(path)
            self.tags[path] = head.partition(b"ETag: ")[2].partition(b"\r\n")[0].decode()

    async def closed(self, clients, until=None, most=0):
        """So many clients, each with its next question when it has its answer."""
        asked = iter(range(most or 10**9))

        async def client():
            while (until is None or time.monotonic() < until) and next(asked, None) is not None:
                await self.ask_something()

        await asyncio.gather(*(client() for _each in range(clients)))

    async def open(self, rate, seconds):
        """Questions at that rate, however many answers are still to come."""
        begun, sent, tasks = time.monotonic(), 0, set()
        while (now := time.monotonic() - begun) < seconds:
            while sent < now * rate:
                tasks.add(task := asyncio.create_task(self.ask_something()))
                task.add_done_callback(tasks.discard)
                sent += 1
            await asyncio.sleep(0.002)
        await asyncio.gather(*tasks)

    async def ask_something(self):
        """Half of it what others ask, a fifth that with the tag of what is known, the rest what nobody asked before."""
        path, kind = self.chance.choice(COMMON), self.chance.random()
        if kind < 0.3:
            day = f"1{self.chance.randrange(100, 1000)}-01-{self.chance.randrange(10, 29)}"
            return await self.ask(f"{PLACE}?from={day}")
        return await self.ask(path, self.tags[path] if kind < 0.5 else "")

    async def ask(self, path, tag=""):
        begun, status, head = time.monotonic(), 0, b""
        lines = [f"GET {path} HTTP/1.1", "Host: localhost", "Connection: close"]
        lines += [f"If-None-Match: {tag}"] if tag else []
        try:
            async with asyncio.timeout(60):
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
                writer.write("\r\n".join([*lines, "", ""]).encode())
                head, _, body = (await reader.read(-1)).partition(b"\r\n\r\n")
                writer.close()
            status = whole(head, body)
        except (OSError, TimeoutError):
            pass
        self.told.append((status, time.monotonic() - begun))
        return head

    def report(self, capacity):
        statuses = Counter(status for status, _seconds in self.told)
        served = [seconds for status, seconds in self.told if status in (200, 304)]
        refused = [seconds for status, seconds in self.told if status == 503] or [0, 0]
        print(f"{capacity:.0f} requests a second can be answered; of {TIMES} times as many {sorted(statuses.items())}")
        print(f"Answered: half in {middle(served):.2f} s, 99 % in {most(served):.2f} s.", end=" ")
        print(f"Told to come again: 99 % in {most(refused):.2f} s.", flush=True)
        assert statuses.keys() <= GOOD, "Something else than 200, 304 and 503."
        assert most(served) < BOUND, "Too slow."


def whole(head, body):
    """The status, if the answer is one: as long as it says, and a 503 tells when to come again."""
    lines = head.lower().split(b"\r\n")
    said = dict(line.partition(b": ")[::2] for line in lines[1:])
    status = int(([*lines[0].split(), b"0", b"0"])[1])
    honest = status != 503 or b"retry-after" in said
    return status if honest and len(body) == int(said.get(b"content-length", len(body))) else 0


def middle(seconds):
    return quantiles(seconds, n=2)[0]


def most(seconds):
    return quantiles(seconds, n=100)[98]


if __name__ == "__main__":
    main(int(sys.argv[1]), int(os.environ.get("LOAD_REQUESTS", "20000")))
