"""`make bench RACE=1`: from the click on a kind until the new list is painted, ours of 100,000 beside vis-timeline's of
20,000, in the same browser and the same run.

Ours is the page as it is served, asked for a filter nobody has asked for. vis-timeline is given its items in the page
and filters them as its own examples do, by a DataView; once with a window that shows a few dozen, which is the kindest
to it, and once with all of them in view, as it begins by itself.
"""

import contextlib
import functools
import statistics
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from playwright.sync_api import TimeoutError as TookTooLong
from playwright.sync_api import sync_playwright

from tests import machine, npm

from .cases import CRISIS
from .places import places
from .serving import served

EVENTS, GOAL = 100_000, 0.25
ROUNDS = 5
PATIENCE, LONGEST = 300_000, 60_000  # milliseconds for a page, and for vis-timeline's filter
HERE = Path(__file__).parent / "vis"
BUNDLE = HERE / "node_modules" / "vis-timeline" / "standalone" / "umd" / "vis-timeline-graph2d.min.js"
KINDS = '#facets input[name="kind"]:not(:checked)'
# The second frame after the list has settled begins when the first has been painted.
CLICK = """(box) => new Promise((done) => {
  const begun = performance.now();
  const painted = () => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
  document.addEventListener("htmx:afterSettle", painted, { once: true });
  box.click();
})"""


def main():
    if why := missing():
        print(f"\n!!!! NOT RUN, the race: {why}.", file=sys.stderr)
        return 1
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=machine.chromium(), args=["--no-sandbox", "--disable-gpu"])
        report(ours(browser), *theirs(browser))
    return 0


def missing():
    """What the race cannot be run without, or nothing."""
    if not machine.chromium():
        return "no Chromium is on the path, and CHROMIUM names none"
    npm.install(HERE)
    return "" if BUNDLE.exists() else "npm is not here to install vis-timeline"


def report(ours, few, whole):
    print("\nFrom the click to the painted list, milliseconds, medians\n")
    line(f"ours, {EVENTS:,} events, a filter nobody asked for", ours)
    for name, found in (("a few dozen of them in view", few), ("all of them in view", whole)):
        ratio = statistics.median(ours) / statistics.median(found)
        held = "held" if ratio <= GOAL else "MISSED"
        line(f"vis-timeline, 20,000 items, {name}", found, f"ours ÷ it {ratio:.2f}, goal {GOAL} {held}")


def line(name, found, further=""):
    over = " or more" if LONGEST in found else ""
    print(f"{name:<60}{statistics.median(found):>10.0f}   {told(found)}{over}   {further}")


def told(found):
    return "(" + ", ".join(f"{one:.0f}" for one in found) + ")"


def ours(browser):
    """Each click adds a kind to those chosen before, so that no filter was asked for."""
    with places("sqlite", [EVENTS]) as [place], served(place) as running:
        running.wait(CRISIS)
        page = opened(browser, f"http://localhost:{running.port}{CRISIS}")
        found = [clicked(page) for _round in range(ROUNDS)]
        page.close()
    return found


def clicked(page):
    before = page.locator("#count").get_attribute("data-count")
    took = page.locator(KINDS).first.evaluate(CLICK)
    after = page.locator("#count").get_attribute("data-count")
    if before == after:
        raise RuntimeError(f"The list is still of {before}.")
    return took


def theirs(browser):
    """With a few items in view, and with all: nobody waits for that longer than `LONGEST`, and once is enough."""
    with at_hand() as address:
        for question, rounds in (("", ROUNDS), ("?whole", 1)):
            page = opened(browser, f"{address}/page.html{question}")
            page.wait_for_function("window.ready")
            yield [filtered(page, kind) for kind in range(rounds)]


def filtered(page, kind):
    page.evaluate("(kind) => { window.took = 0; setTimeout(choose, 0, kind); }", kind)
    with contextlib.suppress(TookTooLong):
        return page.wait_for_function("window.took", timeout=LONGEST).json_value()
    return LONGEST


def opened(browser, address):
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.set_default_timeout(PATIENCE)
    page.goto(address, wait_until="load")
    return page


@contextlib.contextmanager
def at_hand():
    """The address of vis-timeline's page, served by this process."""
    with ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=str(HERE))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


class Handler(SimpleHTTPRequestHandler):
    def translate_path(self, path):
        return str(BUNDLE) if path == f"/{BUNDLE.name}" else super().translate_path(path)

    def log_message(self, *_said):
        pass


if __name__ == "__main__":
    sys.exit(main())
