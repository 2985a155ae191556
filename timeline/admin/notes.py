"""Notes of the desk: on an entry or a whole crisis, never public; handed over to the next shift, and done with."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.models import Crisis, Note
from timeline.notes import hand_over, settle, write_note

from .fields import PlainForm
from .home import Lines, note_row
from .pages import Pages, need, page_of, site_page, tried


class NoteForm(PlainForm):
    text = forms.CharField(
        label=gettext_lazy("Note"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3}),
        help_text=gettext_lazy("Only the desk reads it, such as “Ministry to call back at nine”."),
        error_messages={"required": gettext_lazy("Write the note first.")},
    )
    handed_over = forms.BooleanField(label=gettext_lazy("Hand over to the next shift"), required=False)


class CrisisNoteForm(NoteForm):
    crisis = forms.ModelChoiceField(Crisis.objects.order_by("title"), label=gettext_lazy("Crisis"), empty_label=None)

    field_order = ["crisis", "text", "handed_over"]


class NotePages(Pages):
    def get_urls(self):
        return [self.page("notes", self.notes_view), *super().get_urls()]

    def notes_view(self, request, object_id):
        thing = self.thing_of(request, object_id)
        need(request, "view_note")
        form = NoteForm(request.POST if request.method == "POST" else None)
        if form.is_valid() and written(request, form, thing.crisis, thing.public_id):
            return HttpResponseRedirect(self.address(thing, "notes"))
        notes = Note.objects.filter(entry=thing.public_id).select_related("by", "crisis")
        context = {"form": form, "page": page_of(request, Lines(notes, note_row))}
        return self.draw_page(request, thing, "notes.html", _("Notes"), **context)


def all_notes(request, site):
    """Every open note of the desk, those handed over first; and one to write of a whole crisis."""
    need(request, "view_note")
    form = CrisisNoteForm(request.POST if request.method == "POST" else None, initial={"handed_over": True})
    if form.is_valid() and written(request, form, form.cleaned_data["crisis"]):
        return HttpResponseRedirect(reverse("admin:notes"))
    notes = Note.objects.filter(done=False).select_related("by", "crisis").order_by("-handed_over", "-at", "-pk")
    page = page_of(request, Lines(notes, note_row))
    return site_page(request, site, "notes.html", _("Notes"), form=form, page=page, all=True)


def written(request, form, crisis, entry=""):
    said = form.cleaned_data
    how = {"by": request.user, "crisis": crisis, "entry": entry, "handed_over": said["handed_over"]}
    done = tried(request, lambda: write_note(said["text"], **how))
    if done:
        messages.success(request, _("Noted."))
    return done


def note_deed(request, pk, site):
    """Done with, open again, or handed over."""
    need(request, "view_note")
    note = Note.objects.filter(pk=pk).first()
    if note is None:
        raise Http404
    if request.method == "POST":
        if "_over" in request.POST:
            hand_over(note, by=request.user)
        else:
            settle(note, by=request.user, done="_open" not in request.POST)
    return HttpResponseRedirect(way_back(request, reverse("admin:notes")))


def way_back(request, otherwise):
    asked = request.POST.get("next", "")
    return asked if url_has_allowed_host_and_scheme(asked, {request.get_host()}) else otherwise
