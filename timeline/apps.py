"""How Django finds the program and its desk."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.db.backends.sqlite3.base import DatabaseFeatures  # type: ignore[attr-defined]  # where it can be had first
from django.utils.translation import gettext_lazy as _


class TimelineConfig(AppConfig):
    name = "timeline"
    verbose_name = _("Timeline")

    def ready(self) -> None:
        # Without it rows are fetched by a chain of ORs, which SQLite ends at a thousand. The word is true of keys of
        # one column, and there are no others here.
        DatabaseFeatures.supports_tuple_lookups = True


class DeskConfig(AdminConfig):
    """Django's own admin, behind our own site."""

    default_site = "timeline.admin.site.Desk"

    def ready(self) -> None:
        super().ready()
        # Not from the package itself: the site is made by importing that, and would be made anew while registering.
        import_module("timeline.admin.register")
