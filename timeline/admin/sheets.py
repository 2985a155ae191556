"""What a screen says, row by row: texts that can be compared with those of the same screen at another time."""

from dataclasses import dataclass

from django import forms

from .fields import DayField, NameField, typed_date

MAIN = ("", "")
UNCOMPARED = ("id", "remove", "file")
KEYED = "answer:"  # begins what names another row by its key instead of its place


@dataclass
class Line:
    """One row, or the form itself. `texts` are by field; answers go by the question's key, not by its place."""

    form: forms.BaseForm
    texts: dict
    prefix: str
    label: str = ""
    removed: bool = False

    def says_the_same(self, other):
        names = (self.texts.keys() | other.texts.keys()) - {"opened"}
        return all(same(self.texts.get(name, ""), other.texts.get(name, "")) for name in names)

    def html_name(self, name, places):
        """What the field is posted as; None if the question it answers stands on no form."""
        if name.startswith(KEYED):
            place = places.get(("points", name.removeprefix(KEYED)))
            name = None if place is None else f"answer-{place}"
        return name and (f"{self.prefix}-{name}" if self.prefix else name)


def sheet(screen):
    """The lines of a screen by key: (rows, public id), or for parts without one (rows, name and how often it came)."""
    keys = {name: list(keyed(rows)) for name, rows in screen.rows.items()}
    lines = {MAIN: Line(screen.main, dict(texts_of(screen.main, keys)), "")}
    for name, rows in keys.items():
        for key, form in rows:
            if form.lives or form.removed:
                label = f"{form.name} {form.number}"
                lines[name, key] = Line(form, dict(texts_of(form, keys)), form.prefix, label, form.removed)
    return lines


def places_of(screen):
    """Where each row stands among those of its kind."""
    kinds = screen.rows.items()
    return {(name, key): place for name, rows in kinds for place, (key, _row) in enumerate(keyed(rows))}


def keyed(rows):
    """(key, row) of every row; the key of a new one is no key on any other screen."""
    seen = {}
    for place, form in enumerate(rows):
        name = form.key and text_of(form, form.key[0])
        seen[name] = seen.get(name, 0) + 1
        yield form.raw("id") or (f"{name}#{seen[name]}" if name else f"new {place}"), form


def texts_of(form, keys):
    for name in form.fields:
        if name.startswith("answer-"):
            yield KEYED + keys["points"][int(name.removeprefix("answer-"))][0], text_of(form, name)
        elif name not in UNCOMPARED:
            yield name, keyed_choice(name, text_of(form, name), keys)


def keyed_choice(name, text, keys):
    """The text of a field; where it chooses an account of the form, the key of that account."""
    if chooses_account(name) and text.isdecimal() and int(text) < len(keys["accounts"]):
        return KEYED + keys["accounts"][int(text)][0]
    return text


def posted_value(name, text, places):
    """The value to post for a text that `sheet` gave."""
    if chooses_account(name) and text.startswith(KEYED):
        return str(places.get(("accounts", text.removeprefix(KEYED)), ""))
    return text


def chooses_account(name):
    return name == "told" or name.endswith("_told")


def text_of(form, name):
    """What stands in a field, in the words in which the desk would draw it again."""
    field, raw, read = form.fields[name], form.raw(name), getattr(form, "cleaned_data", {}).get(name)
    if isinstance(field.widget, forms.CheckboxInput):
        return "on" if raw in ("True", "on") else ""
    if (isinstance(field, NameField) and read and read.pk) or (isinstance(field, DayField) and read):
        return field.prepare_value(read)
    if name == "date" and read:
        return typed_date(read) or raw
    return raw


def same(one, other):
    return one is not None and other is not None and plain(one) == plain(other)


def plain(text):
    return text.replace("\r", "").strip()
