"""Whatever letters a file holds, they come in as they are, go out, and come in again the same."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import AccountFactory, CrisisFactory, EventFactory, shown
from timeline.formats.incoming import clean
from timeline.importing import Options, take_in
from timeline.models import Account, Edition, EditionSource, Event, External, Report, Version
from timeline.records import fresh, record_of

pytestmark = pytest.mark.django_db
QUIET = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

AWKWARD = st.sampled_from(
    ["😀👩‍👩‍👧", "שלום ‏עולם", "مرحبا", "\u202eabc", "a\r\nb",
     "\x07\x00bell", 'say "so"', "a,b;c\td", "'=1+1", "=SUM(A1)",
     "</script>", "&amp;", "<b>x", "\ud800", "\ufeff", "e\u0301", "x" * 10_000, "**a**", "1. a", "\\", "%s {} %(x)s"]
)  # fmt: skip
TEXT = st.lists(st.one_of(AWKWARD, st.text(max_size=30)), min_size=1, max_size=3).map("".join)


def forget():
    EditionSource.objects.all().delete()
    for model in (Edition, Version, Event, Account, Report, External):
        model.objects.all().delete()


@QUIET
@given(headline=TEXT, text=TEXT, quote=TEXT)
def test_our_own_file_keeps_every_letter(client, tmp_path, headline, text, quote):
    forget()
    crisis = CrisisFactory()
    headline = " ".join(clean(headline).split())[:300] or "x"
    event = EventFactory(headline=headline, summary=clean(text), body=clean(text), accounts=0)
    AccountFactory(event=event, says=clean(text).strip() or "x", quote=clean(quote))
    shown(event)
    before, path = record_of(fresh(event)), tmp_path / "export.json"
    path.write_bytes(b"".join(client.get("/harbour-strike/export.json").streaming_content))
    Event.objects.all().delete()
    assert take_in(path, crisis, Options()).stored
    assert record_of(fresh(Event.objects.get())) == before
    assert take_in(path, crisis, Options()).counts["change"] == 0


@QUIET
@given(headline=TEXT, text=TEXT, phrase=st.text(max_size=60), key=TEXT, unknown=TEXT)
def test_a_timelinejs_file_comes_in_and_again_the_same(tmp_path, headline, text, phrase, key, unknown):
    forget()
    crisis = CrisisFactory()
    slide = {"start_date": {"year": 2011}, "text": {"headline": headline, "text": text}, "display_date": phrase}
    path = tmp_path / "timeline.json"
    path.write_text(json.dumps({"events": [slide | {"unique_id": key, "further": unknown}]}))
    tally = take_in(path, crisis, Options(source="Ours"))
    assert tally.stored or tally.refused
    if tally.refused:
        (outcome,) = tally.outcomes["refused"]
        assert outcome.cause
    else:
        again = take_in(path, crisis, Options(source="Ours"))
        assert (again.counts["same"], Version.objects.count()) == (1, 1)


@QUIET
@given(st.binary(max_size=400))
def test_any_bytes_are_taken_or_refused_with_a_sentence(tmp_path, content):
    from timeline.formats.incoming import FileFault

    path = tmp_path / "bytes"
    path.write_bytes(content)
    try:
        take_in(path, CrisisFactory(), Options(source="Ours", trial=True))
    except FileFault as fault:
        assert fault.text


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(["year", "headline", "text", "url", "start_date", "media", "id", "edtf", "date", "x"]),
            inner,
        ),
    ),
    max_leaves=12,
)
KEYS = ("start_date", "end_date", "text", "media", "group", "display_date", "unique_id", "location", "background")
OURS = ("id", "slug", "headline", "date", "actors", "accounts", "points", "links", "kind", "stage", "countermeasure")


@settings(QUIET, max_examples=120)
@given(
    items=st.lists(
        st.one_of(JSON, st.fixed_dictionaries({}, optional=dict.fromkeys((*KEYS, *OURS), JSON))), max_size=4
    ),
    around=st.dictionaries(st.sampled_from(["title", "eras", "crisis", "actors", "sources", "countermeasures"]), JSON),
    shape=st.sampled_from(["json", "timelinejs", "timelinejs-old"]),
)
def test_any_json_is_taken_or_refused_with_a_sentence(tmp_path, items, around, shape):
    from timeline.formats.incoming import FileFault

    document = around | {"events": items}
    path = tmp_path / "any.json"
    path.write_text(json.dumps({"timeline": {"date": items} | around} if shape == "timelinejs-old" else document))
    try:
        tally = take_in(path, CrisisFactory(), Options(source="Ours", shape=shape, trial=True))
    except FileFault as fault:
        assert fault.text
    else:
        assert all(outcome.cause for outcome in tally.outcomes["refused"])
