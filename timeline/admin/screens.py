"""One entry on one screen: its form, its rows, and the way from what is typed to a working copy."""

from typing import Any

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from timeline import versions

from .clashes import Opened, carried, keep_beginning, was_if_carried, was_if_saved_since
from .fields import Lookups, crisis_chosen
from .rows import Rows


class Screen:
    """A form and its rows, drawn by one path whether stored, posted, or posted with a row more.

    A subclass names its `form` and says in `make_rows` which rows it has; `rows` is then a dict by name.
    `asked` are the questions still open where somebody else changed the same.
    """

    form: Any = None
    asked = ()

    def __init__(self, thing, *, data=None, files=None, more="", user=None):
        self.thing, self.data, self.files, self.more, self.user = thing, data, files, more, user
        self.lookups = Lookups(self.crisis_meant())
        self.main = self.form(data, instance=thing, lookups=self.lookups)
        self.rows = {}
        self.make_rows()

    def crisis_meant(self):
        """The crisis chosen on the form, else that of the entry: names, dates and moments are read in it."""
        return crisis_chosen(self.data or {}) or (self.thing.crisis if self.thing.crisis_id else None)

    def make_rows(self):
        """Add the rows of the screen; none unless a subclass has some."""

    def stored(self, related, *along):
        """The stored rows of the entry, each with what it names; none while it is new."""
        if not self.thing.pk:
            return ()
        rows = getattr(self.thing, related)
        return rows.select_related(*along) if along else rows.all()

    def add_rows(self, name, form, things, **options):
        more = int(self.more == name)
        self.rows[name] = Rows(
            name, form, data=self.data, files=self.files, things=things, more=more, lookups=self.lookups, **options
        )
        return self.rows[name]

    @property
    def forms(self):
        """Every form of the screen, in the order it is drawn."""
        return [self.main, *(row for rows in self.rows.values() for row in rows)]

    def leave_unchecked(self):
        for form in self.forms:
            form.leave_unchecked()

    def is_valid(self):
        good = [self.main.is_valid(), *(rows.is_valid() for rows in self.rows.values())]
        return all(good) and self.hangs_together()

    def hangs_together(self):
        """Whether the forms agree with one another; marks what does not."""
        return True

    def keep_files(self):
        """Keep the files that were sent, before the form is drawn again."""

    @property
    def problems(self):
        """(what, id of the field, sentence) for every error, in the order of the screen."""
        for form in self.forms:
            for name, messages in form.errors.items():
                for message in messages:
                    yield self.named_field(form, name), self.anchor(form, name), message

    def named_field(self, form, name):
        if name == forms.forms.NON_FIELD_ERRORS:
            return str(getattr(form, "name", _("Entry")))
        label = str(form[name].label)
        if not hasattr(form, "number"):
            return label
        return f"{form.name} {form.number}, {label[:1].lower()}{label[1:]}"

    def anchor(self, form, name):
        return "content-start" if name == forms.forms.NON_FIELD_ERRORS else form[name].id_for_label

    def reading_of(self, field):
        """The form whose date field has that name, None if there is none."""
        return next(
            (form for form in self.forms if hasattr(form, "reading") and form.add_prefix("date") == field), None
        )

    @property
    def suggestions(self):
        """(id, names) of every list of names its fields suggest from."""
        kinds = {field.kind for form in self.forms for field in form.fields.values() if hasattr(field, "kind")}
        if any("report" in form.fields for form in self.forms):
            kinds.add("reports")
        return [(f"names-{kind}", getattr(self.lookups, kind).suggestions()) for kind in sorted(kinds)]

    @property
    def as_opened(self):
        """What the form carries of how it was opened: all that it then said."""
        if self.data is not None:
            return self.data.get("opened", "")
        return carried(self) if self.thing.pk else ""

    def was_if_changed(self):
        """What the screen said when it was opened, if it has been changed since; else None."""
        return was_if_carried(self)

    def as_stored(self):
        """The same screen as it would be drawn now."""
        return type(self)(type(self.thing).objects.get(pk=self.thing.pk), user=self.user)

    @transaction.atomic
    def save(self):
        """Write what is typed; returns the thing."""
        self.keep()
        return self.thing

    def keep(self):
        self.main.save()


class EntryScreen(Screen):
    """The screen of a working copy: every save notes who did it and leaves a version. A preview leaves no file."""

    previewed = False

    @property
    def as_opened(self):
        """The number of the version that the form shows, or showed before it was typed in."""
        return self.data.get("opened", "") if self.data is not None else str(self.thing.version)

    def opened(self):
        """Every entry that the form shows, with the number of its version."""
        yield Opened(type(self.thing), self.thing.public_id, self.as_opened)

    def was_if_changed(self):
        return was_if_saved_since(self)

    @transaction.atomic
    def save(self):
        if self.thing.pk:
            keep_beginning(self.thing)
        self.thing.saved_by = self.user
        self.thing.created_by = self.thing.created_by or self.user
        self.keep()
        if versions.changed(self.thing):
            versions.keep(self.thing, by=self.user)
        return self.thing
