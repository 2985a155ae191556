"""Like forms under one another, of which any number may be added: drawn by the server, saved with their screen."""

from django import forms
from django.utils.translation import gettext as _

from .fields import DeskForm

MOST = 200


class Row(DeskForm):
    """Mixed into the form of one row. A row that nobody wrote anything in is passed over."""

    key: tuple[str, ...] = ()  # fields that together may stand in one row only

    def __init__(self, *args, number, **options):
        super().__init__(*args, **options)
        self.number = number
        self.empty_permitted = not self.stored
        self.fields["id"] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.fields["remove"] = forms.BooleanField(required=False)
        self.initial["id"] = self.stored.public_id if self.stored else ""

    @property
    def stored(self):
        """The row it stands for; None for a new one, and for parts, which are written anew as a whole."""
        instance = getattr(self, "instance", None)
        return instance if hasattr(instance, "public_id") and instance.pk else None

    @property
    def removed(self):
        return self.is_bound and bool(self.data.get(self.add_prefix("remove")))

    @property
    def asked(self):
        """The fields of the row itself, as they are drawn."""
        return [field for field in self.visible_fields() if field.name != "remove"]

    @property
    def blank(self):
        """Nothing written: what is only chosen from a list does not count."""
        return not any(self.raw(name).strip() for name, field in self.fields.items() if is_written(field))

    @property
    def lives(self):
        """Whether there is something to keep."""
        return not self.removed and not (self.blank and not self.stored)

    def has_changed(self):
        return not self.blank

    def full_clean(self):
        if self.removed:
            self.leave_unchecked()
        else:
            super().full_clean()


def is_written(field):
    return not isinstance(field.widget, forms.Select | forms.CheckboxInput | forms.HiddenInput)


class Rows:
    """The rows of one kind on a screen.

    `things` are stored rows. Rows found in the posted data are bound; those added on top are not, so that their choices
    stand at the default and not at the first.
    """

    def __init__(self, name, form, *, data=None, files=None, things=(), blank=1, more=0, **options):
        self.name, self.form, self.data, self.files, self.options = name, form, data, files, options
        self.things = list(things)
        self.forms = list(self.drawn_rows(blank) if data is None else self.posted_rows(more))

    def __iter__(self):
        return iter(self.forms)

    def __len__(self):
        return len(self.forms)

    def drawn_rows(self, blank):
        for number, thing in enumerate(self.things):
            yield self.row(number, thing)
        for number in range(len(self.things), max(blank, len(self.things))):
            yield self.row(number)

    def posted_rows(self, more):
        known = {thing.public_id: thing for thing in self.things if hasattr(thing, "public_id")}
        count = posted_count(self.data, self.name)
        for number in range(count):
            # The id of a row that somebody has removed meanwhile is unknown: what was typed makes a new one.
            yield self.row(
                number, known.pop(self.data.get(f"{self.name}-{number}-id"), None), data=self.data, files=self.files
            )
        for number in range(count, count + more):
            yield self.row(number)

    def row(self, number, thing=None, **options):
        options |= {"prefix": f"{self.name}-{number}", "number": number + 1}
        if thing is not None:
            options["instance"] = thing
        return self.form(**options, **self.options)

    def is_valid(self):
        good = [row.is_valid() for row in self.forms]
        return all(good) and self.once_each()

    def once_each(self):
        """Whether no two rows say the same; the second of two is marked."""
        seen, good = set(), True
        for row in self.live if self.form.key else ():
            said = tuple(str(row.cleaned_data.get(name)) for name in row.key)
            if said in seen:
                row.add_error(row.key[0], _("This stands in a row above."))
                good = False
            seen.add(said)
        return good

    @property
    def live(self):
        return [row for row in self.forms if row.lives]

    @property
    def gone(self):
        """Stored rows that were ticked for removal."""
        return [row.stored for row in self.forms if row.removed and row.stored]

    def leave_unchecked(self):
        for row in self.forms:
            row.leave_unchecked()


def posted_count(data, name):
    try:
        return max(0, min(int(data.get(f"{name}-count", 0)), MOST))
    except ValueError:
        return 0


def replace_parts(manager, parts):
    """Make the rows that need no id of their own be exactly `parts`, in order; nothing is written if they are."""
    for order, part in enumerate(parts):
        part.order = order
    if [identity(part) for part in manager.all()] != [identity(part) for part in parts]:
        manager.all().delete()
        manager.bulk_create(parts)


def identity(part):
    return {field.attname: getattr(part, field.attname) for field in part._meta.fields if not field.primary_key}
