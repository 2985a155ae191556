"""Import at the desk: choose a file, see what it would do, say yes."""

from dataclasses import replace

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.formats.incoming import FileFault
from timeline.formats.shapes import OURS, SHAPES
from timeline.importing import RESULTS, Options, apart, take_in, told, waiting
from timeline.models import Crisis

from .entries import latest_crisis
from .fields import DeskForm, Lookups, NameField, problems_of

SALT = "import"
ORDER = ("refused", "change", "add", "kept", "same")


class ImportForm(DeskForm, forms.Form):
    crisis = forms.ModelChoiceField(Crisis.objects.order_by("title"), label=gettext_lazy("Crisis"), empty_label=None)
    source = NameField(
        "sources",
        may_add=True,
        required=False,
        label=gettext_lazy("Whose file is it?"),
        help_text=gettext_lazy(
            "The file is a report like any other: name its source, so that what it says has an account. A newer file "
            "of the same source changes what the older one brought. Not needed for export.json."
        ),
    )
    shape = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[("", gettext_lazy("Told from the file")), *SHAPES.items()],
        required=False,
    )
    publish = forms.BooleanField(label=gettext_lazy("Show it to readers at once"), required=False)
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("export.json or export.csv, or a timeline of TimelineJS as JSON or CSV."),
        error_messages={"empty": gettext_lazy("The file is empty. Save it again from where it comes.")},
    )

    def __init__(self, *args, user, **options):
        super().__init__(*args, **options)
        if not user.has_perm("timeline.publish"):
            del self.fields["publish"]

    def options(self):
        said = self.cleaned_data
        return Options(
            shape=said["shape"],
            source=said["source"].name if said["source"] else "",
            name=said["file"].name,
            publish=said.get("publish", False),
        )


def import_file(request, site):
    """The whole way: form, trial, confirmation. A file waits a day between the last two."""
    if not request.user.has_perm("timeline.add_event"):
        raise PermissionDenied
    if "ticket" in request.POST:
        return confirmed(request, site)
    data = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    lookups, initial = Lookups(latest_crisis(request)), {"crisis": latest_crisis(request)}
    form = ImportForm(*data, lookups=lookups, user=request.user, initial=initial)
    if getattr(request, "upload_too_long", False):
        form.leave_unchecked()
        return draw(request, site, form, too_long())
    if form.is_valid():
        return tried(request, site, form)
    return draw(request, site, form)


def too_long():
    most = filesizeformat(settings.IMPORT_MOST_BYTES)
    return _(
        "The file is longer than %(most)s, which is the most a browser may bring. Divide it, or ask whoever runs the "
        "desk to import it with manage.py import_timeline. Nothing was stored."
    ) % {"most": most}


def tried(request, site, form):
    token, options, crisis = waiting.keep(form.cleaned_data["file"]), form.options(), form.cleaned_data["crisis"]
    path, trial = waiting.path_of(token), replace(options, trial=True)
    try:
        _text, shape = told(path, options)
        if not options.source and shape != OURS:
            form.add_error("source", _("Name the source of this file, so that what it says has an account."))
        elif is_long(path):
            return taken_in_apart(request, token, crisis, trial)
        else:
            tally = take_in(path, crisis, trial, by=request.user)
            return draw_trial(request, site, tally, ticket_of(token, crisis, request.user, options), options, crisis)
    except FileFault as fault:
        waiting.drop(token)
        return draw(request, site, form, in_words(options.name, fault))
    waiting.drop(token)
    return draw(request, site, form)


def is_long(path):
    return path.stat().st_size > settings.IMPORT_AT_ONCE_BYTES


def taken_in_apart(request, token, crisis, options):
    apart.begin(token, crisis, options, by=request.user, language=request.LANGUAGE_CODE)
    return HttpResponseRedirect(reverse("admin:import-progress", args=[token]))


def ticket_of(token, crisis, user, options):
    return signing.dumps([token, crisis.pk, user.pk, vars(options)], salt=SALT)


def in_words(name, fault):
    where = _("%(name)s, line %(line)d") % {"name": name, "line": fault.line} if fault.line else name
    return _("%(where)s: %(cause)s Nothing was stored.") % {"where": where, "cause": fault.text}


def confirmed(request, site):
    """Do what the trial showed, to the file that it showed."""
    back = HttpResponseRedirect(reverse("admin:import"))
    try:
        said = signing.loads(request.POST["ticket"], salt=SALT, max_age=waiting.HOURS * 3600)
        token, crisis_pk, user_pk, options = said
        path, crisis = waiting.waiting(token), Crisis.objects.filter(pk=crisis_pk).first()
    except signing.BadSignature:
        path = crisis = None
    if path is None or crisis is None or user_pk != request.user.pk:
        messages.error(request, _("That file is kept no longer. Choose it again."))
        return back
    if "_cancel" in request.POST:
        waiting.drop(token)
        messages.success(request, _("Nothing was stored."))
        return back
    return stored(request, token, path, crisis, replace(Options(**options), partial="_partial" in request.POST))


def stored(request, token, path, crisis, options):
    if is_long(path):
        return taken_in_apart(request, token, crisis, options)
    try:
        tally = take_in(path, crisis, options, by=request.user)
    except FileFault as fault:
        messages.error(request, in_words(options.name, fault))
        return HttpResponseRedirect(reverse("admin:import"))
    finally:
        waiting.drop(token)
    (messages.success if tally.stored else messages.error)(request, conclusion(options.name, tally))
    page = "admin:timeline_event_changelist" if tally.stored else "admin:import"
    return HttpResponseRedirect(reverse(page))


def conclusion(name, tally):
    if tally.stored:
        return _("Imported %(name)s: %(counts)s.") % {"name": name, "counts": counted(tally)}
    return _("The desk has changed since the trial, and rows are refused now. Try the file again.")


def counted(tally):
    parts = [f"{RESULTS[result]} {tally.counts[result]}" for result in ORDER if tally.counts[result]]
    return ", ".join(parts + ([_("published %(number)d") % {"number": tally.published}] if tally.published else []))


def draw(request, site, form, fault=""):
    problems = problems_of(form)
    if fault:
        problems.append((_("File"), "id_file", fault))
    context = {
        **site.each_context(request),
        "title": _("Import a file"),
        "form": form,
        "problems": problems,
        "suggestions": [("names-sources", form.lookups.sources.suggestions())],
        "apart": apart.asked_by(request.user),
    }
    return TemplateResponse(request, "admin/import.html", context)


def draw_trial(request, site, tally, ticket, options, crisis):
    groups = [(RESULTS[result], tally.counts[result], tally.outcomes[result], result) for result in ORDER]
    context = {
        **site.each_context(request),
        "title": _("What the file would do"),
        "subtitle": options.name,
        "tally": tally,
        "shape": SHAPES[tally.shape],
        "groups": [group for group in groups if group[1]],
        "good": tally.rows - tally.refused,
        "changes": tally.counts["add"] + tally.counts["change"] + tally.counts["kept"] + tally.published,
        "ticket": ticket,
        "options": options,
        "crisis": crisis,
    }
    return TemplateResponse(request, "admin/import_trial.html", context)
