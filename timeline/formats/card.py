"""The picture that stands beside a link elsewhere: 1200 × 630, drawn here, without a browser."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from . import lettering

SIZE = WIDTH, HEIGHT = 1200, 630
EDGE, LINE = 72, 1.22
PAPER, INK, QUIET, RED, HAIR = "#ffffff", "#14181b", "#4b5359", "#b3152a", "#d9dddf"
FINE = 4  # signs are drawn so many times larger, then made smooth
TITLE_FROM, TITLE_TO = 156, 452
SIZES = (68, 60, 54, 48, 42)
SMALL = (36, 32, 28)
PHOTO = (668, 112, WIDTH - EDGE, 442)  # hangs from the rule, its credit below it


@dataclass(frozen=True)
class Card:
    """Everything the picture says. `title` gives way to `short` where it is too long, and to nothing if undrawable."""

    kicker: str
    title: str
    short: str = ""
    lead: str = ""
    facts: str = ""
    certainty: str = ""
    certainty_word: str = ""
    judged: str = ""  # “Call: confirmed. What he asked for: disputed”, where claims of one event differ
    sources: str = ""
    site: str = ""
    language: str = ""  # of the title
    spoken: str = ""  # of all other words
    red: bool = False
    photo: bytes = b""  # a WebP file
    credit: str = ""  # without which the photograph is not shown


def png(card: Card) -> bytes:
    picture = Image.new("RGB", SIZE, PAPER)
    draw = ImageDraw.Draw(picture)
    head(draw, card)
    wide = PHOTO[0] - 36 - EDGE if photograph(picture, draw, card) else WIDTH - 2 * EDGE
    below = title(draw, card, wide)
    lead(draw, card, below, wide)
    foot(picture, draw, card)
    file = BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def head(draw: ImageDraw.ImageDraw, card: Card) -> None:
    if card.red:
        draw.rectangle((0, 0, 20, HEIGHT), fill=RED)
    say(draw, (EDGE, 84), card.kicker, "bold", 28, RED if card.red else QUIET, card.spoken, WIDTH - 2 * EDGE)
    draw.rectangle((EDGE, 108, WIDTH - EDGE, 112), fill=INK)


def photograph(picture: Image.Image, draw: ImageDraw.ImageDraw, card: Card) -> bool:
    """The photograph beside the title, with who took it; whether it is there: words that need the room come first."""
    if not card.photo or not fitting(card, PHOTO[0] - 36 - EDGE, ((card.title, SIZES), (card.short, SIZES))):
        return False
    left, top, right, bottom = PHOTO
    with Image.open(BytesIO(card.photo), formats=("WEBP",)) as shot:
        if not credit(draw, card, right, bottom + 27):
            return False
        # A little above the middle, where faces are.
        fitted = ImageOps.fit(shot.convert("RGB"), (right - left, bottom - top), centering=(0.5, 0.4))
    picture.paste(fitted, (left, top))
    return True


def credit(draw: ImageDraw.ImageDraw, card: Card, right: int, below: int) -> bool:
    """Who took the photograph, up to its right edge; False if that cannot be said."""
    room = right - PHOTO[0]
    if not lettering.drawable(card.credit, "sans", card.spoken):
        return False
    for size in (20, 18, 16):
        length = lettering.length(card.credit, "sans", size, card.spoken)
        if length <= room:
            place = (right - length, below)
            lettering.write(draw, place, card.credit, "sans", size, QUIET, card.spoken)
            return True
    return False


def title(draw: ImageDraw.ImageDraw, card: Card, wide: int) -> float:
    """The headline as large as it goes; the desk's short one where that is too long; gives where it ends."""
    found = fitting(card, wide, ((card.title, SIZES), (card.short, SIZES), (card.title, SMALL)))
    if not found:
        return TITLE_FROM
    size, broken = found
    return lines(draw, broken, "serif", size, INK, TITLE_FROM + size, card.language)


def fitting(card: Card, wide: int, ways: tuple[tuple[str, tuple[int, ...]], ...]) -> tuple[int, list[str]] | None:
    """(size, lines) of the first text that fits above the foot at one of its sizes; None if none does."""
    for text, sizes in ways:
        if not text or not lettering.drawable(text, "serif", card.language):
            continue
        for size in sizes:
            most = int((TITLE_TO - TITLE_FROM) // (size * LINE))
            found = lettering.fitted(text, "serif", (size,), wide, most, card.language)
            if found:
                return found
    return None


def lead(draw: ImageDraw.ImageDraw, card: Card, below: float, wide: int) -> None:
    """As many whole lines of the standfirst as fit; it is never cut in the middle of a sentence."""
    if not card.lead or not lettering.drawable(card.lead, "sans", card.language):
        return
    found = lettering.wrapped(card.lead, "sans", 28, wide, card.language)
    if below + 28 + len(found) * 28 * 1.4 < TITLE_TO + 20:
        lines(draw, found, "sans", 28, QUIET, below + 40, card.language, 1.4)


def lines(
    draw: ImageDraw.ImageDraw,
    found: list[str],
    style: str,
    size: int,
    colour: str,
    top: float,
    language: str,
    apart: float = LINE,
) -> float:
    for number, line in enumerate(found):
        lettering.write(draw, (EDGE, top + number * size * apart), line, style, size, colour, language)
    return top + (len(found) - 1) * size * apart


def foot(picture: Image.Image, draw: ImageDraw.ImageDraw, card: Card) -> None:
    draw.rectangle((EDGE, 482, WIDTH - EDGE, 483), fill=HAIR)
    x = say(draw, (EDGE, 530), card.facts, "bold", 30, RED if card.red else INK, card.spoken, WIDTH - 2 * EDGE) + 36
    if card.certainty:
        judged(picture, draw, card, x)
    room = WIDTH - 2 * EDGE - lettering.length(card.site, "bold", 26) - 40
    say(draw, (EDGE, 580), card.sources, "sans", 26, QUIET, card.spoken, room)
    if lettering.drawable(card.site, "bold"):
        place = (WIDTH - EDGE - lettering.length(card.site, "bold", 26), 580)
        lettering.write(draw, place, card.site, "bold", 26, INK)


def judged(picture: Image.Image, draw: ImageDraw.ImageDraw, card: Card, x: float) -> None:
    """How sure we are, by sign and word, each claim by itself if there is room for it."""
    for word in (card.judged, card.certainty_word):
        end = say(draw, (x + 38, 530), word, "bold", 26, INK, card.spoken, WIDTH - EDGE - x - 38)
        if end > x + 38:
            picture.paste(INK, (int(x), 507), sign(card.certainty, 28))
            return


def say(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, int],
    text: str,
    style: str,
    size: int,
    colour: str,
    language: str,
    room: float,
) -> float:
    """A line, smaller if it must be, left out if it can be neither drawn nor made to fit; gives where it ends."""
    if text and lettering.drawable(text, style, language):
        for smaller in (size, size - 4, size - 8):
            if lettering.length(text, style, smaller, language) <= room:
                return lettering.write(draw, place, text, style, smaller, colour, language)
    return place[0]


def sign(certainty: str, size: int) -> Image.Image:
    """The sign of a certainty as a mask: full disc with a tick, disc with a ring, half disc, diamond with a mark."""
    unit = size * FINE / 16
    mask = Image.new("L", (size * FINE, size * FINE))
    draw = ImageDraw.Draw(mask)
    SIGNS[certainty](draw, lambda *numbers: [number * unit for number in numbers])
    return mask.resize((size, size), Image.Resampling.LANCZOS)


def confirmed(draw: ImageDraw.ImageDraw, at: Callable[..., Any]) -> None:
    draw.ellipse(at(1, 1, 15, 15), fill=255)
    draw.line(at(4.4, 8.2, 7.1, 10.4, 11.6, 5.6), fill=0, width=int(at(1.7)[0]), joint="curve")


def stated(draw: ImageDraw.ImageDraw, at: Callable[..., Any]) -> None:
    draw.ellipse(at(1, 1, 15, 15), fill=255)
    draw.ellipse(at(2.7, 2.7, 13.3, 13.3), fill=0)
    draw.ellipse(at(5.5, 5.5, 10.5, 10.5), fill=255)


def reported(draw: ImageDraw.ImageDraw, at: Callable[..., Any]) -> None:
    draw.ellipse(at(1, 1, 15, 15), fill=255)
    draw.chord(at(2.7, 2.7, 13.3, 13.3), 90, 270, fill=0)


def disputed(draw: ImageDraw.ImageDraw, at: Callable[..., Any]) -> None:
    draw.polygon(at(8, 0.6, 15.4, 8, 8, 15.4, 0.6, 8), fill=255)
    draw.rectangle(at(7.1, 4.3, 8.9, 8.9), fill=0)
    draw.rectangle(at(7.1, 10, 8.9, 11.8), fill=0)


SIGNS = {"confirmed": confirmed, "stated": stated, "reported": reported, "disputed": disputed}
