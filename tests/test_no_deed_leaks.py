"""Any deeds by any roles, in any order: nothing unpublished, embargoed, held or removed shows; no version is lost.

A story keeps its own books: every text typed is a word of its own, and each deed says which words readers may then see.
"""

import json
import random
import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.addresses import body_of, of_crisis
from tests.factories import (
    AccountFactory,
    ActorFactory,
    CountermeasureFactory,
    EventFactory,
    LinkFactory,
    PositionFactory,
    ReportFactory,
    StepFactory,
)
from timeline import workflow
from timeline.models import Account, Countermeasure, Edition, Event, Position, Sealed, Version
from timeline.publishing import (
    embargo,
    hold,
    lift_embargo,
    merge,
    publish,
    publish_whole,
    remove,
    stand_by,
    unschedule,
    withdraw,
)
from timeline.records import fresh, record_of
from timeline.versions import keep

pytestmark = pytest.mark.django_db
HOME, WORD = "/harbour-strike/", re.compile(r"\bzq\d+\b", re.IGNORECASE)
FREE = ["edit", "edit", "edit", "retell", "submit", "wait", "wait"]
EDITORS = [
    "publish",
    "publish_whole",
    "correct",
    "withdraw",
    "hold",
    "stand_by",
    "embargo",
    "lift",
    "merge",
    "unschedule",
]
EDITORS += ["return", "ready", "look_over", "check"]
SCHEDULED = ["schedule"] * 12  # a third of all
ENDING = {"withdraw", "unschedule", "correct", "merge", "check", "remove"}
UNSHRUNK = (Phase.explicit, Phase.reuse, Phase.generate)  # a seed does not grow simpler by growing smaller
DEEDS = [*FREE, *EDITORS, *SCHEDULED, "restore", "remove", "remove", "publish"]


@settings(max_examples=10, phases=UNSHRUNK, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(12, 28))
def test_no_deed_shows_what_it_should_not_and_none_loses_a_version(clock, seed, length):
    with transaction.atomic():
        Story(clock, random.Random(seed)).run(length)
        transaction.set_rollback(True)


@settings(max_examples=3, phases=UNSHRUNK, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32), st.integers(12, 30))
def test_no_public_address_tells_what_it_should_not(clock, monkeypatch, seed, length):
    monkeypatch.setattr("timeline.views.embeds.drawn", lambda card: repr(card).encode())  # so that it can be read
    with transaction.atomic():
        story = Story(clock, random.Random(seed))
        story.run(length)
        story.read_everything()
        transaction.set_rollback(True)


def people():
    for role, how_often in (("Reporter", 1), ("Editor", 2), ("Chief", 3)):
        user, _made = get_user_model().objects.get_or_create(username=role, defaults={"is_staff": True})
        user.groups.add(Group.objects.get(name=role))
        yield from [user] * how_often


def words(told):
    return {word.lower() for word in WORD.findall(told if isinstance(told, str) else json.dumps(told))}


class Story:
    """A crisis, the people at its desk, and what readers may have been told.

    `allowed` are (moment, words) by entry, `last` the words last published, `seen` what was shown at each moment.
    """

    def __init__(self, clock, chance):
        self.clock, self.chance, self.number = clock, chance, 0
        self.people, self.reports = list(people()), [ReportFactory(), ReportFactory(), ReportFactory()]
        measures = [CountermeasureFactory(steps=[], slug=f"m{n}", by=ActorFactory()) for n in range(2)]
        steps = [StepFactory(countermeasure=measure, accounts=0) for measure in (*measures, measures[0])]
        events = [EventFactory(accounts=0) for _three in range(3)]
        LinkFactory(event=events[0], to=events[1])
        self.entries = [*measures, *steps, *events, PositionFactory(accounts=0)]
        for entry in self.entries:
            self.type(entry)
            self.account(entry)
        self.allowed = {entry.public_id: [] for entry in self.entries}
        self.histories = {entry.public_id: [] for entry in self.entries}
        self.removed, self.gone_words, self.versions, self.seen = set(), set(), {}, {}

    def run(self, length):
        for _each in range(length):
            self.clock.forward(seconds=1)
            self.do(self.chance.choice(DEEDS))
            self.check()
        self.every_version_says_the_same()

    def do(self, deed):
        entry, by = self.chosen(deed), self.chance.choice(self.people)
        entry.refresh_from_db()
        try:
            with transaction.atomic():
                getattr(self, f"do_{deed}")(entry, by)
        except ValidationError:
            return
        except PermissionDenied:
            assert by.username == "Reporter" or (deed == "remove" and by.username == "Editor")
        else:
            assert by.username != "Reporter" or deed in {*FREE, "restore", "check"}
            assert by.username == "Chief" or deed != "remove"

    def chosen(self, deed):
        """What ends is chosen where something is shown, so that there is something to go wrong."""
        found = [one for one in self.entries if self.allowed[one.public_id]] if deed in ENDING else []
        above = [one for one in found if isinstance(one, Countermeasure)]
        return self.chance.choice(above * 2 + found or self.entries)

    # What is typed

    def word(self):
        self.number += 1
        return f"Zq{self.number}"

    def type(self, entry):
        name = {Event: "headline", Countermeasure: "title", Position: "text"}[type(entry)]
        setattr(entry, name, f"{self.word()} words")
        if hasattr(entry, "summary"):
            entry.summary = f"{self.word()} more"
        entry.save()
        keep(entry, by=None)

    def account(self, entry):
        owner = entry._meta.model_name
        return AccountFactory(**{owner: entry}, report=self.chance.choice(self.reports), says=f"{self.word()} it says")

    def do_edit(self, entry, by):
        self.type(entry)

    def do_retell(self, entry, by):
        """An account more, or one that rests on another report by now."""
        account = entry.accounts.first() if self.chance.random() < 0.5 else self.account(entry)
        if account:
            Account.objects.filter(pk=account.pk).update(report=self.chance.choice(self.reports))
        keep(entry, by=by)

    def do_restore(self, entry, by):
        version = self.chance.choice(list(Version.objects.filter(entry=entry.public_id)))
        workflow.take_up(version, by=by)

    # What readers may see

    def showing(self, entry, at=None):
        """The entries that publishing this one shows, with the words each then says."""
        above = getattr(entry, "countermeasure", None)
        return {one.public_id: words(record_of(fresh(one))) for one in (entry, above) if one}

    def allow(self, said, moment):
        for entry, told in said.items():
            newest = Edition.objects.filter(entry=entry).exclude(ended="cancelled").order_by("-pk").first()
            if newest and newest.shown_from >= moment and words(newest.record) == told:
                self.cancel(entry)
                self.allowed[entry].append((moment, told))
                self.histories[entry].append((newest.shown_from, told))

    def cancel(self, entry):
        """What was to come never comes."""
        for book in (self.allowed, self.histories):
            book[entry] = [line for line in book[entry] if line[0] <= self.clock.now]

    def forbid(self, entries):
        for entry in entries:
            self.cancel(entry.public_id)
            self.allowed[entry.public_id] = []

    def do_publish(self, entry, by, at=None, **how):
        said = self.showing(entry)
        publish(entry, by=by, at=at, **how)
        self.allow(said, max(at or self.clock.now, self.clock.now))

    def do_schedule(self, entry, by):
        self.do_publish(entry, by, at=self.clock.now + timedelta(seconds=self.chance.randint(1, 8)))

    def do_correct(self, entry, by):
        self.do_publish(entry, by, change=self.chance.choice(["correction", "clarification", "silent"]), reason="So.")

    def do_publish_whole(self, entry, by):
        measure = self.measure()
        said = self.showing(measure)
        for step in measure.steps.all():
            said |= self.showing(step)
        publish_whole(measure, by=by)
        self.allow(said, self.clock.now)

    def measure(self):
        """Any countermeasure; a deed that has none to be done to is refused."""
        found = [one for one in self.entries if isinstance(one, Countermeasure)]
        if not found:
            raise ValidationError("There is none.")
        return self.chance.choice(found)

    def do_check(self, entry, by):
        measure = self.measure()
        said = self.showing(measure)
        workflow.check_today(measure, by=by)
        self.allow(said, self.clock.now)

    def do_withdraw(self, entry, by):
        withdraw(entry, by=by, reason="Because.")
        self.forbid([entry, *self.steps(entry)])

    def do_hold(self, entry, by):
        report = self.chance.choice(self.reports)
        self.forbid([one for held in hold(report, by=by, reason="Withdrawn.") for one in (held, *self.steps(held))])

    def do_stand_by(self, entry, by):
        stand_by(self.chance.choice(self.reports), by=by)

    def do_embargo(self, entry, by):
        """What rests on the report comes later; its last words stay the last that were published."""
        report, until = self.chance.choice(self.reports), self.clock.now + timedelta(seconds=self.chance.randint(1, 9))
        embargo(report, until, by=by)
        for entry_id, lines in self.allowed.items():
            moved = Edition.objects.filter(entry=entry_id, shown_from=until).exclude(ended="cancelled").exists()
            if lines and moved:
                kept = [line for line in self.histories[entry_id] if line[0] <= self.clock.now]
                self.histories[entry_id] = [*kept, (until, lines[-1][1])]

    def do_lift(self, entry, by):
        lift_embargo(self.chance.choice(self.reports), by=by)

    def do_unschedule(self, entry, by):
        """What was to come never comes; nor do the steps of a countermeasure that readers do not see."""
        unschedule(entry, by=by)
        self.cancel(entry.public_id)
        if not Edition.objects.shown().filter(entry=entry.public_id).exists():
            for step in self.steps(entry):
                self.cancel(step.public_id)

    def do_merge(self, entry, by):
        other = self.chance.choice([one for one in self.entries if type(one) is type(entry)])
        said = words(record_of(fresh(entry))) | words(record_of(fresh(other)))
        waits = [line for one in (entry, other) for line in self.allowed[one.public_id] if line[0] > self.clock.now]
        merge(entry, other, by=by, reason="The same.")
        assert not waits
        self.forbid([entry])
        newest = Edition.objects.of(other).last()
        if newest and newest.shown_from == self.clock.now:
            assert words(newest.record) <= said
            self.allow({other.public_id: words(newest.record)}, self.clock.now)
        self.entries.remove(entry)

    def do_remove(self, entry, by):
        gone = [entry, *self.steps(entry)]
        held = Version.objects.filter(entry__in=[one.public_id for one in gone]).values_list("record", flat=True)
        told = words(list(held)) | {word for one in gone for word in words(record_of(fresh(one)))}
        remove(entry, by=by, ground="Law")
        self.gone_words |= told
        for one in gone:
            self.allowed[one.public_id], self.histories[one.public_id] = [], []
            self.removed.add(one.public_id)
            self.entries.remove(one)
        if not self.entries:
            self.entries.append(EventFactory())
            self.allowed[self.entries[0].public_id], self.histories[self.entries[0].public_id] = [], []

    def do_submit(self, entry, by):
        workflow.submit(entry, by=by)

    def do_return(self, entry, by):
        workflow.send_back(entry, by=by, reason="Look again.")

    def do_ready(self, entry, by):
        workflow.make_ready(entry, by=by)

    def do_look_over(self, entry, by):
        workflow.look_over(entry, by=by)

    def do_wait(self, entry, by):
        self.clock.forward(seconds=self.chance.randint(1, 9))

    def steps(self, entry):
        return list(entry.steps.all()) if isinstance(entry, Countermeasure) else []

    # What must hold after every deed

    def check(self):
        shown = {edition.entry: edition for edition in Edition.objects.shown()}
        for entry, edition in shown.items():
            assert words(edition.record) <= self.may_see(entry)
            assert not edition.parent or edition.parent in shown
            assert not [account for account in edition.record["accounts"] if self.kept_back(account)]
        assert not self.removed & shown.keys()
        self.newest_is_what_was_last_published()
        self.no_version_is_lost()
        self.the_past_stays(shown)

    def may_see(self, entry):
        return {word for moment, told in self.allowed[entry] if moment <= self.clock.now for word in told}

    def newest_is_what_was_last_published(self):
        for entry, lines in self.histories.items():
            rows = Edition.objects.filter(entry=entry).exclude(ended__in=["cancelled", "removed"])
            newest = rows.order_by("-shown_from", "-pk").first()
            assert (words(newest.record) if newest else None) == (lines[-1][1] if lines else None)

    def no_version_is_lost(self):
        """Each number stays, and says the same at the end as when it was first kept."""
        kept = set(Version.objects.values_list("pk", "entry", "number"))
        assert {key for key in self.versions if key[1] not in self.removed} <= kept
        assert not {key for key in kept if key[1] in self.removed}
        assert Sealed.objects.count() == len(self.removed)
        for version in Version.objects.filter(pk__in=[key[0] for key in kept - self.versions.keys()]):
            self.versions[version.pk, version.entry, version.number] = words(version.record)

    def every_version_says_the_same(self):
        kept = {one.pk: words(one.record) for one in Version.objects.all()}
        assert all(kept[key[0]] == said for key, said in self.versions.items() if key[1] not in self.removed)

    def the_past_stays(self, shown):
        self.seen[self.clock.now] = {entry: words(edition.record) for entry, edition in shown.items()}
        for then in self.seen.values():
            for entry in self.removed & then.keys():
                del then[entry]
        for moment in [self.clock.now, *self.chance.sample(sorted(self.seen), 1)]:
            found = {edition.entry: words(edition.record) for edition in Edition.objects.shown(moment)}
            assert found == self.seen[moment]

    def kept_back(self, account):
        """Whether the account rests on a report under embargo, or one its outlet withdrew."""
        report = next(one for one in self.reports if one.public_id == account["report"]["id"])
        report.refresh_from_db()
        return report.withdrawn_on or (report.embargo_until and report.embargo_until > self.clock.now)

    # What readers get

    def read_everything(self):
        now = set().union(*self.seen[self.clock.now].values(), set())
        ever = set().union(*(told for then in self.seen.values() for told in then.values()), set())
        for address in self.addresses_of_now():
            text = read(address)
            old = words(
                " ".join(re.findall(r"""<del.*?</del>|<section[^>]*id="history".*?</section>""", text, re.DOTALL))
            )
            assert words(text) - old <= now and old <= ever, address
        for address in self.addresses_of_then():
            assert words(read(address)) <= ever, address
            assert not words(read(address)) & self.gone_words, address
        for moment in self.chance.sample(sorted(self.seen), min(2, len(self.seen))):
            self.read_as_of(moment)
        self.counts_agree()

    def read_as_of(self, moment):
        """A feed also tells what had gone by then."""
        then = set().union(*self.seen[moment].values(), set())
        before = {word for at, told in self.seen.items() if at <= moment for one in told.values() for word in one}
        asof = moment.isoformat().replace("+00:00", "Z")
        for address in (HOME, f"{HOME}export.json", f"{HOME}export.csv", f"{HOME}embed/", f"{HOME}countermeasures/"):
            assert words(body_of(Client().get(address, {"asof": asof}))) <= then, (address, moment)
        asked = {"asof": asof, "crisis": "harbour-strike"}
        assert words(body_of(Client().get("/api/v1/events", asked))) <= then, moment
        assert words(body_of(Client().get(f"{HOME}feed.atom", {"asof": asof}))) <= before, moment

    def slugs(self):
        shown = Edition.objects.shown()
        slugs = {
            noun: rows.first().slug
            for noun, rows in (("event", shown.events()), ("countermeasure", shown.countermeasures()))
            if rows
        }
        actor = ActorFactory(slug="nobody")
        return slugs | {"actor": actor.slug, "source": self.reports[0].source.slug}

    def addresses_of_now(self):
        past = ("changes/", "live/", "feed.atom", "feed.json", "calendar.ics", "countermeasures/m", "/events/")
        yield from (one for one in of_crisis(**self.slugs()) if not any(part in one for part in past))
        yield from (f"/api/v1/{name}?crisis=harbour-strike" for name in ("events", "countermeasures"))
        yield from ("/api/v1/crises", "/api/v1/sources", "/api/v1/actors", "/sitemap.xml", f"{HOME}?view=table")
        yield f"/oembed?url=http://testserver{HOME}"

    def addresses_of_then(self):
        """Logs, and the addresses of single entries: what was once shown is told there, with when and why it went."""
        yield from (f"{HOME}{name}" for name in ("changes/", "feed.atom", "feed.json", "calendar.ics"))
        yield from (f"{HOME}live/?since=2025-11-28T11:00Z", "/api/v1/changes?crisis=harbour-strike")
        for edition in Edition.objects.all():
            yield f"{HOME}pictures/{edition.public_id}.png"
        for entry in self.allowed:
            yield f"/e/{entry}"
            yield from (f"/api/v1/{noun}s/{entry}" for noun in ("event", "countermeasure"))
        for noun, slug in set(Edition.objects.exclude(noun="position").values_list("noun", "slug")):
            yield f"{HOME}{noun}s/{slug}/"

    def counts_agree(self):
        """As many as are shown, whoever counts them."""
        shown = Edition.objects.shown()
        number = shown.events().count()
        for address in (HOME, f"{HOME}?view=table", f"{HOME}embed/"):
            assert set(re.findall(r'data-count="(\d+)"', read(address))) <= {str(number)}, address
        assert json.loads(read("/api/v1/events?crisis=harbour-strike"))["count"] == number
        exported = json.loads(read(f"{HOME}export.json"))
        assert len(exported["events"]) == number
        assert len(exported["countermeasures"]) == shown.countermeasures().count()
        assert read(f"{HOME}export.csv").count("\n") == number + 1


def read(address):
    return body_of(Client(raise_request_exception=True).get(address, follow=True))
