"""Two entries turn out to be one: choose the one that stays, see what moves, say why."""

from django import forms
from django.contrib import messages
from django.http import HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from timeline import publishing
from timeline.publishing.merging import refuse_unlike
from timeline.wordings import date_words

from .fields import DeskForm, Lookups, NameField
from .pages import Pages, need, tried


class MergeForm(DeskForm, forms.Form):
    survivor = NameField(
        "events",
        label=gettext_lazy("Merge into"),
        help_text=gettext_lazy("Type words of the headline of the event that stays."),
        error_messages={"required": gettext_lazy("Which event stays?")},
    )

    def __init__(self, *args, event, **options):
        super().__init__(*args, lookups=Lookups(event.crisis), **options)
        self.event = event

    def clean_survivor(self):
        refuse_unlike(self.event, self.cleaned_data["survivor"])
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
        event = self.thing_of(request, object_id)
        need(request, "publish")
        if request.method == "POST":
            form = ReasonedMergeForm(request.POST, event=event)
            if form.is_valid() and self.merged(request, event, form.cleaned_data):
                return HttpResponseRedirect(self.address(form.cleaned_data["survivor"]))
        else:
            form = MergeForm(request.GET if "survivor" in request.GET else None, event=event)
        return self.draw_merge(request, event, form)

    def draw_merge(self, request, event, form):
        survivor = form.cleaned_data.get("survivor") if form.is_bound and (form.is_valid() or form.errors) else None
        if survivor and not isinstance(form, ReasonedMergeForm):
            form = ReasonedMergeForm(initial={"survivor": survivor}, event=event)
        suggestions = [("names-events", form.lookups.events.suggestions())]
        context = {"form": form, "survivor": survivor, "suggestions": suggestions}
        if survivor:
            context |= {"moves": moves(event, survivor), "dates": [date_words(one.when) for one in (event, survivor)]}
        return self.draw_page(request, event, "merge.html", _("Merge"), **context)

    def merged(self, request, event, said):
        name = str(event)
        done = tried(request, lambda: publishing.merge(event, said["survivor"], by=request.user, reason=said["reason"]))
        if done:
            messages.success(request, _("“%(name)s” is now part of this one. Its address leads here.") % {"name": name})
        return done


def moves(event, survivor):
    """What merging would move, a sentence each."""
    have = {(part.actor_id, part.role) for part in survivor.participations.all()}
    actors = [part for part in event.participations.all() if (part.actor_id, part.role) not in have]
    asked = {point.label for point in survivor.points.all()}
    points = [point for point in event.points.all() if point.label not in asked]
    ties = event.links.count() + event.links_here.count() + event.responses.count()
    for number, words in (
        (event.accounts.count(), lambda n: ngettext("%(n)d account", "%(n)d accounts", n)),
        (len(actors), lambda n: ngettext("%(n)d participant", "%(n)d participants", n)),
        (len(points), lambda n: ngettext("%(n)d question", "%(n)d questions", n)),
        (event.pictures.count(), lambda n: ngettext("%(n)d picture", "%(n)d pictures", n)),
        (ties, lambda n: ngettext("%(n)d link or answer", "%(n)d links and answers", n)),
    ):
        if number:
            yield words(number) % {"n": number}
