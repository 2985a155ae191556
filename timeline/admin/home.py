"""What waits for whoever is logged in: short lists on the desk's home page, and each in full on a page of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.db.models import F, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import workflow
from timeline.models import FOREVER, Crisis, Edition, Note, Position, Version, WorkingCopy

from .deeds import moment_words
from .mending import counts
from .pages import MODELS, address_of, entry_named, need, site_page, tried

SHORT, LONG = 5, 300
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
    """A list that concerns whoever `concerns` says; `rows(user, most)` gives the first of its lines."""

    name: str
    title: str
    rows: Callable
    concerns: Callable
    more: str = ""


@dataclass
class Drawn:
    name: str
    title: str
    rows: list[Row]
    more: str


def desk_home(request):
    """What the home page says above its groups."""
    crises = list(Crisis.objects.order_by("title")) if request.user.has_perm("timeline.view_event") else []
    return {
        "sections": [drawn for drawn in (draw(one, request.user) for one in SECTIONS.values()) if drawn],
        "to_mend": [(crisis, found) for crisis, found in counts(crises) if found],
        "crises": crises,
    }


def draw(section, user):
    """The short list, with a way to the whole of it where it is longer; None where there is nothing in it."""
    rows = section.rows(user, SHORT + 1) if section.concerns(user) else []
    if not rows:
        return None
    more = section.more and reverse(section.more) or reverse("admin:waiting", args=[section.name])
    return Drawn(section.name, section.title, rows[:SHORT], more if len(rows) > SHORT or section.more else "")


def whole_list(request, name, site):
    """One of the lists in full."""
    section = SECTIONS.get(name)
    if section is None:
        raise Http404
    if not section.concerns(request.user):
        need(request, "publish")
    drawn = Drawn(section.name, section.title, section.rows(request.user, LONG), "")
    return site_page(request, site, "waiting.html", section.title, section=drawn)


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


def handed_in(user, most):
    return entry_rows(Q(state__in=(State.REVIEW, State.READY)), HANDED_IN, most)


def mine_handed_in(user, most):
    mine = Q(state__in=(State.REVIEW, State.READY), created_by=user)
    return entry_rows(mine, HANDED_IN, most)


def returned(user, most):
    """Drafts whose last move was back to their writer: the writer's own, or for those who return them all."""
    mine = Q() if publishes(user) else Q(created_by=user)
    moves = Version.objects.filter(entry=OuterRef("public_id"), deed__in=MOVES).order_by("-number").values("deed")[:1]
    return entry_rows(mine & Q(state=State.DRAFT, last_move=Deed.RETURNED), (Deed.RETURNED,), most, last_move=moves)


HANDED_IN = (Deed.SUBMITTED, Deed.READY, Deed.UNSCHEDULED)
MOVES = (*HANDED_IN, Deed.RETURNED, Deed.PUBLISHED, Deed.WITHDRAWN, Deed.HELD)


def my_drafts(user, most):
    return entry_rows(Q(state=State.DRAFT, created_by=user), (Deed.SAVED,), most)


def taken_back(user, most):
    return entry_rows(Q(state=State.WITHDRAWN), (Deed.WITHDRAWN, Deed.HELD), most)


def alone(user, most):
    rows = entry_rows(Q(alone=True), (Deed.PUBLISHED,), most)
    for row in rows:
        row.look_over = reverse("admin:look-over", args=[row.entry.public_id]) if row.by != user.pk else ""
    return rows


@dataclass
class EntryRow(Row):
    entry: WorkingCopy | None = None
    by: int | None = None


def entry_rows(which, deeds, most, **also):
    """The entries with the last of some deeds done to them, latest first."""
    last = Version.objects.filter(entry=OuterRef("public_id"), deed__in=deeds).order_by("-number")
    columns = {f"deed_{name}": Subquery(last.values(name)[:1]) for name in ("at", "why", "deed", "by")}
    who = Subquery(last.values("by__username")[:1])
    entries = []
    for model in MODELS:
        related = ("crisis", "actor") if model is Position else ("crisis",)
        rows = model.objects.annotate(**also, **columns, deed_who=who).filter(which).select_related(*related)
        entries += rows.order_by(F("deed_at").desc(nulls_last=True), "-saved")[:most]
    entries.sort(key=lambda entry: entry.deed_at or entry.saved, reverse=True)
    return [row_of(entry) for entry in entries[:most]]


def row_of(entry):
    done = Deed(entry.deed_deed).label if entry.deed_deed else _("Saved")
    words = [str(done), entry.deed_who or "", moment_words(entry.deed_at or entry.saved, entry.crisis)]
    words.insert(0, str(entry._meta.verbose_name).capitalize())
    why, named = entry.deed_why or "", str(entry)
    return EntryRow(named, address_of(entry), [*filter(None, words)], why, entry=entry, by=entry.deed_by)


def scheduled(user, most):
    coming = Edition.objects.filter(shown_from__gt=timezone.now(), shown_until=FOREVER).select_related("crisis", "by")
    named = coming.annotate(name=NAME).defer("record", "words").order_by("shown_from")[:most]
    return [
        Row(
            edition.name,
            reverse("admin:entry", args=[edition.entry]),
            [edition.get_noun_display(), *(str(who) for who in [edition.by] if who)]
            + [_("shows %(moment)s") % {"moment": moment_words(edition.shown_from, edition.crisis)}],
            edition.reason,
        )
        for edition in named
    ]


def latest(user, most):
    rows = Version.objects.annotate(name=NAME).defer("record").select_related("by", "crisis").order_by("-pk")[:most]
    return [
        Row(
            version.name,
            reverse("admin:entry", args=[version.entry]),
            [*filter(None, (version.get_deed_display(), str(version.by or "")))]
            + [moment_words(version.at, version.crisis)],
            version.why,
        )
        for version in rows
    ]


def handed_over(user, most):
    notes = Note.objects.filter(handed_over=True, done=False).select_related("by", "crisis")[:most]
    return [note_row(note) for note in notes]


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
