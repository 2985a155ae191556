"""What rests on more than a thousand reports is read like anything else: one question to SQLite had its end there."""

import pytest

from tests.factories import EventFactory, SourceFactory
from timeline.checking import to_mend
from timeline.models import Account, Report
from timeline.records import fresh, record_of

MANY = 1_100


@pytest.fixture
def event(db):
    source, event = SourceFactory(), EventFactory(accounts=0)
    reports = Report.objects.bulk_create(Report(source=source, headline=f"Report {n}") for n in range(MANY))
    Account.objects.bulk_create(Account(event=event, report=report, says="So.") for report in reports)
    return event


def test_a_record_of_very_many_reports_is_read(event):
    assert len({account["report"]["id"] for account in record_of(fresh(event))["accounts"]}) == MANY


def test_a_crisis_with_very_many_reports_is_looked_through(event):
    assert to_mend(event.crisis).left == 0
