"""What the index of words finds is what reading the whole text finds, in every script, whatever is typed."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.factories import CrisisFactory, EventFactory, shown
from timeline import filters, selecting
from timeline.lookups import LONGEST, editions_with, lookups
from timeline.models import Edition
from timeline.searching import Search, words

TEXTS = (
    "Beijing’s ban on quokkas",
    "The ban ended; bananas banned",
    "日本大使館が声明を発表 ban",
    "大使 recalled, 使大 not",
    "Đại sứ Việt Nam nói",
    "السفير يغادر طوكيو",
    "x" * (LONGEST + 5) + " tail",
    "日" * 300,
    "don't say s",
    "",
)
PIECES = ("ban", "bann", "quokkas", "大", "大使", "大使館", "日本", "使", "館", "dai", "viet", "السف", "x" * LONGEST)
PIECES += (
    "x" * (LONGEST + 5),
    "s",
    "don't",
    "'",
    '"',
    '"the ban"',
    '"ban',
    "-",
    "-ban",
    "-大使",
    " ",
    "日" * 5,
    "声明 ban",
)


@pytest.fixture
def editions(db):
    crisis = CrisisFactory()
    events = [shown(EventFactory(crisis=crisis, headline=f"{text[:250]} n{n}")) for n, text in enumerate(TEXTS)]
    return [Edition.objects.get(entry=event.public_id) for event in events]


queries = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join) | st.text(max_size=12)


@pytest.mark.parametrize("few", [0, 5, 1000])
def test_search_finds_by_the_index_what_reading_all_finds(editions, client, monkeypatch, few):
    monkeypatch.setattr(filters, "FEW", few)
    monkeypatch.setattr(selecting, "FEW", few)
    crisis = editions[0].crisis

    @examples(30, 1000)
    @given(queries)
    def agrees(text):
        asked = Search(text)
        wanted = {
            edition.pk for edition in Edition.objects.events().filter(crisis=crisis) if asked.matches(edition.words)
        }
        search = filters.TimelineFilter(_query(text), crisis)
        assert {edition.pk for edition in search.entries()} == wanted
        assert {edition.pk for edition in search.page(100)[0]} == wanted

    agrees()


def test_the_index_follows_a_new_an_emptied_and_a_deleted_edition(editions):
    (term,) = Search("quokkas")
    assert editions_with([term]) == [editions[0].pk]
    Edition.objects.filter(pk=editions[0].pk).update(lookups="")
    assert editions_with([term]) == []
    Edition.objects.filter(pk=editions[0].pk).update(lookups="quokkas")
    assert editions_with([term]) == [editions[0].pk]
    Edition.objects.filter(pk=editions[0].pk).delete()
    assert editions_with([term]) == []


def test_what_only_an_apostrophe_asks_for_is_read_not_looked_up():
    assert editions_with(Search("''")) is None


def test_a_word_too_long_for_an_index_is_kept_short():
    assert max(map(len, lookups(words(["z" * 5000, "日" * 5000])).split())) == LONGEST


def test_a_whole_word_as_long_as_the_index_keeps_is_told_from_a_longer_one(editions):
    found = filters.TimelineFilter(_query(f'"{"x" * LONGEST}"'), editions[0].crisis)
    assert found.page(9) == ([], 0) and not found.entries().exists()
    assert len(filters.TimelineFilter(_query("x" * LONGEST), editions[0].crisis).page(9)[0]) == 1


def _query(text):
    query = QueryDict(mutable=True)
    query["q"] = text
    return query
