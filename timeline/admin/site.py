"""The desk: Django's own admin, grouped as an editor thinks."""

from functools import update_wrapper

from django.conf import settings
from django.contrib.admin import AdminSite
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import TO_FIELD_VAR
from django.contrib.auth import login
from django.core.exceptions import SuspiciousOperation
from django.http import HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline.entering import half_way_in, must_set_up

from .login import LogInForm, begin_session, told
from .pages import number_in

GROUPS = (
    (gettext_lazy("Write"), ("event", "countermeasure", "position")),
    (gettext_lazy("Crises"), ("crisis",)),
    (gettext_lazy("Names"), ("actor", "source", "report")),
    (gettext_lazy("People"), ("user", "group")),
)


class Desk(AdminSite):
    """The desk's site. `get_app_list` without an app gives groups, not apps."""

    site_title = gettext_lazy("Desk")
    site_header = gettext_lazy("Desk")
    index_title = gettext_lazy("Desk")
    index_template = "admin/desk.html"
    login_form = LogInForm
    enable_nav_sidebar = False

    def get_urls(self):
        from .access import own_access
        from .import_progress import import_progress
        from .importing import import_file
        from .quick import quick_add
        from .shots import picture

        return [
            path("access/", self.admin_view(own_access), {"site": self}, name="access"),
            path("pictures/<str:name>", self.admin_view(picture), name="picture"),
            *self.shift_urls(),
            path("quick/", self.admin_view(quick_add), {"site": self}, name="quick"),
            path("import/", self.admin_view(import_file), {"site": self}, name="import"),
            path("import/<slug:token>/", self.admin_view(import_progress), {"site": self}, name="import-progress"),
            *super().get_urls(),
        ]

    def shift_urls(self):
        """What concerns more than one entry."""
        from . import history, home, mending, notes, pages, removing

        for route, view, name in (
            ("waiting/<slug:name>/", home.whole_list, "waiting"),
            ("entry/<slug:public_id>/", pages.lead_to_entry, "entry"),
            ("entry/<slug:public_id>/look-over/", home.look_over, "look-over"),
            ("mend/<slug:slug>/", mending.mend, "mend"),
            ("checked/<int:pk>/", mending.checked_today, "checked"),
            ("notes/", notes.all_notes, "notes"),
            ("notes/<int:pk>/", notes.note_deed, "note"),
            ("deleted/", history.deleted_list, "deleted"),
            ("deleted/<int:pk>/", history.bring_back, "bring-back"),
            ("sealed/", removing.sealed_list, "sealed"),
            ("sealed/<int:pk>/", removing.sealed_copy, "sealed-copy"),
        ):
            yield path(route, self.admin_view(view), {"site": self}, name=name)

    def index(self, request, extra_context=None):
        from .home import desk_home

        return super().index(request, desk_home(request) | (extra_context or {}))

    def each_context(self, request):
        name = settings.SITE_NAME
        return super().each_context(request) | {"site_name": name, "desk_name": _("%(name)s desk") % {"name": name}}

    def login(self, request, extra_context=None):
        response = super().login(request, extra_context)
        if request.method != "POST":
            return response
        if hasattr(response, "context_data"):
            return told(response.context_data["form"], response)
        begin_session(request)
        return response

    def has_permission(self, request):
        return super().has_permission(request) and not half_way_in(request.user)

    def admin_view(self, view, cacheable=False):
        """As Django's, but what is posted after the session has ended is kept, and not lost to the log-in page.

        Whoever must have a second factor and has none is led to where it is set up.
        """
        inner = super().admin_view(view, cacheable)

        def keeping(request, *args, **kwargs):
            if self.lost(request):
                form = LogInForm(request, request.POST if "again-username" in request.POST else None, prefix="again")
                if not self.logged_in_again(request, form):
                    return self.session_ended(request, form)
            if made_up(request):
                raise SuspiciousOperation("No page of the desk leads there.")
            if self.must_first_set_up(request):
                return HttpResponseRedirect(reverse("admin:access", current_app=self.name))
            return inner(request, *args, **kwargs)

        return update_wrapper(keeping, inner)

    def must_first_set_up(self, request):
        open_still = {reverse(f"admin:{name}", current_app=self.name) for name in ("access", "logout")}
        return self.has_permission(request) and must_set_up(request.user) and request.path not in open_still

    def lost(self, request):
        """Whether something was posted that must be kept; a password never is."""
        leaving = request.path == reverse("admin:logout", current_app=self.name)
        secret = any("password" in name and not name.startswith("again-") for name in request.POST)
        return request.method == "POST" and not leaving and not secret and not self.has_permission(request)

    def logged_in_again(self, request, form):
        """Whether what was posted came with a name and password, who is then logged in."""
        if not form.is_bound or not form.is_valid():
            return False
        login(request, form.get_user())
        begin_session(request)
        return self.has_permission(request)

    def session_ended(self, request, form):
        context = self.each_context(request) | {"title": _("Log in again"), "form": form}
        return told(form, TemplateResponse(request, "admin/session_ended.html", context, status=403))

    def get_app_list(self, request, app_label=None):
        apps = super().get_app_list(request, app_label)
        return apps if app_label else list(self.grouped(apps))

    def grouped(self, apps):
        models = {model["model"]._meta.model_name: model for app in apps for model in app["models"]}
        for title, names in GROUPS:
            found = [models.pop(name) for name in names if name in models]
            if found:
                yield self.group(title, found)
        if models:
            yield self.group(_("More"), list(models.values()))

    def group(self, title, models):
        return {
            "name": title,
            "app_label": str(title).lower(),
            "app_url": reverse("admin:index", current_app=self.name),
            "has_module_perms": True,
            "models": models,
        }


def made_up(request):
    """Whether it names a field or chooses rows as the admin's own pages never do, and as it would fail on."""
    chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
    numbers = all(number_in(key) is not None for key in chosen)
    return request.GET.get(TO_FIELD_VAR) == "" or not numbers
