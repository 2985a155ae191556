"""Full-text search that gives the same answer on every database.

An entry keeps its text folded, as tokens with one space around each and two between fields; a query becomes pieces of
such text to look for. No token holds a character that LIKE treats specially, nor a capital ASCII letter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from django.db.models import Q

LONGEST_QUERY = 200

QUOTES = '"“”„‟＂〝〞〟«»「」『』'
TERM = re.compile(rf"((?<!\S)[-－−]+)?(?:[{QUOTES}]([^{QUOTES}]*)([{QUOTES}]?)|([^\s{QUOTES}]+))")

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\ud800-\udfff]")
INVISIBLE = re.compile(
    r"[\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200c-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f"
    r"\ufeff\uffa0\U000e0000-\U000e0fff]"
)
# Latin, Greek and Cyrillic letters; the marks that sit on them.
LETTERS = (
    r"A-Za-z\u00c0-\u02af\u0370-\u052f\u1c80-\u1c8f\u1d00-\u1dbf\u1e00-\u1fff\u2c60-\u2c7f\ua640-\ua69f"
    r"\ua720-\uab6f"
)
MARKS = r"\u0300-\u036f\u0483-\u0489\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u2de0-\u2dff\ua66f-\ua67d\ufe20-\ufe2f"
ACCENTS = re.compile(rf"(?<=[{LETTERS}])[{MARKS}]+")
APOSTROPHES = dict.fromkeys("’‘‛ʼʻʹʾʿ′`՚׳", "'")
WITHOUT_STROKES = dict(zip("đðɖɗøɵłƚɫħŧŋıɨȷɉƀɓɇǥɠƙɍʉƶɏⱥⱦȼ", "ddddoolllhtniijjbbeggkruzyatc", strict=True))
PLAIN = str.maketrans(APOSTROPHES | WITHOUT_STROKES | {"æ": "ae", "œ": "oe", "þ": "th"})

# Han, kana, bopomofo, and the marks that repeat or lengthen: written without spaces, so found inside longer runs.
CJK = (
    r"\u3005-\u3007\u3021-\u3029\u3031-\u3035\u303b\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u3105-\u312f"
    r"\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001aff0-\U0001b16f\U00020000-\U0003fffd"
)
RUN = re.compile(rf"[{CJK}]")
TOKEN = re.compile(
    rf"[{CJK}][{CJK}\u3099\u309a]*|[^\W{CJK}][^\s'{CJK}]*|(?<=[^\s'{CJK}])'(?=[^\W{CJK}])",
)


def words(fields: Iterable[str]) -> str:
    """The text kept for searching: `words(["Ban’s end", "2025年"])` is `" ban ' s end  2025 年 "`."""
    return f" {'  '.join(filter(None, (' '.join(tokens(text)) for text in fields)))} "


@dataclass(frozen=True)
class Term:
    """One piece of a query: as typed (without minus or quotes), what to look for in `words`, and whether in vain."""

    text: str = field(compare=False)
    pattern: str
    excluded: bool = False

    def matches(self, words: str) -> bool:
        return (self.pattern in words) != self.excluded

    def condition(self) -> Q:
        found = Q(words__contains=self.pattern)
        return ~found if self.excluded else found


class Search:
    """What a reader asked for. Nothing typed, or nothing but punctuation, is `empty` and matches everything."""

    def __init__(self, text: str) -> None:
        self.text = cleaned(text)
        self.terms = list(dict.fromkeys(terms(self.text)))

    def __iter__(self) -> Iterator[Term]:
        return iter(self.terms)

    @property
    def empty(self) -> bool:
        return not self.terms

    def matches(self, words: str) -> bool:
        return all(term.matches(words) for term in self)

    def conditions(self) -> Q:
        """The same question to a model with a text field called `words`; at most 100 conditions."""
        return Q(*(term.condition() for term in self))


def cleaned(text: str) -> str:
    """The query as it goes back into the box and the address."""
    text = re.sub(r"[\t-\r\x1c-\x1f\x85]", " ", CONTROLS.sub("", text))
    return text.strip()[:LONGEST_QUERY].strip()


def terms(text: str) -> Iterator[Term]:
    for minus, phrase, closed, word in TERM.findall(text):
        found = tokens(word or phrase)
        if found:
            yield Term((word or phrase).strip(), pattern(found, whole=bool(closed)), excluded=bool(minus))


def pattern(found: list[str], *, whole: bool) -> str:
    """Where the text to look for must begin or end a word; a run of Chinese or Japanese never has to."""
    before = "" if RUN.match(found[0]) else " "
    after = " " if whole and not RUN.match(found[-1]) else ""
    return before + " ".join(found) + after


def tokens(text: str) -> list[str]:
    """Folded words, runs of Chinese or Japanese, and apostrophes inside words, in order."""
    return TOKEN.findall(re.sub(r"[^\w\s']|_", letter_mark_or_space, fold(text)))


def letter_mark_or_space(match: re.Match[str]) -> str:
    return match[0] if unicodedata.category(match[0]) in ("Mn", "Mc") else " "


def fold(text: str) -> str:
    """Without case, width, invisible characters, and accents on Latin, Greek and Cyrillic letters."""
    text = INVISIBLE.sub("", CONTROLS.sub("", text)).replace("´", "'")  # which would fall apart into a space and a mark
    text = ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    return unicodedata.normalize("NFC", text.translate(PLAIN))
