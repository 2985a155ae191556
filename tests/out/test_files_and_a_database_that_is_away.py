"""A file that cannot be begun says so by its status; it is not a good answer that breaks off."""

import pytest
from django.db import OperationalError

from tests.factories import EventFactory, shown
from timeline.exporting import Selection


@pytest.mark.parametrize("file", ["export.json", "export.csv", "timelinejs.json", "timelinejs.csv", "citations.ris"])
def test_a_file_that_cannot_be_begun_is_a_503(db, reader, monkeypatch, file):
    event = shown(EventFactory())

    def away(selection):
        raise OperationalError("the connection is lost")
        yield

    monkeypatch.setattr(Selection, "batches", away)
    answer = reader.get(f"/{event.crisis.slug}/{file}")
    assert answer.status_code == 503 and answer.headers["Retry-After"] == "30"
