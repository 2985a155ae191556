"""What waits for whoever is logged in: short lists on the desk's home page, and each in full on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import workflow
from timeline.models import Crisis, Edition, Note, Position, Version, WorkingCopy

from .deeds import moment_words
from .mending import counts
from .pages import MODELS, address_of, entry_named, need, page_of, site_page, tried

SHORT = 5
State, Deed = WorkingCopy.State, Version.Deed
NAME = Coalesce(
    *(KeyTextTransform(name, "record") for name in ("headline", "title", "text")), Value(""), output_field=TextField()
)


@dataclass
class Row:
    """A line of a list: what it is of, and in quiet words what happened to it."""

    name: str
    address: str
    words: list[str] = field(default_factory=list)
    why: str = ""
    look_over: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class Section:
    """A list that concerns whoever `concerns` says; `rows(user)` gives its lines, of which a part is taken."""

    name: str
    title: str | Promise
    rows: Callable
    concerns: Callable
    more: str = ""


@dataclass
class Drawn:
    name: str
    title: str
    rows: list[Row]
    more: str


@dataclass
class Lines:
    """The rows of a query as lines, asked for part by part; a page of them costs no more than it shows."""

    query: QuerySet
    row: Callable

    def __getitem__(self, part):
        return [self.row(one) for one in self.query[part]]

    def count(self):
        return self.query.count()


@dataclass
class Entries:
    """Working copies of every noun in one list, latest first by the last of some deeds done to them."""

    which: Q
    deeds: tuple
    also: dict = field(default_factory=dict)
    row: Callable | None = None

    def __getitem__(self, part):
        entries = [entry for model in MODELS for entry in self.of(model)[: part.stop]]
        entries.sort(key=lambda entry: (entry.deed_at or entry.saved, entry.pk), reverse=True)
        return [(self.row or row_of)(entry) for entry in entries[part]]

    def count(self):
        return sum(model.objects.annotate(**self.also).filter(self.which).count() for model in MODELS)

    def of(self, model):
        last = Version.objects.filter(entry=OuterRef("public_id"), deed__in=self.deeds).order_by("-number")
        columns = {f"deed_{name}": Subquery(last.values(name)[:1]) for name in ("at", "why", "deed", "by")}
        who = Subquery(last.values("by__username")[:1])
        rows = model.objects.annotate(**self.also, **columns, deed_who=who).filter(self.which)
        related = ("crisis", "actor") if model is Position else ("crisis",)
        return rows.select_related(*related).order_by(F("deed_at").desc(nulls_last=True), "-saved", "-pk")


def desk_home(request):
    """What the home page says above its groups."""
    crises = list(Crisis.objects.order_by("title")) if request.user.has_perm("timeline.view_event") else []
    return {
        "sections": [drawn for drawn in (draw(one, request.user) for one in SECTIONS.values()) if drawn],
        "to_mend": [(crisis, number, more) for crisis, (number, more) in counts(crises) if number or more],
        "crises": crises,
    }


def draw(section, user):
    """The short list, with a way to the whole of it where it is longer; None where there is nothing in it."""
    rows = section.rows(user)[: SHORT + 1] if section.concerns(user) else []
    if not rows:
        return None
    more = (section.more and reverse(section.more)) or reverse("admin:waiting", args=[section.name])
    return Drawn(section.name, section.title, rows[:SHORT], more if len(rows) > SHORT or section.more else "")


def whole_list(request, name, site):
    """One of the lists in full, page by page."""
    section = SECTIONS.get(name)
    if section is None:
        raise Http404
    if not section.concerns(request.user):
        need(request, "publish")
    page = page_of(request, section.rows(request.user))
    return site_page(request, site, "waiting.html", section.title, page=page)


def look_over(request, public_id, site):
    """The second pair of eyes."""
    need(request, "publish")
    entry = entry_named(public_id)
    if entry is None:
        raise Http404
    if request.method == "POST":
        tried(request, lambda: workflow.look_over(entry, by=request.user))
    return HttpResponseRedirect(reverse("admin:index"))


def publishes(user):
    return user.has_perm("timeline.publish")


def writes(user):
    return user.has_perm("timeline.change_event") and not publishes(user)


def reads(user):
    return user.has_perm("timeline.view_event")


def handed_in(_user):
    return Entries(Q(state__in=(State.REVIEW, State.READY)), HANDED_IN)


def mine_handed_in(user):
    return Entries(Q(state__in=(State.REVIEW, State.READY), created_by=user), HANDED_IN)


def returned(user):
    """Drafts whose last move was back to their writer: the writer's own, or for those who return them all."""
    mine = Q() if publishes(user) else Q(created_by=user)
    moves = Version.objects.filter(entry=OuterRef("public_id"), deed__in=MOVES).order_by("-number").values("deed")[:1]
    which = mine & Q(state=State.DRAFT, last_move=Deed.RETURNED)
    return Entries(which, (Deed.RETURNED,), {"last_move": Subquery(moves)})


HANDED_IN = (Deed.SUBMITTED, Deed.READY, Deed.UNSCHEDULED)
MOVES = (*HANDED_IN, Deed.RETURNED, Deed.PUBLISHED, Deed.WITHDRAWN, Deed.HELD)


def my_drafts(user):
    return Entries(Q(state=State.DRAFT, created_by=user), (Deed.SAVED,))


def taken_back(_user):
    return Entries(Q(state=State.WITHDRAWN), (Deed.WITHDRAWN, Deed.HELD))


def alone(user):
    def row(entry):
        row = row_of(entry)
        row.look_over = reverse("admin:look-over", args=[entry.public_id]) if row.by != user.pk else ""
        return row

    return Entries(Q(alone=True), (Deed.PUBLISHED,), row=row)


@dataclass
class EntryRow(Row):
    entry: WorkingCopy | None = None
    by: int | None = None


def row_of(entry):
    done = Deed(entry.deed_deed).label if entry.deed_deed else _("Saved")
    words = [str(done), entry.deed_who or "", moment_words(entry.deed_at or entry.saved, entry.crisis)]
    words.insert(0, str(entry._meta.verbose_name).capitalize())
    why, named = entry.deed_why or "", str(entry)
    return EntryRow(named, address_of(entry), [*filter(None, words)], why, entry=entry, by=entry.deed_by)


def scheduled(_user):
    coming = Edition.objects.coming(timezone.now()).select_related("crisis", "by")
    return Lines(coming.annotate(name=NAME).without_words().defer("record").order_by("shown_from", "pk"), scheduled_row)


def scheduled_row(edition):
    shows = _("shows %(moment)s") % {"moment": moment_words(edition.shown_from, edition.crisis)}
    words = [edition.get_noun_display(), *filter(None, [str(edition.by or "")]), shows]
    return Row(edition.name, reverse("admin:entry", args=[edition.entry]), words, edition.reason)


def latest(user):
    rows = Version.objects.all() if user.has_perm("timeline.view_crisis") else Version.objects.exclude(noun="crisis")
    rows = rows.annotate(name=NAME).defer("record").select_related("by", "crisis").order_by("-pk")
    return Lines(rows, version_row)


def version_row(version):
    words = [version.get_deed_display(), str(version.by or ""), moment_words(version.at, version.crisis)]
    return Row(version.name, reverse("admin:entry", args=[version.entry]), [*filter(None, words)], version.why)


def handed_over(_user):
    return Lines(Note.objects.filter(handed_over=True, done=False).select_related("by", "crisis"), note_row)


def note_row(note):
    """A note, leading to its entry; one of a whole crisis leads to what is to be mended there."""
    page, of = ("admin:entry", note.entry) if note.entry else ("admin:mend", note.crisis.slug)
    words = [note.crisis.title, *(str(who) for who in [note.by] if who), moment_words(note.at, note.crisis)]
    return Row(note.text, reverse(page, args=[of]), words, note=note)


def keeps_notes(user):
    return user.has_perm("timeline.view_note")


SECTIONS = {
    section.name: section
    for section in (
        Section("notes", gettext_lazy("Handed over to you"), handed_over, keeps_notes, "admin:notes"),
        Section("returned", gettext_lazy("Returned"), returned, reads),
        Section("handed-in", gettext_lazy("Waiting for an editor"), handed_in, publishes),
        Section("with-editors", gettext_lazy("With the editors"), mine_handed_in, writes),
        Section("alone", gettext_lazy("Published without a second pair of eyes"), alone, publishes),
        Section("scheduled", gettext_lazy("Scheduled"), scheduled, reads),
        Section("drafts", gettext_lazy("Your drafts"), my_drafts, writes),
        Section("taken-back", gettext_lazy("Held and withdrawn"), taken_back, publishes),
        Section("latest", gettext_lazy("Latest changes"), latest, reads),
    )
}
