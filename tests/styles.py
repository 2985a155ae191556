"""Style sheets read without a browser: `python -m tests.styles` names what is wrong or unused in them.

Refused: what is no CSS, a selector or a property said twice in one place, a class, an id, an animation or a custom
property that nothing names, and a custom property that nothing sets. Whether a browser knows a property and its value
is asked in a browser (tests/browser/test_styles_in_a_browser.py).
"""

import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import django
import tinycss2

ROOT = Path(__file__).resolve().parent.parent
SHEETS = sorted((ROOT / "static").glob("*.css"))
WITH_RULES = {"media", "layer", "supports", "container"}  # at-rules that hold rules
# The desk's sheet also dresses what Django's own pages bring.
DJANGO = [Path(django.__file__).parent / folder for folder in ("contrib/admin", "forms")]
VARIABLE = re.compile(r"var\(\s*(--[\w-]+)")
WORD = re.compile(r"[A-Za-z_][\w-]*")
# “k-{{ kind }}”: the rest of the name is made elsewhere.
PARTIAL = re.compile(r"([\w-]+-)[\"'`{$]|(?<![\w-])(\w+)\{\{")
ADDED = {"htmx-request"}  # by htmx while it asks


class Sheet:
    """What a style sheet selects, sets and uses, and what is wrong with it."""

    def __init__(self, path: Path):
        self.path, self.faults = path, list[str]()
        self.names, self.set, self.used = set[str](), Counter[str](), set[str]()
        self.declared = set[tuple[str, str]]()
        self.animations, self.animated = set[str](), set[str]()
        self.read(path.read_text(), ())

    def read(self, content, place) -> None:
        rules = tinycss2.parse_stylesheet(content, skip_comments=True, skip_whitespace=True)
        selected = Counter()
        for rule in rules:
            if rule.type == "qualified-rule":
                selector = tinycss2.serialize(rule.prelude).strip()
                selected[selector] += 1
                self.names |= set(names_in(rule.prelude))
                self.block(rule.content, selector)
            elif rule.type == "at-rule":
                self.at_rule(rule, place)
            else:
                self.fault(rule, rule.message)
        self.faults += [
            f"{self.path.name}: {one} is selected twice in {place or 'the sheet'}" for one in twice(selected)
        ]

    def at_rule(self, rule, place) -> None:
        words = tinycss2.serialize(rule.prelude).strip()
        if rule.lower_at_keyword == "keyframes":
            self.animations.add(words)
        elif rule.content is None:
            return
        elif rule.lower_at_keyword in WITH_RULES:
            self.read(rule.content, (*place, f"@{rule.lower_at_keyword} {words}"))
        else:
            self.block(rule.content, f"@{rule.lower_at_keyword}")

    def block(self, content, selector) -> None:
        declared = Counter()
        for one in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if one.type == "declaration":
                self.declaration(one)
                declared[one.lower_name, tinycss2.serialize(one.value)] += 1
            elif one.type == "qualified-rule":
                self.names |= set(names_in(one.prelude))
                self.block(one.content, f"{selector} {tinycss2.serialize(one.prelude)}")
            elif one.type == "error":
                self.fault(one, one.message)
        self.faults += [
            f"{self.path.name}: {selector} says {name} twice"
            for name in twice(Counter(n for n, _v in declared.elements()))
        ]

    def declaration(self, one) -> None:
        text = tinycss2.serialize(one.value).strip()
        self.declared.add((one.name, text))
        if one.name.startswith("--"):
            self.set[one.name] += 1
        self.used |= set(VARIABLE.findall(text))
        if one.lower_name in ("animation", "animation-name"):
            self.animated |= set(WORD.findall(text))

    def fault(self, rule, text) -> None:
        self.faults.append(f"{self.path.name}:{rule.source_line}: {text}")


def names_in(tokens) -> Iterator[str]:
    """Classes and ids of a selector, as “.name” and “#name”."""
    before = None
    for token in tokens:
        if token.type == "ident" and before is not None and before.type == "literal" and before.value == ".":
            yield f".{token.value}"
        elif token.type == "hash":
            yield f"#{token.value}"
        elif token.type == "function":
            yield from names_in(token.arguments)
        before = token


def twice(counted: Counter) -> list:
    return [name for name, count in counted.items() if count > 1]


def words_of(*folders: Path) -> tuple[set[str], set[str]]:
    """Every word of templates, scripts and code, and the beginnings of words that are put together there."""
    files = [path for folder in folders for path in folder.rglob("*") if path.suffix in (".html", ".js", ".py")]
    texts = [path.read_text() for path in files]
    words = {word for text in texts for word in WORD.findall(text)}
    return words | ADDED, {part for text in texts for pair in PARTIAL.findall(text) for part in pair if part}


def unused(sheet: Sheet, ours, djangos) -> Iterator[str]:
    words, parts = ours
    if sheet.path.name != "app.css":
        words = words | djangos[0]
    for name in sorted(sheet.names):
        if name[1:] not in words and not any(name[1:].startswith(part) for part in parts):
            yield f"{sheet.path.name}: nothing is called {name}"


def faults() -> Iterator[str]:
    sheets = [Sheet(path) for path in SHEETS]
    ours = words_of(ROOT / "templates", ROOT / "static", ROOT / "timeline")
    djangos = words_of(*DJANGO)
    used = {name for sheet in sheets for name in sheet.used}
    used |= {name for path in DJANGO[0].rglob("*.css") for name in VARIABLE.findall(path.read_text())}
    known = {name for sheet in sheets for name in sheet.set}
    for sheet in sheets:
        yield from sheet.faults
        yield from unused(sheet, ours, djangos)
        yield from (f"{sheet.path.name}: nothing uses {name}" for name in sorted(sheet.set.keys() - used))
        yield from (f"{sheet.path.name}: nothing sets {name}" for name in sorted(sheet.used - known))
        yield from (f"{sheet.path.name}: nothing moves by {name}" for name in sorted(sheet.animations - sheet.animated))


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) or f"{len(SHEETS)} style sheets, nothing wrong or unused.")
    sys.exit(bool(found))
