from django.core.exceptions import ValidationError
from django.core.management.base import CommandError
from django.core.management.commands import loaddata
from django.db import transaction

from timeline.loading import settle
from timeline.models import Report
from timeline.models.actors import SharedName
from timeline.purging import purge_changed


class Command(loaddata.Command):
    """Django's loaddata; what it loads and finds marked published is shown to readers at once."""

    def loaddata(self, fixture_labels):
        self.loaded = []
        with transaction.atomic(using=self.using):
            super().loaddata(fixture_labels)
            try:
                settle(self.loaded)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        purge_changed()

    def save_obj(self, obj):
        if stands_under_another_id(obj.object):
            return False
        saved = super().save_obj(obj)
        if saved:
            self.loaded.append(obj.object)
        return saved


def stands_under_another_id(row):
    """Whether the desk already has that actor, source or report and keeps its own row."""
    if not isinstance(row, SharedName | Report) or row.pk is None:
        return False
    return type(row).objects.filter(pk=row.pk).exclude(public_id=row.public_id).exists()
