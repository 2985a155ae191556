"""Two people at one thing: what only one of them changed is merged, the rest is asked about; nothing typed is lost.

Three screens are compared: as it was when the form was opened, as it is stored now, and as it was typed. An entry's
form knows by the number of a version how it was opened; one without versions carries what it said.
"""

import json
from dataclasses import dataclass, field

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from timeline import versions
from timeline.models import Version

from .sheets import Line, places_of, posted_value, same, sheet

CHOICE, STORED = "clash-choice-", "clash-stored-"
LONGEST_NUMBER = 9


@dataclass
class Question:
    """A field that two people changed: how it is posted, and the value that is stored."""

    name: str
    stored: str
    chosen: str = ""


@dataclass
class Clash:
    """`data` is what was typed with what others changed merged in; `merged` names that; `questions` are for both."""

    data: dict
    merged: list = field(default_factory=list)
    questions: list = field(default_factory=list)


@dataclass
class Opened:
    """An entry that a form shows, by public id, and the number of the version it showed."""

    model: type
    public_id: str
    number: str

    def moved(self):
        """Whether somebody left a version since; the entry is held until the transaction ends."""
        rows = self.model.objects.select_for_update(of=("self",), no_key=True)
        self.entry = rows.filter(public_id=self.public_id).first()
        return self.entry is None or str(self.entry.version) != self.number

    def differs(self):
        """Whether it says something else now: a deed leaves a version without changing a word."""
        was = self.version()
        return self.entry is None or was is None or was.record != versions.whole(self.entry)

    def version(self):
        if not self.number.isdecimal() or len(self.number) > LONGEST_NUMBER:
            return None
        return Version.objects.filter(entry=self.public_id, number=self.number).first()


def keep_beginning(entry):
    """Keep an entry that has no history as it stands, so that the first change to it has something to differ from."""
    if not versions.history(entry).exists():
        versions.keep(entry, by=None)


def meet(screen):
    """The clash of a valid screen with what others saved since it was opened; None if there is none.

    Call it in the transaction that saves: what it looks at is held until that ends.
    """
    was = None if screen.thing.pk is None else screen.was_if_changed()
    return None if was is None else Merging(screen, was).clash()


def was_if_saved_since(screen):
    """What the screen of an entry said when it was opened, if somebody changed it since; else None."""
    moved = [opened for opened in screen.opened() if opened.moved()]
    return sheet_as_opened(screen, moved) if any(opened.differs() for opened in moved) else None


def sheet_as_opened(screen, moved):
    """What the screen said when it was opened; nothing if that is not known."""
    was = [opened.version() for opened in moved]
    if None in was:
        return {}
    try:
        with transaction.atomic():
            for version in was:
                versions.restore(version, by=None)
            said = sheet(screen.as_stored())
            transaction.set_rollback(True)
    except ValidationError:  # it names an actor that is no longer there
        return {}
    return said


def was_if_carried(screen):
    """The same for a screen that carries what it said; it is held until the transaction ends."""
    type(screen.thing).objects.select_for_update(of=("self",), no_key=True).get(pk=screen.thing.pk)
    if screen.as_opened in ("", screen.as_stored().as_opened):
        return None
    return carried_in(screen.as_opened)


def carried(screen):
    """What a screen says, as text for its form to carry."""
    return json.dumps([(*key, line.texts) for key, line in sheet(screen).items()], ensure_ascii=False)


def carried_in(text):
    """The lines of a text that `carried` made; none of any other."""
    try:
        lines = [
            (rows, key, {str(name): str(said) for name, said in texts.items()}) for rows, key, texts in json.loads(text)
        ]
        return {(rows, key): Line(None, texts, "") for rows, key, texts in lines}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}


class Merging:
    """Three-way, row by row and field by field; the rows typed keep their places, those of others follow them."""

    def __init__(self, screen, was):
        self.screen, self.was, stored = screen, was, screen.as_stored()
        self.typed, self.stored = sheet(screen), sheet(stored)
        self.places = places_of(screen)
        self.found = Clash(screen.data.copy())
        self.found.data["opened"] = stored.as_opened

    def clash(self):
        for key, line in self.stored.items():
            if key not in self.typed:
                self.not_typed(key, line)
        for key, line in self.typed.items():
            if key in self.stored:
                self.in_both(line, self.stored[key], self.was.get(key))
            elif key in self.was and not line.removed:
                self.taken_away(key, line)
        return self.found

    def not_typed(self, key, line):
        """A row that somebody added, or changed while it was given another name here."""
        was = self.was.get(key)
        if was is None or not line.says_the_same(was):
            self.append(key, line)
            self.found.merged.append(line.label)
        if was is not None and not line.says_the_same(was):
            self.ask(line, "remove", "", typed="on")

    def append(self, key, line):
        group, count = key[0], f"{key[0]}-count"
        self.places[key] = place = int(self.found.data.get(count) or 0)
        self.found.data[count] = str(place + 1)
        line.prefix = f"{group}-{place}"
        self.put(line, "id", line.form.raw("id"))
        self.take(line, line.texts)

    def in_both(self, line, stored, was):
        if "opened" in stored.texts:
            self.put(line, "opened", stored.texts["opened"])
        if line.removed and (was is None or not stored.says_the_same(was)):
            self.take(line, stored.texts)
            self.ask(line, "remove", "", typed="on")
        elif not line.removed:
            for name in stored.texts.keys() - {"opened"}:
                self.weigh(line, name, stored.texts[name], was and was.texts.get(name, ""))

    def weigh(self, line, name, stored, was):
        typed = line.texts.get(name, was)
        if same(stored, was) or same(typed, stored):
            return
        if same(typed, was):
            self.put(line, name, stored)
            self.found.merged.append(self.label(line, name))
        else:
            self.ask(line, name, posted_value(name, stored, self.places))

    def taken_away(self, key, line):
        """A row that somebody removed: it goes, unless something new was typed in it."""
        if line.says_the_same(self.was[key]) and not self.answered_anew(key):
            self.put(line, "remove", "on")
            self.found.merged.append(_("%(row)s (removed)") % {"row": line.label})
        else:
            self.ask(line, "remove", "on", typed="")

    def answered_anew(self, key):
        """Whether something new was typed in answer to a question that somebody removed."""
        name = f"answer:{key[1]}"
        before = {at: was.texts.get(name, "") for at, was in self.was.items()}
        return key[0] == "points" and any(
            not same(line.texts.get(name, ""), before.get(at, "")) for at, line in self.typed.items()
        )

    def take(self, line, texts):
        for name, text in texts.items():
            self.put(line, name, text)

    def put(self, line, name, text):
        if (posted := line.html_name(name, self.places)) is not None:
            self.found.data[posted] = posted_value(name, text, self.places)

    def ask(self, line, name, stored, typed=None):
        posted = line.html_name(name, self.places)
        if typed is not None:
            self.found.data[posted] = typed
        self.found.questions.append(Question(posted, stored))

    def label(self, line, name):
        fieldname = line.html_name(name, self.places).removeprefix(f"{line.prefix}-")
        known = line.form if fieldname in line.form.fields else None
        return self.screen.named_field(known, fieldname) if known else line.label


def answered(posted):
    """What was posted with the choices that were made, and the questions that are still open."""
    data, still = posted.copy(), []
    for question in questions_of(posted):
        if question.chosen == "stored":
            data[question.name] = question.stored
        elif question.chosen != "typed":
            still.append(question)
    return data, still


def questions_of(posted):
    mine = "_mine" in posted
    for name in (key.removeprefix(STORED) for key in posted if key.startswith(STORED)):
        chosen = "typed" if mine else posted.get(CHOICE + name, "")
        yield Question(name, posted.get(STORED + name, ""), chosen)


def drawn(screen, questions):
    """The questions as they are drawn: label and both sides in words, in the order of the screen."""
    asked = {question.name: question for question in questions}
    for form in screen.forms:
        for bound in form:
            if question := asked.get(bound.html_name):
                yield {
                    "question": question,
                    "label": row_label(form) if bound.name == "remove" else screen.named_field(form, bound.name),
                    "stored": in_words(bound, question.stored),
                    "typed": in_words(bound, form.raw(bound.name)),
                    "choice": CHOICE + bound.html_name,
                    "carried": STORED + bound.html_name,
                }


def row_label(form):
    return f"{form.name} {form.number}"


def in_words(bound, value):
    """A posted value as a reader would say it."""
    if bound.name == "remove":
        return _("Removed") if value in ("on", "True") else _("Kept")
    if isinstance(bound.field.widget, forms.CheckboxInput):
        return _("Yes") if value in ("on", "True") else _("No")
    if isinstance(bound.field, forms.ChoiceField):
        return {str(key): label for key, label in bound.field.choices}.get(value, value)
    return value
