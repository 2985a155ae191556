"""What the desks of events, countermeasures and positions have in common: one screen, one save row."""

from functools import update_wrapper
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _

from timeline import versions
from timeline.models import Crisis, Edition, Version
from timeline.publishing import still_open
from timeline.workflow import may_edit

from . import clashes, deeds
from .amiss import amiss
from .bulk import BulkDeeds
from .history import HistoryPages
from .notes import NotePages
from .previewing import preview
from .publishing_form import PUBLISH, PublishForm, WithdrawForm
from .removing import RemovalPages

WRITTEN_FIRST = ("headline", "title", "name", "actor", "source")


class ScreenAdmin(admin.ModelAdmin):
    """One thing on one screen. A subclass names its `screen`; `change_form_template` draws it."""

    screen: Any = None
    change_form_template = "admin/plain_form.html"
    delete_confirmation_template = "admin/in_use.html"
    list_per_page = 50

    def changelist_view(self, request, extra_context=None):
        title = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title[:1].upper() + title[1:]} | (extra_context or {}))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        thing = self.thing_asked_for(request, object_id)
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if request.method != "POST":
            return self.draw(request, self.opened(thing))
        if not self.may_write(request, thing):
            raise PermissionDenied
        return self.posted(request, thing)

    def opened(self, thing):
        """The screen as it is first seen; on a new one the cursor stands in the first field to write."""
        screen = self.screen(thing)
        if not thing.pk:
            screen.main.begin_at(next(name for name in WRITTEN_FIRST if name in screen.main.fields))
        return screen

    def thing_asked_for(self, request, object_id):
        """The stored thing, a new one with what the address suggests, or None if there is no such thing."""
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            return self.new_thing(request)
        thing = self.get_object(request, object_id)
        if thing and not self.has_view_or_change_permission(request, thing):
            raise PermissionDenied
        return thing

    def new_thing(self, request):
        return self.model()

    def may_write(self, request, thing):
        return self.has_change_permission(request, thing) if thing.pk else self.has_add_permission(request)

    def posted(self, request, thing):
        """The answer to what was typed. Whatever is not saved is drawn again as it was typed."""
        data, asked = self.typed(request)
        screen = self.screen_of(request, thing, data)
        screen.asked = asked
        return self.answer(request, screen)

    def typed(self, request):
        """What was posted, with the choices made where somebody else changed the same."""
        data, asked = clashes.answered(request.POST)
        if "_more" in request.POST or "_reading" in request.POST:
            return request.POST, list(clashes.questions_of(request.POST))
        return data, asked

    def screen_of(self, request, thing, data):
        more = request.POST.get("_more", "")
        return self.screen(thing, data=data, files=request.FILES, more=more, user=request.user)

    def answer(self, request, screen):
        if "_reading" in request.POST:
            return self.draw_reading(request, screen, request.POST["_reading"])
        if screen.more:
            screen.leave_unchecked()
            return self.draw(request, screen)
        return self.judged(request, screen)

    def judged(self, request, screen):
        return self.keep(request, screen) if screen.is_valid() else self.draw(request, screen)

    def keep(self, request, screen, publishing=None):
        """Save, merged with what others saved meanwhile; or ask about what they changed too."""
        adding = screen.thing.pk is None
        with transaction.atomic():
            clash = clashes.meet(screen)
            screen = self.joined(request, screen, clash) if clash else screen
            if screen.asked or not screen.is_valid():
                return self.draw(request, screen, publishing=publishing)
            thing = screen.save()
        self.note(request, thing, adding)
        self.tell_merged(request, clash)
        return self.go_on(request, thing, adding, publishing)

    def joined(self, request, screen, clash):
        merged = self.screen_of(request, self.get_object(request, str(screen.thing.pk)), clash.data)
        merged.asked = [*screen.asked, *clash.questions]
        return merged

    def tell_merged(self, request, clash):
        if clash and clash.merged:
            what = ", ".join(dict.fromkeys(map(str, clash.merged)))
            messages.info(request, _("Somebody else saved meanwhile. Merged in: %(what)s.") % {"what": what})

    def go_on(self, request, thing, _adding, _publishing):
        messages.success(request, _("Saved."))
        return HttpResponseRedirect(self.address(thing))

    def note(self, request, thing, adding):
        if adding:
            self.log_addition(request, thing, [{"added": {}}])
        else:
            self.log_change(request, thing, [{"changed": {"fields": []}}])

    def address(self, thing, page="change"):
        return reverse(f"{self.admin_site.name}:{self.opts.app_label}_{self.opts.model_name}_{page}", args=[thing.pk])

    def draw(self, request, screen, **context):
        screen.keep_files()
        problems = list(screen.problems) + context.pop("problems", [])
        page = self.drawn(request, screen.thing) | {"screen": screen, "problems": problems} | context
        page["clash"] = self.clash_drawn(screen)
        return TemplateResponse(request, self.change_form_template, page)

    def clash_drawn(self, screen):
        """What both changed, side by side, and who saved last; None if nothing is asked."""
        if not screen.asked:
            return None
        last = self.last_saved(screen.thing)
        moment = deeds.moment_words(last.at, self.crisis_of(screen.thing)) if last else ""
        return {"rows": list(clashes.drawn(screen, screen.asked)), "last": last, "moment": moment}

    def last_saved(self, thing):
        """The version that was left last; none unless a subclass keeps some."""

    def drawn(self, request, thing):
        pattern = _("Change %(what)s") if thing.pk else _("Add %(what)s")
        return {
            **self.admin_site.each_context(request),
            "title": pattern % {"what": self.opts.verbose_name},
            "subtitle": str(thing) if thing.pk else None,
            "opts": self.opts,
            "original": thing if thing.pk else None,
            "may_write": self.may_write(request, thing),
            "may_delete": bool(thing.pk) and self.has_delete_permission(request, thing),
            "has_view_permission": self.has_view_permission(request),
        }

    def draw_reading(self, request, screen, field):
        form = screen.reading_of(field)
        if form is None:
            raise PermissionDenied
        form.leave_unchecked()
        return TemplateResponse(request, "admin/_reading.html", {"form": form})


class EntryAdmin(HistoryPages, NotePages, RemovalPages, BulkDeeds, ScreenAdmin):
    """The desk of events, countermeasures or positions: drafts that are previewed, published and withdrawn."""

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}_withdraw"
        view = update_wrapper(self.admin_site.admin_view(self.withdraw_view), self.withdraw_view)
        return [path("<path:object_id>/withdraw/", view, name=name), *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or may_edit(request.user, obj))

    def new_thing(self, request):
        return self.model(crisis=latest_crisis(request))

    def judged(self, request, screen):
        publishing = PublishForm(request.POST, thing=screen.thing, button=deeds.pressed(request.POST))
        good = screen.is_valid()
        if not publishing.is_valid() or not good:
            return self.draw(request, screen, publishing=publishing, problems=publishing.problems)
        if "_preview" in request.POST:
            return preview(request, screen)
        return self.keep(request, screen, publishing)

    def go_on(self, request, thing, adding, publishing):
        """Do to the saved entry what the button asks; what hinders it is shown at the top of the form."""
        if not publishing.button:
            messages.success(request, self.saved_words(thing))
            return HttpResponseRedirect(self.address(thing))
        found = self.hindrances(request, thing, publishing)
        problems = [] if found else deeds.do(request, thing, publishing)
        if not found and not problems:
            return HttpResponseRedirect(self.address(thing))
        publishing_it = publishing.button == PUBLISH
        messages.success(request, _("Saved, but not published.") if publishing_it else _("Saved, and no more."))
        if adding:
            return self.stopped_at_once(request, thing, problems)
        screen = self.screen(self.get_object(request, str(thing.pk)), user=request.user)
        return self.draw(request, screen, publishing=publishing, problems=problems, stopped=bool(found))

    def stopped_at_once(self, request, thing, problems):
        """Lead to the form of what was just added, with what was said of publishing: no button adds it again."""
        for _what, _field, sentence in problems:
            messages.error(request, sentence)
        said = {name: text for name, text in request.POST.items() if name.startswith("publishing-") and text}
        return HttpResponseRedirect(f"{self.address(thing)}?{urlencode({'stopped': 1} | said)}")

    def hindrances(self, request, thing, publishing):
        """What is amiss and keeps the entry from being published: blocks, and warnings nobody gave a reason against."""
        if publishing.button != PUBLISH or not deeds.may_publish(request):
            return []
        found = amiss(self.screen(thing, user=request.user))
        return [one for one in found if one.blocks or not publishing.cleaned_data.get("override")]

    def saved_words(self, thing):
        if still_open(thing):
            return _("Saved. Readers do not see the changes until you publish them.")
        return _("Draft saved.")

    def draw(self, request, screen, publishing=None, **context):
        thing = screen.thing
        said = request.POST if request.method == "POST" else request.GET if "stopped" in request.GET else None
        context["publishing"] = publishing or PublishForm(said, thing=thing)
        context.setdefault("stopped", "stopped" in request.GET and request.method != "POST")
        state, offered = deeds.state_of(thing), deeds.offered(request, thing)
        context |= {"state": state, "offered": offered, "may_publish": offered.publish}
        context["four_eyes"] = settings.FOUR_EYES
        context["returned"] = deeds.returned(thing)
        context["amiss"] = amiss(screen) if thing.pk and screen.data is None else []
        context["blocked"] = any(one.blocks for one in context["amiss"])
        context["stopped"] = context["stopped"] and bool(context["amiss"])
        return super().draw(request, screen, **context)

    def get_deleted_objects(self, objs, request):
        """What readers have seen is withdrawn, never deleted."""
        seen = [obj for obj in objs if Edition.objects.of(obj).exists()]
        refused = [_("“%(entry)s” has been published. Withdraw it instead.") % {"entry": obj} for obj in seen]
        return ([], {}, set(), refused) if refused else super().get_deleted_objects(objs, request)

    def delete_model(self, request, obj):
        versions.keep(obj, by=request.user, deed=Version.Deed.DELETED)
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        for obj in queryset:
            self.delete_model(request, obj)

    def withdraw_view(self, request, object_id):
        """Ask for the reason readers are told, then withdraw."""
        thing = self.get_object(request, object_id)
        if thing is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        if not (self.may_write(request, thing) and deeds.may_publish(request)):
            raise PermissionDenied
        form = WithdrawForm(request.POST or None)
        if form.is_valid() and deeds.withdraw(request, thing, form.cleaned_data["reason"]):
            self.log_change(request, thing, _("Withdrawn: %(reason)s") % form.cleaned_data)
            return HttpResponseRedirect(self.address(thing))
        steps = list(thing.steps.all()) if hasattr(thing, "steps") else []
        page = self.drawn(request, thing) | {"title": _("Withdraw"), "form": form, "steps": steps}
        return TemplateResponse(request, "admin/withdraw.html", page | {"back": self.address(thing)})


def latest_crisis(request):
    """The crisis asked for in the address, else the one this editor wrote in last, else the newest."""
    asked = request.GET.get("crisis", "")
    if asked and (found := Crisis.objects.filter(slug=asked).first()):
        return found
    mine = Crisis.objects.filter(events__saved_by=request.user).order_by("-events__saved").first()
    return mine or Crisis.objects.order_by("-pk").first()
