"""Two entries turn out to be one: choose the one that stays, see what moves, say why."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import publishing
from timeline.models import Event, Noun
from timeline.publishing.merging import refuse_unlike
from timeline.records import fresh, noun_of
from timeline.wordings import date_words

from .fields import DeskForm, Lookups, NameField
from .pages import Pages, need, tried


def survivor_field(names, help_text, required):
    return NameField(
        names, label=gettext_lazy("Merge into"), help_text=help_text, error_messages={"required": required}
    )


SURVIVORS = {
    Noun.EVENT: (
        "events",
        gettext_lazy("Type words of the headline of the event that stays."),
        gettext_lazy("Which event stays?"),
    ),
    Noun.COUNTERMEASURE: (
        "countermeasures",
        gettext_lazy("Type words of the title of the countermeasure that stays."),
        gettext_lazy("Which countermeasure stays?"),
    ),
    Noun.POSITION: (
        "positions",
        gettext_lazy("Type words of the position that stays."),
        gettext_lazy("Which position stays?"),
    ),
}


class MergeForm(DeskForm, forms.Form):
    def __init__(self, *args, entry, **options):
        lookups = Lookups(entry.crisis)
        super().__init__(*args, lookups=lookups, **options)
        self.entry = entry
        self.fields["survivor"] = survivor_field(*SURVIVORS[noun_of(entry)])
        self.fields["survivor"].lookups = lookups
        self.order_fields(["survivor"])

    def clean_survivor(self):
        refuse_unlike(self.entry, self.cleaned_data["survivor"])
        return self.cleaned_data["survivor"]


class ReasonedMergeForm(MergeForm):
    reason = forms.CharField(
        label=gettext_lazy("Reason readers see"),
        widget=forms.Textarea({"rows": 2}),
        max_length=1000,
        error_messages={"required": gettext_lazy("Readers are told why. Give a reason.")},
    )


class MergePages(Pages):
    def get_urls(self):
        return [self.page("merge", self.merge_view), *super().get_urls()]

    def merge_view(self, request, object_id):
        entry = self.thing_of(request, object_id)
        need(request, "publish")
        if request.method == "POST":
            form = ReasonedMergeForm(request.POST, entry=entry)
            if form.is_valid() and self.merged(request, entry, form.cleaned_data):
                return HttpResponseRedirect(self.address(form.cleaned_data["survivor"]))
        else:
            form = MergeForm(request.GET if "survivor" in request.GET else None, entry=entry)
        return self.draw_merge(request, entry, form)

    def draw_merge(self, request, entry, form):
        survivor = form.cleaned_data.get("survivor") if form.is_bound and (form.is_valid() or form.errors) else None
        if survivor and not isinstance(form, ReasonedMergeForm):
            form = ReasonedMergeForm(initial={"survivor": survivor}, entry=entry)
        field = form.fields["survivor"]
        context = {
            "form": form,
            "survivor": survivor,
            "suggestions": [(f"names-{field.kind}", field.names.suggestions())],
        }
        if survivor:
            context |= {"moves": moves(entry, survivor), "both": [told(one) for one in (entry, survivor)]}
            changed = any(publishing.differs(fresh(one)) for one in (entry, survivor))
            context["unpublished"] = publishing.still_open(entry) and changed
        return self.draw_page(request, entry, "merge.html", _("Merge"), **context)

    def merged(self, request, entry, said):
        name = str(entry)
        done = tried(request, lambda: publishing.merge(entry, said["survivor"], by=request.user, reason=said["reason"]))
        if done:
            messages.success(request, _("“%(name)s” is now part of this one. Its address leads here.") % {"name": name})
        return done


def told(entry):
    """(name, where it stands) of one of the two."""
    said = [date_words(entry.when), entry.get_certainty_display()] if isinstance(entry, Event) else []
    return str(entry), " · ".join([*said, entry.get_state_display()])


def moves(entry, survivor):
    """What merging would move, a sentence each."""
    for number, words in MOVES[noun_of(entry)](entry, survivor):
        if number:
            yield words(number) % {"n": number}


def of_event(event, survivor):
    have = {(part.actor_id, part.role) for part in survivor.participations.all()}
    asked = {point.label for point in survivor.points.all()}
    yield from accounts_of(event)
    actors = sum((part.actor_id, part.role) not in have for part in event.participations.all())
    yield actors, lambda n: ngettext("%(n)d participant", "%(n)d participants", n)
    points = sum(point.label not in asked for point in event.points.all())
    yield points, lambda n: ngettext("%(n)d question", "%(n)d questions", n)
    yield event.pictures.count(), lambda n: ngettext("%(n)d picture", "%(n)d pictures", n)
    ties = event.links.count() + event.links_here.count() + event.responses.count()
    yield ties, lambda n: ngettext("%(n)d link or answer", "%(n)d links and answers", n)


def of_countermeasure(countermeasure, survivor):
    have = {(party.actor_id, party.part) for party in survivor.parties.all()}
    yield countermeasure.steps.count(), lambda n: ngettext("%(n)d step", "%(n)d steps", n)
    yield from accounts_of(countermeasure)
    parties = sum((party.actor_id, party.part) not in have for party in countermeasure.parties.all())
    yield parties, lambda n: ngettext("%(n)d party", "%(n)d parties", n)
    answered = set(survivor.responses.values_list("event", flat=True))
    answers = sum(response.event_id not in answered for response in countermeasure.responses.all())
    yield answers, lambda n: ngettext("%(n)d event it answers", "%(n)d events it answers", n)


def accounts_of(entry, _survivor=None):
    yield entry.accounts.count(), lambda n: ngettext("%(n)d account", "%(n)d accounts", n)


MOVES = {Noun.EVENT: of_event, Noun.COUNTERMEASURE: of_countermeasure, Noun.POSITION: accounts_of}
