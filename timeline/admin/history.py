"""The history of an entry: every version and edition, any two compared word by word, any one taken up again."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from timeline import details, versions, workflow
from timeline.models import FOREVER, Crisis, Edition, Version

from .deeds import moment_words
from .home import NAME
from .pages import MODELS, Pages, address_of, need, number_in, page_of, site_page, tried, typed

NOW = "now"


@dataclass(frozen=True)
class Told:
    """A version or edition as a line of the history: `key` names it in the address of a comparison."""

    key: str
    name: str
    moment: str
    who: str
    deed: str
    why: str
    until: str = ""


class HistoryPages(Pages):
    """Whose history it is, what a version of it is made of and who may take one up, a subclass may say otherwise."""

    kept: Any = staticmethod(versions.history)
    whole: Any = staticmethod(versions.whole)
    take_up: Any = staticmethod(workflow.take_up)

    def crisis_of(self, thing):
        return thing.crisis

    def last_saved(self, thing):
        return self.kept(thing).first()

    def may_restore(self, request, thing):
        return workflow.may_edit(request.user, thing)

    def get_urls(self):
        return [
            self.page("compare", self.compare_view, "history/compare/"),
            self.page("restore", self.restore_view, "history/<int:number>/restore/"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        thing = self.thing_of(request, object_id)
        page = page_of(request, self.kept(thing).defer("record"))
        context = {"page": page, "lines": [of_version(version, self.crisis_of(thing)) for version in page]}
        context |= {"shown": editions_told(thing), "may_restore": self.may_restore(request, thing)}
        return self.draw_page(request, thing, "history.html", _("History"), **context)

    def compare_view(self, request, object_id):
        thing = self.thing_of(request, object_id)
        keys = [request.GET.get(name, NOW).strip().lower() for name in ("a", "b")]
        records = [self.whole(thing) if key == NOW else record_at(thing, key) for key in keys]
        wrong = [key for key, record in zip(keys, records, strict=True) if record is None]
        found = [] if wrong else details.details(*records)
        context = {"keys": keys, "wrong": wrong, "differences": found, "history": self.address(thing, "history")}
        return self.draw_page(request, thing, "compare.html", _("Compare"), **context)

    def restore_view(self, request, object_id, number):
        """Show what restoring a version would change; on a second word, do it."""
        thing = self.thing_of(request, object_id)
        version = self.kept(thing).filter(number=number).first()
        if version is None:
            raise Http404
        self.refuse_writing(request, thing)
        if request.method == "POST":
            why = typed(request, "why")
            if tried(request, lambda: self.take_up(version, by=request.user, why=why)):
                messages.success(request, _("Version %(number)d is restored.") % {"number": number})
                return HttpResponseRedirect(self.address(thing))
        context = {"line": of_version(version, self.crisis_of(thing)), "history": self.address(thing, "history")}
        context["differences"] = details.details(self.whole(thing), version.record)
        title = _("Restore version %(number)d") % {"number": number}
        return self.draw_page(request, thing, "restore.html", title, **context)

    def refuse_writing(self, request, thing):
        if not self.may_restore(request, thing):
            need(request, "publish")


def of_version(version, crisis):
    who, moment = str(version.by or ""), moment_words(version.at, crisis)
    return Told(str(version.number), str(version.number), moment, who, version.get_deed_display(), version.why)


def editions_told(entry):
    """The editions of an entry, newest first, numbered from the first one."""
    rows = Edition.objects.of(entry).select_related("by").without_words().defer("record")
    return [of_edition(number, edition, entry.crisis) for number, edition in enumerate(rows, start=1)][::-1]


def of_edition(number, edition, crisis):
    until = "" if edition.shown_until == FOREVER else moment_words(edition.shown_until, crisis)
    if until and edition.ended:
        until = f"{until} ({edition.get_ended_display().lower()})"
    moment, who = moment_words(edition.shown_from, crisis), str(edition.by or "")
    return Told(f"e{number}", str(number), moment, who, edition.get_change_display(), edition.reason, until)


def record_at(entry, key):
    """The record that a key names: “12” a version, “e3” an edition; None if there is none."""
    number = number_in(key.removeprefix("e")) or 0
    if key.startswith("e"):
        editions = list(Edition.objects.of(entry).only("pk", "record", "slug")[:number])
        edition = editions[-1] if number and len(editions) == number else None
        return (edition and edition.record and edition.record | {"slug": edition.slug}) or None
    version = Version.objects.filter(entry=entry.public_id, number=number).first()
    return version and version.record


def deleted_list(request, site):
    """Entries that have versions but no working copy, as they last were."""
    need(request, "view_version")
    page = page_of(request, deleted())
    lines = [(version, moment_words(version.at, version.crisis)) for version in page]
    return site_page(request, site, "deleted.html", _("Deleted"), page=page, lines=lines)


def deleted():
    """The last version of every entry whose working copy is gone, latest first."""
    later = Version.objects.filter(entry=OuterRef("entry"), number__gt=OuterRef("number"))
    rows = Version.objects.filter(~Exists(later)).annotate(name=NAME).defer("record").select_related("by", "crisis")
    for model in (Crisis, *MODELS):
        rows = rows.filter(~Exists(model.objects.filter(public_id=OuterRef("entry"))))
    return rows.order_by("-pk")


def bring_back(request, pk, site):
    """Show what was deleted; on a second word, bring it back as a draft."""
    need(request, "view_version")
    version = deleted().filter(pk=pk).first()
    if version is None:
        raise Http404
    if request.method == "POST":
        need(request, "publish")
        why = typed(request, "why")
        entry = tried(request, lambda: workflow.take_up(version, by=request.user, why=why))
        if entry:
            messages.success(request, _("It is back, as a draft."))
            return HttpResponseRedirect(address_of(entry))
    told = details.told(version.record)
    context = {"version": version, "told": told, "history": reverse("admin:deleted")}
    return site_page(request, site, "bring_back.html", _("Bring back “%(name)s”") % {"name": version.name}, **context)
