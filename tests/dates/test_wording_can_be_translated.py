import ast
import string
from pathlib import Path

from hypothesis import given

from tests.dates import strategies
from timeline import dates
from timeline.dates import parse_edtf, read, vagueness, weekday, wording

SOURCES = sorted(Path(dates.__file__).parent.glob("*.py"))
MARKS = {"gettext_noop": 0, "pgettext": 1}


def marked():
    """Every msgid that makemessages would find, with its context."""
    found = set()
    for call in (
        node for path in SOURCES for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)
    ):
        if isinstance(call.func, ast.Name) and call.func.id in MARKS:
            context, msgid = ([None] + [ast.literal_eval(argument) for argument in call.args])[-2:]
            found.add((msgid, context))
    return found


class Japanese:
    """A translator that puts the year first and notes what it was asked for."""

    words = {"{day} {month} {year}": "{year}年{month}{day}日", "November": "11月", "before {date}": "{date}より前"}
    words |= {"{first_day} to {last_day} {month} {year}": "{year}年{month}{first_day}日～{last_day}日"}

    def __init__(self):
        self.asked = set()

    def __call__(self, msgid, context=None):
        self.asked.add((msgid, context))
        return self.words.get(msgid, msgid)


def test_a_language_may_put_the_parts_in_its_own_order():
    say = Japanese()
    assert wording(parse_edtf("2025-11-25"), say=say) == "2025年11月25日"
    assert wording(parse_edtf("[..2025-11-24]"), say=say) == "2025年11月25日より前"
    assert wording(parse_edtf("2025-11-24/2025-11-27"), say=say) == "2025年11月24日～27日"


@given(strategies.dated)
def test_every_phrase_asked_of_the_translator_is_marked(example):
    say = Japanese()
    when = parse_edtf(example[0])
    for style in ("long", "short"):
        wording(when, style=style, say=say)
    weekday(when, say), vagueness(when, say), wording(read("25 November 2025, 19:30 UTC"), say=say)
    assert say.asked <= MARKED


def test_every_pattern_has_named_fields():
    for msgid, _ in MARKED:
        assert all(name is None or name.isidentifier() for _, name, _, _ in string.Formatter().parse(msgid))


def test_the_package_knows_nothing_of_django():
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not [name for name in names if name.split(".")[0] not in ALLOWED], path
            assert not [name for name in names if name.startswith("timeline") and not name.startswith("timeline.dates")]


ALLOWED = {"__future__", "dataclasses", "datetime", "functools", "re", "timeline", "typing", "unicodedata", "zoneinfo"}
MARKED = marked()
