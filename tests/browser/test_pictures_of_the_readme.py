"""The pictures of the README, taken of the demo: `make screenshots` keeps them, every other run takes them and lets go.

What they show does not depend on the day: the clock stands still a day after the last entry.
"""

import io
import os
import re

import pytest
from django.conf import settings
from django.core.management import call_command
from PIL import Image

from timeline.models import Event

from .conftest import PHONE, let_in

HOME = "/china-japan-2025/"
FOLDER = settings.BASE_DIR / ".readme"
README = (settings.BASE_DIR / "README.md").read_text()
MOST_BYTES = 60_000
GAP, PAPER, ABOVE = 40, "#d8dce0", 19  # pixels
# What is at the top of each screen: an event on the timeline, what each source says of one point, a countermeasure.
ON_A_PHONE = {
    HOME: "article:has(h4:has-text('Trump and Takaichi speak by phone'))",
    HOME + "events/trump-takaichi-call/": "th:has-text('What he asked for')",
    HOME + "countermeasures/?on=2025-11-19": "tr:has(a[href*=seafood-ban])",
}


@pytest.fixture
def demo(clock, transactional_db):
    call_command("loaddata", "china-japan-2025", verbosity=0)


def test_every_picture_can_still_be_taken_and_is_small(
    demo, live_server, browser, page, editor, unheard, browser_context_args
):
    with unheard():
        taken = {
            "timeline.webp": timeline(page, live_server.url),
            "phones.webp": phones(browser, browser_context_args, live_server.url),
            "desk.webp": desk(let_in(page, editor), live_server.url),
        }
    if os.environ.get("KEEP_PICTURES"):
        for name, picture in taken.items():
            (FOLDER / name).write_bytes(picture)
    kept = {path.name: path.stat().st_size for path in FOLDER.iterdir()}
    assert set(taken) == set(kept) == {name for name, _alt in named()}
    assert all(size < MOST_BYTES for size in kept.values()), kept


def timeline(page, home):
    page.set_viewport_size({"width": 1280, "height": 1290})
    page.goto(home + HOME)
    return packed(page.screenshot())


def phones(browser, asked, home):
    """Three screens of a phone beside each other."""
    context = browser.new_context(**asked | {"viewport": PHONE})
    page, step = context.new_page(), PHONE["width"] + GAP
    sheet = Image.new("RGB", (GAP + len(ON_A_PHONE) * step, PHONE["height"] + 2 * GAP), PAPER)
    for number, (path, top) in enumerate(ON_A_PHONE.items()):
        page.goto(home + path)
        sheet.paste(Image.open(io.BytesIO(from_there(page, top))), (GAP + number * step, GAP))
    context.close()
    return small(sheet)


def from_there(page, selector):
    """The screen with that at its top, and a little above it."""
    page.locator(selector).first.evaluate(
        "(it, above) => scrollTo({ top: scrollY + it.getBoundingClientRect().top - above, behavior: 'instant' })", ABOVE
    )
    return page.screenshot()


def desk(page, home):
    event = Event.objects.get(slug="trump-takaichi-call")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{home}/admin/timeline/event/{event.pk}/change/")
    return packed(from_there(page, "#accounts-title"))


def packed(shot):
    return small(Image.open(io.BytesIO(shot)).convert("RGB"))


def small(picture):
    """WebP of 32 colours, chosen so that none that is rare is lost; text stays as sharp as it was."""
    file, few = io.BytesIO(), picture.quantize(32, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.convert("RGB").save(file, "WEBP", lossless=True, quality=75, method=4)
    return file.getvalue()


def named():
    """(file, alt text) of every picture in the README."""
    return [(name, alt) for alt, name in re.findall(r"!\[([^\]]*)\]\(\.readme/([^)]+)\)", README)]


def test_every_picture_says_in_words_what_it_shows():
    assert named() and all(len(alt) > 30 for _name, alt in named())
