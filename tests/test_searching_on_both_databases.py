"""The database finds what `Search.matches` says, whichever database these tests run on."""

import random
from datetime import UTC, datetime

import pytest

from tests.test_searching import CASES, GLUE, PIECES
from timeline.models import Crisis, Edition
from timeline.searching import Search, words

QUERIES = [query for query, _text in CASES] + ["%", "_", "\\", "a_b", "'; --", "\x00", "\ud800", "🙂", "-🙂", "ı"]
TEXTS = [text for _query, text in CASES] + ["100% a_b a\\b", "\x00\ud800", "🙂", ""]


@pytest.fixture
def editions(db):
    crisis = Crisis.objects.create(slug="strait", title="Strait")
    chance = random.Random(2025)
    texts = [[text] for text in TEXTS] + [[made_up(chance), made_up(chance)] for _number in range(150)]
    moment = datetime(2025, 11, 14, tzinfo=UTC)
    Edition.objects.bulk_create(
        Edition(
            crisis=crisis,
            noun="event",
            entry=f"entry{number:07}",
            shown_from=moment,
            first_shown=moment,
            record={},
            first_day=0,
            last_day=0,
            oldest=b"",
            newest=b"",
            words=words(fields),
        )
        for number, fields in enumerate(texts)
    )
    return Edition.objects.all()


def made_up(chance, length=6):
    return "".join(chance.choice(PIECES) + chance.choice(GLUE) for _place in range(chance.randrange(length)))


def made_up_query(chance):
    query = chance.choice(["", "", "-", '"', '-"']) + made_up(chance, 3) + chance.choice(["", '"', " "])
    return query + chance.choice(["", "-", '"']) + made_up(chance, 3)


def test_the_database_finds_what_matches_says(editions):
    chance = random.Random(14)
    kept = dict(editions.values_list("entry", "words"))
    for query in [*QUERIES, *(made_up_query(chance) for _number in range(600))]:
        search = Search(query)
        found = set(editions.filter(search.conditions()).values_list("entry", flat=True))
        assert found == {entry for entry, text in kept.items() if search.matches(text)}, query


@pytest.mark.parametrize(
    "query",
    [
        "\ufdfa" * 200,
        "-\ufdfa" * 100,
        " ".join("abcdefghijklmnopqrstuvwxyz" * 4),
        " ".join(chr(0x4E00 + number) for number in range(100)),
        " ".join(f"-{chr(0x4E00 + number)}" for number in range(100)),
        '"' * 200,
        "%" * 200,
        "\\" * 200,
    ],
)
def test_the_worst_queries_stay_within_the_limits_of_the_database(editions, query):
    search = Search(query)
    assert editions.filter(search.conditions()).count() == sum(search.matches(edition.words) for edition in editions)
