"""Text drawn into pictures with the fonts of the machine, and never as empty boxes.

Fonts are looked for once, by file name, where systems keep them; behind them stands the one that Pillow brings, which
knows little more than English. A text is drawn only if every letter of it has a shape, from left to right and each
letter by itself: Arabic, Hebrew, Thai or Hindi would come out wrong, so `drawable` refuses them.
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import cast

from PIL import ImageDraw, ImageFont
from PIL.ImageFont import FreeTypeFont

FOLDERS = (
    *("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    *("/Library/Fonts", "/System/Library/Fonts", "C:/Windows/Fonts"),
)
# In order of choice; each but the last few leaves letters to those after it.
FILES = {
    "serif": (
        *("NotoSerif-Bold.ttf", "SourceSerif4-Bold.otf", "DejaVuSerif-Bold.ttf", "LiberationSerif-Bold.ttf"),
        *("Georgia Bold.ttf", "georgiab.ttf", "NotoSerifCJK-Bold.ttc", "NotoSansCJK-Bold.ttc"),
        *("Hiragino Sans GB.ttc", "msgothic.ttc", "msyh.ttc", "NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf"),
    ),
    "sans": (
        *("NotoSans-Regular.ttf", "DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf"),
        *("NotoSansCJK-Regular.ttc", "NotoSerifCJK-Regular.ttc", "Hiragino Sans GB.ttc", "msgothic.ttc", "msyh.ttc"),
    ),
    "bold": (
        *("NotoSans-Bold.ttf", "DejaVuSans-Bold.ttf", "LiberationSans-Bold.ttf", "Arial Bold.ttf", "arialbd.ttf"),
        *("NotoSansCJK-Bold.ttc", "NotoSerifCJK-Bold.ttc", "Hiragino Sans GB.ttc", "msgothic.ttc", "msyh.ttc"),
    ),
}
# Han letters look different in each language; these are the places of the languages in Noto's collections.
COLLECTION = {"ja": 0, "ko": 1, "zh": 2, "zh-hans": 2, "zh-cn": 2, "zh-hant": 3, "zh-tw": 3, "zh-hk": 4}
NOBODYS = "\U0010fffe"  # no font has it: what is drawn for it is drawn for everything missing
NOT_AT_START = "、。，．・：；？！）」』】〉》”’…ー々"


def drawable(text: str, style: str = "serif", language: str = "") -> bool:
    """Whether every letter can be drawn as it should be."""
    return all(alone(letter) and font_of(letter, style, 40, language) for letter in composed(text))


def composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def alone(letter: str) -> bool:
    """Whether a letter stands by itself, from left to right."""
    return unicodedata.bidirectional(letter) not in ("R", "AL", "AN") and unicodedata.category(letter)[0] != "M"


def fitted(
    text: str, style: str, sizes: tuple[int, ...], width: int, most: int, language: str = ""
) -> tuple[int, list[str]] | None:
    """The lines of a text at the first size at which they are few enough, as (size, lines); None if at none."""
    for size in sizes:
        lines = wrapped(text, style, size, width, language)
        if len(lines) <= most and all(length(line, style, size, language) <= width for line in lines):
            return size, lines
    return None


def wrapped(text: str, style: str, size: int, width: int, language: str = "") -> list[str]:
    """Lines no wider than so many pixels, broken between words, and between Chinese and Japanese letters."""
    lines, line = [], ""
    for word in words(composed(text)):
        if line and length(line + word.rstrip(), style, size, language) > width:
            lines.append(line.strip())
            line = ""
        line += word
    return [*lines, line.strip()] if line.strip() else lines


def words(text: str) -> Iterator[str]:
    """Pieces between which a line may break; each keeps the space after it."""
    piece = ""
    for letter in text:
        if piece and (piece[-1].isspace() or breaks_before(letter, piece[-1])):
            yield piece
            piece = ""
        piece += " " if letter.isspace() else letter
    if piece:
        yield piece


def breaks_before(letter: str, before: str) -> bool:
    wide = unicodedata.east_asian_width(letter) in "WF" or unicodedata.east_asian_width(before) in "WF"
    return wide and letter not in NOT_AT_START and before not in "（「『【〈《“‘" and not letter.isspace()


def length(text: str, style: str, size: int, language: str = "") -> float:
    return sum(font.getlength(run) for run, font in runs(text, style, size, language))


def write(
    draw: ImageDraw.ImageDraw,
    place: tuple[float, float],
    text: str,
    style: str,
    size: int,
    colour: str,
    language: str = "",
) -> float:
    """Draw a line whose letters stand on the line at `place`; gives where it ends."""
    x, y = place
    for run, font in runs(composed(text), style, size, language):
        draw.text((x, y), run, fill=colour, font=font, anchor="ls")
        x += font.getlength(run)
    return x


def runs(text: str, style: str, size: int, language: str) -> list[tuple[str, FreeTypeFont]]:
    """The text in runs of one font each."""
    found: list[tuple[str, FreeTypeFont]] = []
    for letter in text:
        font = font_of(letter, style, size, language) or fonts(style, size, language)[-1]
        if found and found[-1][1] is font:
            found[-1] = (found[-1][0] + letter, font)
        else:
            found.append((letter, font))
    return found


@lru_cache(maxsize=8192)
def font_of(letter: str, style: str, size: int, language: str) -> FreeTypeFont | None:
    """The first font that has the letter, or None."""
    return next((font for font in fonts(style, size, language) if letter.isspace() or has(font, letter)), None)


def has(font: FreeTypeFont, letter: str) -> bool:
    return shape(font, letter) != shape(font, NOBODYS)


def shape(font: FreeTypeFont, letter: str) -> tuple[tuple[int, int], bytes]:
    mask = font.getmask(letter)
    return mask.size, bytes(mask)


@lru_cache(maxsize=64)
def fonts(style: str, size: int, language: str = "") -> list[FreeTypeFont]:
    place = COLLECTION.get(language.lower(), COLLECTION.get(language.lower().split("-")[0], 0))
    files = installed()
    found = [opened(files[name], size, place) for name in FILES[style] if name in files]
    return [*filter(None, found), cast(FreeTypeFont, ImageFont.load_default(size))]  # of any size it is that


def opened(path: Path, size: int, place: int) -> FreeTypeFont | None:
    """The font of a file, of a collection the one at that place; None for a file that cannot be read."""
    for index in (place, 0) if path.suffix == ".ttc" else (0,):
        try:
            return ImageFont.truetype(path, size, index=index)
        except OSError:
            continue
    return None


@lru_cache(maxsize=1)
def installed() -> dict[str, Path]:
    """The fonts of the machine that are asked for here, by file name."""
    wanted = {name for names in FILES.values() for name in names}
    found: dict[str, Path] = {}
    for folder in FOLDERS:
        for base, _folders, names in os.walk(Path(folder).expanduser()):
            found |= {name: Path(base) / name for name in wanted.intersection(names) if name not in found}
    return found
