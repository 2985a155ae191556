"""What loading the demo does to a desk, and that the desk can give it back."""

import json

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command

from tests.factories import ActorFactory, CountermeasureFactory, CrisisFactory, EventFactory, ReportFactory, shown
from timeline.models import Account, Actor, Crisis

SLUG = "china-japan-2025"
ROWS = json.loads((settings.BASE_DIR / "fixtures" / f"{SLUG}.json").read_text(encoding="utf-8"))
KEY = ("account", "point", "event", "to", "relation", "countermeasure", "crisis", "actor", "role", "part")


def load():
    call_command("loaddata", SLUG, verbosity=0)


@pytest.fixture
def demo(db):
    load()
    return Crisis.objects.get(slug=SLUG)


def everything():
    """Every row of the program as text, without its number and without what every loading renews."""
    text = {}
    for model in apps.get_app_config("timeline").get_models():
        skip = {"id", "epoch", "counter", "writes", "oldest", "newest"}
        names = [field.attname for field in model._meta.concrete_fields if field.attname not in skip]
        text[model.__name__] = sorted(map(str, model.objects.values_list(*names)))
    return text


def key(row):
    """What tells a row of a fixture from every other of its model."""
    fields = row["fields"]
    parts = [fields.get(name) for name in KEY]
    return row["model"], fields.get("public_id") or json.dumps(parts)


def test_loading_it_twice_changes_nothing(demo):
    before = everything()
    load()
    assert everything() == before
    assert Crisis.objects.get(slug=SLUG).epoch != demo.epoch


def test_another_crisis_of_the_desk_stays_as_it_is(db):
    other = CrisisFactory(slug="harbour-strike")
    event = EventFactory(crisis=other, actors=[ActorFactory()])
    shown(event)
    shown(CountermeasureFactory(crisis=other, answers=[event]).steps.first())
    before, stamp = everything(), other.stamp
    load()
    after = everything()
    for model, rows in before.items():
        assert not set(rows) - set(after[model]), model
    other.refresh_from_db()
    assert stamp.split(".")[0] == other.stamp.split(".")[0]


def test_names_and_reports_the_desk_already_has_keep_its_rows(db):
    china = ActorFactory(name="People’s Republic of China", slug="china", kind="state", country="CN")
    report = ReportFactory(url="https://nippon.com/en/news/yjj2025112700843", headline="As the desk wrote it")
    load()
    china.refresh_from_db()
    report.refresh_from_db()
    assert (china.name, report.headline) == ("People’s Republic of China", "As the desk wrote it")
    assert Actor.objects.get(slug="xi-jinping").part_of == china
    assert Account.objects.get(event__slug="kihara-denial").report == report


def test_dumping_the_crisis_gives_it_back(demo, tmp_path):
    file = tmp_path / "dumped.json"
    call_command("dump_crisis", SLUG, output=str(file))
    dumped = {key(row): row["fields"] for row in json.loads(file.read_text(encoding="utf-8"))}
    assert dumped.keys() == {key(row) for row in ROWS}
    for row in ROWS:
        again = dumped[key(row)]
        assert {name: again[name] for name in row["fields"]} == row["fields"], key(row)
    before = everything()
    call_command("loaddata", str(file), verbosity=0)
    assert everything() == before
