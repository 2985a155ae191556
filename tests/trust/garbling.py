"""Texts, forms, addresses and files gone wrong: the same for the same random numbers."""

import json
from html.parser import HTMLParser

NASTY = [
    "",
    " ",
    "\0",
    "\x1b[31m",
    "\ud83d",
    "\ufeff",
    "‮",
    "🦑",
    "e\u0301" * 40,
    "中" * 300,
    "²",
    "٣",
    "１２",
    "½",
    "-1",
    "0",
]
NASTY += [
    "9" * 18,
    "9" * 400,
    "1e999",
    "NaN",
    "None",
    "null",
    "true",
    "[]",
    "{}",
    "%",
    "%00",
    "%ff",
    "_",
    "\\",
    "'",
    '"',
    "`",
]
NASTY += [
    "' OR 1=1 --",
    "<script>",
    "{{ x }}",
    "{% x %}",
    "../../etc/passwd",
    "/",
    "?",
    "&",
    "#",
    "\r\nX: y",
    "a" * 5000,
]
NASTY += [
    "2025-02-30",
    "[..]",
    "Y170000002",
    "-0043",
    "0000",
    "9999-12-31T23:59:59-14:00",
    "24:00",
    "=1+1",
    "+x",
    "@x",
    "|",
]
NASTY += [
    "javascript:alert(1)",
    "http://[",
    "https://x:99999/",
    "//x",
    "data:,x",
    "mailto:",
    "http://\u202e.example/",
    "xn--",
]


def text(chance, *models):
    """Something nasty, or a text like `models` with pieces taken out, doubled, exchanged or put in."""
    if not models or chance.random() < 0.2:
        return "".join(chance.choices(NASTY, k=chance.choice([1, 1, 1, 2, 3])))
    kept = list(chance.choice(models))
    for _each in range(chance.choice([0, 1, 1, 2, 5])):
        garble(chance, kept)
    return "".join(kept)


def garble(chance, kept):
    start = chance.randint(0, len(kept))
    end = min(len(kept), start + chance.choice([0, 1, 1, 2, 8]))
    piece = kept[start:end]
    kept[start:end] = chance.choice(
        [[], piece * 2, piece[::-1], list(chance.choice(NASTY)), [chr(chance.randrange(0x3000))]]
    )


def data(chance, thing):
    """A document with one of its values, at any depth, become something else."""
    thing = json.loads(json.dumps(thing))
    place, key = chance.choice(list(places(thing)))
    place[key] = chance.choice([None, True, 0, -1, 10**40, 0.5, [], {}, [[]], {"": ""}, text(chance), [text(chance)]])
    return thing


def places(thing):
    found = thing.items() if isinstance(thing, dict) else enumerate(thing)
    for key, value in found:
        yield thing, key
        if isinstance(value, dict | list) and value:
            yield from places(value)


def octets(chance, whole):
    kept = bytearray(whole)
    for _each in range(chance.choice([1, 1, 3, 10])):
        start = chance.randint(0, len(kept))
        end = start + chance.choice([0, 1, 2, 50])
        kept[start:end] = chance.choice(
            [b"", b"\0", b"\xff", b"\xef\xbb\xbf", b'"', b"{", b"]", b",", b"\n", kept[start:end] * 2]
        )
    return bytes(kept)


class Fields(HTMLParser):
    """`data`: what all the forms of a page would post; `buttons`: the names of what is pressed; `choices` by name.

    `files` are the names of fields that take one."""

    def __init__(self, page):
        super().__init__()
        self.data, self.buttons, self.choices, self.select, self.files = {}, [], {}, None, []
        self.feed(page)
        self.data.pop("csrfmiddlewaretoken", None)

    def handle_starttag(self, tag, attributes):
        attrs = dict(attributes)
        name, value = attrs.get("name"), attrs.get("value") or ""
        if tag == "option" and self.select:
            self.choices.setdefault(self.select, []).append(value)
        elif name and (tag == "button" or attrs.get("type") == "submit"):
            self.buttons.append(name)
        elif name and tag in ("input", "textarea", "select"):
            self.data[name] = value
            self.files += [name] * (attrs.get("type") == "file")
            self.select = name if tag == "select" else None


def fields_of(answer):
    """The fields of the page that an answer is; none of a file, a redirect or a refusal."""
    page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
    return Fields(answer.text if page else "")
