"""The desk: Django's own admin, grouped as an editor thinks."""

from django.conf import settings
from django.contrib.admin import AdminSite
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    enable_nav_sidebar = False

    def get_urls(self):
        from .quick import quick_add

        return [path("quick/", self.admin_view(quick_add), {"site": self}, name="quick"), *super().get_urls()]

    def each_context(self, request):
        name = settings.SITE_NAME
        return super().each_context(request) | {"site_name": name, "desk_name": _("%(name)s desk") % {"name": name}}

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
