"""Any deeds by any roles, in any order: nothing unpublished, embargoed, held or removed shows; no version is lost."""

import random
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import AccountFactory, CountermeasureFactory, EventFactory, ReportFactory, StepFactory
from timeline.models import Edition, Sealed, Version
from timeline.publishing import embargo, hold, merge, publish, remove, withdraw
from timeline.versions import history, keep, restore
from timeline.workflow import make_ready, send_back, submit

pytestmark = pytest.mark.django_db
DEEDS = ["edit", "edit", "publish", "publish", "schedule", "withdraw", "hold", "embargo", "remove", "merge"]
DEEDS += ["submit", "return", "ready", "restore", "wait"]


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(5, 25))
def test_no_deed_shows_what_it_should_not_and_none_loses_a_version(clock, seed, length):
    with transaction.atomic():
        Story(clock, random.Random(seed)).run(length)
        transaction.set_rollback(True)


def people():
    for role in ("Reporter", "Editor", "Chief"):
        user, made = get_user_model().objects.get_or_create(username=role, defaults={"is_staff": True})
        user.groups.add(Group.objects.get(name=role))
        yield user


class Story:
    """A crisis, the people at its desk, and what the public may have been told so far."""

    def __init__(self, clock, chance):
        self.clock, self.chance = clock, chance
        self.people = list(people())
        self.reports = [ReportFactory(), ReportFactory()]
        countermeasure = CountermeasureFactory(steps=[])
        steps = [StepFactory(countermeasure=countermeasure, accounts=0) for _two in range(2)]
        self.entries = [countermeasure, *steps, *(EventFactory(accounts=0) for _two in range(3))]
        for entry in self.entries[1:]:
            AccountFactory(event=entry, report=chance.choice(self.reports))
        self.published, self.removed, self.versions = {}, set(), {}

    def run(self, length):
        for number in range(length):
            self.clock.forward(seconds=1)
            entry = self.chance.choice(self.entries)
            try:
                with transaction.atomic():
                    self.act(self.chance.choice(DEEDS), entry, number)
            except (PermissionDenied, ValidationError):
                pass
            self.check()

    def act(self, deed, entry, number):
        by = self.chance.choice(self.people)
        getattr(self, f"do_{deed}")(entry, by, number)

    def do_edit(self, entry, by, number):
        setattr(entry, "headline" if hasattr(entry, "headline") else "title", f"Words {number}")
        entry.save()
        keep(entry, by=by)

    def do_publish(self, entry, by, number):
        publish(entry, by=by)
        self.note_published()

    def do_schedule(self, entry, by, number):
        publish(entry, by=by, at=self.clock.now + timedelta(seconds=self.chance.randint(1, 6)))
        self.note_published()

    def do_withdraw(self, entry, by, number):
        withdraw(entry, by=by, reason="Because.")
        assert entry.public_id not in self.shown()

    def do_hold(self, entry, by, number):
        report = self.chance.choice(self.reports)
        hold(report, by=by, reason="Its outlet withdrew it.")
        assert not self.resting(report)

    def do_embargo(self, entry, by, number):
        report = self.chance.choice(self.reports)
        until = self.clock.now + timedelta(seconds=self.chance.randint(1, 9))
        embargo(report, until, by=by)
        self.note_published()
        assert not self.resting(report)

    def do_remove(self, entry, by, number):
        steps = list(entry.steps.all()) if hasattr(entry, "steps") else []
        remove(entry, by=by, ground="Law")
        for gone in [entry, *steps]:
            self.forget(gone)
            self.removed.add(gone.public_id)

    def do_merge(self, entry, by, number):
        other = self.chance.choice([one for one in self.entries if hasattr(one, "headline")])
        if not hasattr(entry, "headline"):
            return
        merge(entry, other, by=by, reason="The same.")
        self.note_published()
        self.entries = [one for one in self.entries if one.public_id != entry.public_id]

    def do_submit(self, entry, by, number):
        submit(entry, by=by)

    def do_return(self, entry, by, number):
        send_back(entry, by=by, reason="Look again.")

    def do_ready(self, entry, by, number):
        make_ready(entry, by=by)

    def do_restore(self, entry, by, number):
        version = history(entry).last()
        if version:
            restore(version, by=by)
            entry.refresh_from_db()

    def do_wait(self, entry, by, number):
        self.clock.forward(seconds=self.chance.randint(1, 9))

    def forget(self, gone):
        self.entries = [one for one in self.entries if one.public_id != gone.public_id]
        self.versions.pop(gone.public_id, None)
        if not any(hasattr(one, "steps") for one in self.entries):
            self.entries.append(CountermeasureFactory(steps=[]))

    def note_published(self):
        """What the newest edition of each entry says is what a deed of publishing put there."""
        for edition in Edition.objects.exclude(ended__in=["cancelled", "removed"]).order_by("pk"):
            self.published[edition.entry] = edition.record

    def shown(self):
        return {edition.entry: edition for edition in Edition.objects.shown()}

    def resting(self, report):
        told = [account for edition in self.shown().values() for account in edition.record["accounts"]]
        return [account for account in told if account["report"]["id"] == report.public_id]

    def check(self):
        shown = self.shown()
        for entry, edition in shown.items():
            assert entry not in self.removed
            assert edition.record["accounts"] or edition.noun == "countermeasure"
            assert edition.noun != "event" or not edition.parent or edition.parent in shown
            for account in edition.record["accounts"]:
                assert not self.kept_back(account)
        for entry in self.entries:
            numbers = list(history(entry).values_list("number", flat=True))
            assert set(numbers) >= self.versions.get(entry.public_id, set())
            self.versions[entry.public_id] = set(numbers)
        assert Sealed.objects.count() == len(self.removed)
        assert not Version.objects.filter(entry__in=self.removed).exists()

    def kept_back(self, account):
        """Whether the account rests on a report under embargo, or one its outlet withdrew."""
        report = next(one for one in self.reports if one.public_id == account["report"]["id"])
        report.refresh_from_db()
        return report.withdrawn_on or (report.embargo_until and report.embargo_until > self.clock.now)
