"""The index behind search: which editions may hold a term, without reading the text of all.

Beside its words each edition keeps what they can be looked up by: every word once, cut to a bearable length, and of
Chinese and Japanese, which has no spaces, every two signs that stand together. SQLite indexes that by FTS5, PostgreSQL
by GIN; both find a word by its beginning. What is found holds every edition that matches; a term that is more than one
word must be looked for once more in the text.
"""

from collections.abc import Iterable

from django.db import connection

from timeline import routing
from timeline.searching import RUN, Term

LONGEST = 40  # characters of a word by which it is looked up; PostgreSQL refuses what is too long
FOUND = {
    "sqlite": "SELECT rowid FROM timeline_lookups WHERE timeline_lookups MATCH %s",
    "postgresql": (
        "SELECT id FROM timeline_edition WHERE array_to_tsvector(string_to_array(lookups, ' ')) @@ %s::tsquery"
    ),
}


def lookups(words: str) -> str:
    """What the text kept for searching can be looked up by, with one space between."""
    return " ".join(dict.fromkeys(lookup for token in words.split() for lookup in lookups_of(token)))


def lookups_of(token: str) -> list[str]:
    if RUN.match(token):
        return [token[at : at + 2] for at in range(len(token))]
    return [token[:LONGEST]] if token[0].isalnum() else []


def editions_with(terms: Iterable[Term], most: int | None = None) -> list[int] | None:
    """The pks of editions, of any crisis and moment, that may hold every term; None if the index cannot tell.

    Given `most`, not more than so many are fetched.
    """
    reading = routing.reading()
    asked = [question for term in terms for question in questions(term, reading.vendor)]
    if not asked:
        return None
    joined = (" AND " if reading.vendor == "sqlite" else " & ").join(asked)
    with reading.cursor() as cursor:
        cursor.execute(FOUND[reading.vendor] + (f" LIMIT {most:d}" if most else ""), [joined])
        return [pk for (pk,) in cursor]


def questions(term: Term, vendor: str) -> list[str]:
    """A term in the index's own language."""
    *whole, last = term.pattern.split()
    asked = [(lookup, len(lookup) == LONGEST) for token in whole for lookup in parts(token)]
    asked += [(lookup, RUN.match(last) is None and not term.pattern.endswith(" ")) for lookup in parts(last)]
    return [written(lookup, vendor, beginning=cut or is_one_sign(lookup)) for lookup, cut in asked]


def parts(token: str) -> list[str]:
    """Of a run of signs the two at each place: one alone begins a pair, or is the last of its run."""
    found = lookups_of(token)
    return found[:-1] or found if RUN.match(token) else found


def is_one_sign(lookup: str) -> bool:
    return len(lookup) == 1 and RUN.match(lookup) is not None


def written(lookup: str, vendor: str, *, beginning: bool) -> str:
    if vendor == "sqlite":
        return f'"{lookup}"' + "*" * beginning
    return f"'{lookup}'" + ":*" * beginning


def is_exact(term: Term) -> bool:
    """Whether what the index finds is what matches: one word, or two signs."""
    (first, *more) = term.pattern.split()
    return not more and len(first) <= (2 if RUN.match(first) else LONGEST - 1) and first[0].isalnum()


def let_go() -> None:
    """Rewrite the index, so that no word of what is looked up no more stays in its pages.

    PostgreSQL drops them as it vacuums; what may stay there is a bare word that leads to nothing.
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO timeline_lookups(timeline_lookups) VALUES ('optimize')")
