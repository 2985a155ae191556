"""What is typed at the desk runs from the side on which its letters begin, in every field that takes words."""

import re

import pytest
from django.urls import reverse

from tests.factories import CountermeasureFactory, EventFactory, PointFactory, PositionFactory, ReportFactory, shown

pytestmark = pytest.mark.django_db
TYPED = re.compile(r"<textarea\b[^>]*>|<input\b(?=[^>]*\btype=\"text\")[^>]*>")
OWN = ('id="searchbar"', 'name="a"', 'name="b"')  # the stock search; two numbers


def pages():
    event = shown(EventFactory(accounts=2))
    PointFactory(event=event)
    entries = (event, shown(CountermeasureFactory(answers=[event])), shown(PositionFactory()))
    for entry in entries:
        for name in ("change", "notes", "merge", "remove", "withdraw", "compare"):
            yield reverse(f"admin:timeline_{entry._meta.model_name}_{name}", args=[entry.pk])
    report = ReportFactory()
    for name in ("change", "hold", "embargo"):
        yield reverse(f"admin:timeline_report_{name}", args=[report.pk])
    yield from (reverse(f"admin:timeline_{name}_add") for name in ("event", "crisis", "actor", "source"))
    yield reverse("admin:quick")


def test_every_field_for_words_takes_its_direction_from_them(desk):
    found, number = {}, 0
    for address in pages():
        fields = TYPED.findall(desk.get(address).text)
        number += len(fields)
        found[address] = [
            field for field in fields if 'dir="auto"' not in field and not any(own in field for own in OWN)
        ]
    assert not {address: fields for address, fields in found.items() if fields}
    assert len(found) > 20 and number > 80
