"""Removing for good, for law, safety or privacy; and the sealed copies, which only a chief reads."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import details, publishing
from timeline.models import Sealed

from .deeds import moment_words
from .fields import PlainForm
from .pages import Pages, address_of, need, page_of, site_page, tried

GROUNDS = (
    ("law", gettext_lazy("Law: a court or statute requires it")),
    ("safety", gettext_lazy("Safety: somebody could come to harm")),
    ("privacy", gettext_lazy("Privacy: it says what nobody should know")),
)


class RemoveForm(PlainForm):
    ground = forms.ChoiceField(label=gettext_lazy("Ground"), choices=GROUNDS, widget=forms.RadioSelect)
    more = forms.CharField(
        label=gettext_lazy("In a few words"),
        max_length=180,
        required=False,
        help_text=gettext_lazy("Kept with the sealed copy. Readers see only that it was removed, and when."),
    )
    typed = forms.CharField(label=gettext_lazy("Type its name to go on"), max_length=2000, required=False)

    def __init__(self, *args, name, **options):
        super().__init__(*args, **options)
        self.name = " ".join(name.split())

    def clean_typed(self):
        if " ".join(self.cleaned_data["typed"].split()).casefold() != self.name.casefold():
            raise forms.ValidationError(_("That is not its name. Type: %(name)s") % {"name": self.name})
        return self.cleaned_data["typed"]

    @property
    def said(self):
        ground, more = self.cleaned_data["ground"], self.cleaned_data["more"].strip()
        return f"{ground}: {more}" if more else ground


class RemovalPages(Pages):
    def get_urls(self):
        return [self.page("remove", self.remove_view), *super().get_urls()]

    def remove_view(self, request, object_id):
        thing = self.thing_of(request, object_id)
        need(request, "remove")
        form = RemoveForm(request.POST if request.method == "POST" else None, name=str(thing))
        if form.is_valid() and tried(request, lambda: publishing.remove(thing, by=request.user, ground=form.said)):
            messages.success(request, _("Removed. Nothing of it is left but the sealed copy."))
            return HttpResponseRedirect(reverse("admin:sealed"))
        steps = list(thing.steps.all()) if hasattr(thing, "steps") else []
        return self.draw_page(request, thing, "remove.html", _("Remove for good"), form=form, steps=steps)


def sealed_list(request, site):
    """The sealed copies, latest first."""
    need(request, "remove")
    page = page_of(request, Sealed.objects.select_related("by", "crisis").defer("content").order_by("-at", "-pk"))
    lines = [(sealed, moment_words(sealed.at, sealed.crisis)) for sealed in page]
    return site_page(request, site, "sealed.html", _("Sealed copies"), lines=lines, page=page)


def sealed_copy(request, pk, site):
    """One sealed copy; on a second word it becomes a draft again."""
    need(request, "remove")
    sealed = Sealed.objects.select_related("by", "crisis").filter(pk=pk).first()
    if sealed is None:
        raise Http404
    if request.method == "POST":
        entry = tried(request, lambda: publishing.unseal(sealed, by=request.user))
        if entry:
            messages.success(request, _("The seal is broken: it is a draft again, and nobody but the desk sees it."))
            return HttpResponseRedirect(address_of(entry))
    told = details.told(sealed.content["working_copy"])
    moment = moment_words(sealed.at, sealed.crisis)
    return site_page(request, site, "sealed_copy.html", _("Sealed copy"), sealed=sealed, told=told, moment=moment)
