from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")


class DeskConfig(AdminConfig):
    """Django's own admin, behind our own site."""

    default_site = "timeline.admin.site.Desk"

    def ready(self):
        super().ready()
        # Not from the package itself: the site is made by importing that, and would be made anew while registering.
        import_module("timeline.admin.register")
