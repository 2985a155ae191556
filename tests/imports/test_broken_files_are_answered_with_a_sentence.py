"""Whatever arrives, the answer is a sentence with line and cause, and nothing is stored."""

import json

import pytest

from timeline.formats.incoming import FileFault
from timeline.models import Event, External, Report, Source, Version

from .files import sheet, slide, v3


def fault(taken, content, **how):
    with pytest.raises(FileFault) as raised:
        taken.take(content, **how)
    for model in (Event, External, Report, Version):
        assert not model.objects.exists()
    assert Source.objects.count() == 1
    assert raised.value.text.strip().endswith(".")
    return raised.value


GOOD = json.dumps(v3(slide("One"), slide("Two")), indent=1)


@pytest.mark.parametrize(
    ("content", "cause", "line"),
    [
        (b"", "The file is empty.", None),
        (b" \n\r\n\t", "The file is empty.", None),
        (b"\xef\xbb\xbf", "The file is empty.", None),
        (b"{}", "an object without keys", 1),
        (b"[]", "This is a list.", 1),
        (b'[{"name": "Ann"}]', "This is a list.", 1),
        (b'"text"', "does not name the columns", 1),
        (b"nothing of the kind", "does not name the columns", 1),
        (b"{'events': []}", "This is not JSON", 1),
        (b'{\n"events": 5}', "“events” is not a list", 2),
        (b'{"events": {"a": 1}}', "“events” is not a list", 1),
        (b'{"events": []}', "It holds no entries.", None),
        (b'{"timeline": {"date": []}}', "It holds no entries.", None),
        (b'{"timeline": {"headline": "x"}}', "no list called “timeline.date”", None),
        (b'{"timeline": {"date": 5}}', "“timeline.date” is not a list", 1),
        (b'{"a": 1, "b": [1, {}], "c": {}}', "What it has: a, b, c.", 1),
        (b'{"type": "FeatureCollection", "features": []}', "This is GeoJSON", 1),
        (b'{"$schema": "https://json-schema.org/draft", "type": "object"}', "This is a JSON schema", 1),
        (b"<!DOCTYPE html><p>Sign in", "This is a web page", 1),
        (b"PK\x03\x04\x14\x00", "spreadsheet or an archive", None),
        (b"%PDF-1.7\n", "This is not text", None),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "This is not text", None),
        (b"a\x00\x01\x02b\x00\x00\x00\x00", "This is not text", None),
        (b"Year,Headline\n2011,\x81\x8d\n", "neither UTF-8 nor Windows-1252", 2),
        (b'{"events": [{"text": NaN}]}', "NaN is no number", 1),
        (b'{"events": [{"year": ' + b"9" * 5000 + b"}]}", "A number in it is too long", 1),
        (GOOD.encode() + b"\n{}", "stands where it may not", None),
        (b"Year,Headline,headline\n2011,a,b\n", "Two columns are called “headline”.", 1),
        (b'Year,Headline\n2011,One\n2012,"Two\n2013,Three\n', "never ends", 3),
        (b'Year,Headline\n2011,"One"two\n', "Write a double quote inside a quoted cell twice", 2),
        (b"Name,Age\nAnn,5\n", "What it has: name, age.", 1),
        (b'Year,Headline\n2011,"' + b"x" * 1_100_000 + b'"\n', "longer than a million characters", 2),
    ],
)
def test_a_file_that_cannot_be_read(taken, content, cause, line):
    found = fault(taken, content)
    assert cause in found.text
    assert line in (None, found.line)


@pytest.mark.parametrize("at", range(1, len(GOOD) - 1, 7))
def test_a_file_that_was_cut_off_says_so_and_where(taken, at):
    found = fault(taken, GOOD[:at])
    assert "cut off" in found.text or "no list called" in found.text or "This is not JSON" in found.text
    assert found.line <= GOOD.count("\n", 0, at) + 1


def test_a_mistake_far_down_is_told_before_anything_is_stored(taken):
    lines = [json.dumps(slide(f"Event {number}")) for number in range(3000)]
    lines[2500] = lines[2500].replace("{", "{,", 1)
    found = fault(taken, '{"events": [\n' + ",\n".join(lines) + "\n]}")
    assert found.line == 2502


@pytest.mark.parametrize(
    "content",
    [
        '{"events": ' + "[" * 200_000,
        '{"events": [' + '{"a":' * 100_000 + "1" + "}" * 100_000 + "]}",
        "[" * 500_000,
        '{"a": ' + "[" * 100_000 + "]" * 100_000 + "}",
    ],
)
def test_what_is_nested_without_end(taken, content):
    assert fault(taken, content).text


def test_what_is_nested_deeply_inside_one_entry_is_that_entrys_fault(taken):
    deep = json.loads('{"a":' * 60 + "1" + "}" * 60)
    taken.take(v3(slide(x=deep), slide("Good")))
    assert taken.results == ["refused", "add"]
    assert "nested more than 30 levels deep" in taken.outcomes[0].cause


def test_more_rows_than_a_file_may_have(taken, settings):
    settings.IMPORT_MOST_ROWS = 3
    assert "more than 3 rows" in fault(taken, v3(*(slide(str(number)) for number in range(4)))).text
    found = fault(taken, sheet(*("2011,,,,,,,,,It,,,,,,,," for _each in range(4))), name="a.csv")
    assert ("more than 3 rows" in found.text, found.line) == (True, 5)


def test_one_endless_value(taken):
    assert "longer than" in fault(taken, '{"events": [{"text": "' + "x" * 5_000_000 + '"}]}').text


def test_a_row_with_too_many_cells_is_refused_alone(taken):
    taken.take(sheet("2011,,,,,,,,,One,,,,,,,,,too,many", "2012,,,,,,,,,Two,,,,,,,,"), name="a.csv", partial=True)
    assert taken.results == ["refused", "add"]
    assert taken.outcomes[0].where == "line 2"
    assert "20 cells, the first line names 18" in taken.outcomes[0].cause


def test_one_bad_row_keeps_all_from_being_stored_unless_the_good_ones_are_asked_for(taken):
    content = v3(slide("Good"), slide("Bad", year=""))
    tally = taken.take(content)
    assert (tally.stored, Event.objects.count(), Source.objects.count()) == (False, 0, 1)
    tally = taken.take(content, partial=True)
    assert (tally.stored, Event.objects.count()) == (True, 1)


def test_a_trial_tells_the_same_and_stores_nothing(taken):
    content = v3(slide("One", media={"url": "https://p.example/1"}), title={"text": {"headline": "T"}})
    tally = taken.take(content, trial=True)
    tried = list(taken.outcomes)
    assert not tally.stored
    for model in (Event, External, Report, Version):
        assert not model.objects.exists()
    taken.take(content)
    assert taken.outcomes == tried


def test_lone_surrogates_and_control_characters_are_left_out(taken):
    headline = '"headline": "a\\ud800b\\u0000c\\u0007d"'
    taken.take('{"events": [{"start_date": {"year": 2011}, "text": {' + headline + '}, "x": "\\udfff"}]}')
    assert taken.only["headline"] == "abcd"
