"""A database of the first release, with a desk's work in it, becomes one of today."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from tests.factories import CountermeasureFactory, CrisisFactory, EventFactory, shown
from timeline.models import Crisis
from timeline.publishing import publish

FIRST = [("timeline", "0001_first")]


def migrated(to=None):
    """Take the database there, or to today; gives the models as they are there."""
    executor = MigrationExecutor(connection)
    newest = [node for node in executor.loader.graph.leaf_nodes() if node[0] == "timeline"]
    return executor.migrate(to or newest).apps


def rows(models, columns=None):
    """The rows of every table that the first release had, and of its columns."""
    found = {}
    for label, names in (columns or {}).items():
        found[label] = list(models.get_model("timeline", label).objects.order_by("pk").values_list(*names))
    return found


@pytest.mark.django_db(transaction=True)
def test_a_desk_of_the_first_release_reads_and_writes_on(reader, editor):
    crisis = CrisisFactory(slug="t", state="ongoing")
    answered = shown(EventFactory(crisis=crisis, headline="The remark 論", when="week of 24 November 2025"))
    shown(CountermeasureFactory(crisis=crisis, steps=[("announced", "2025-11-14")], answers=[answered]))
    draft = EventFactory(crisis=crisis, headline="A draft")
    try:
        then = migrated(FIRST)
        columns = {
            model._meta.model_name: [field.attname for field in model._meta.concrete_fields]
            for model in then.get_app_config("timeline").get_models()
        }
        before = rows(then, columns)
        assert all(len(before[name]) >= 3 for name in ("event", "edition", "account"))
    finally:
        migrated()
    assert rows(apps, columns) == before
    assert set(Group.objects.values_list("name", flat=True)) >= {"Reporter", "Editor", "Chief"}
    page = reader.get("/t/")
    assert page.status_code == 200 and "The remark 論" in page.text and "A draft" not in page.text
    publish(draft, by=editor)
    assert "A draft" in reader.get("/t/").text
    assert Crisis.objects.get().counter > crisis.counter
