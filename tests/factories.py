"""Valid things to test with: an event comes with an account; `shown(...)` publishes it."""

import factory
from factory.django import DjangoModelFactory

from timeline import dates
from timeline.models import (
    Account,
    Actor,
    Answer,
    Countermeasure,
    Crisis,
    Event,
    Link,
    Participation,
    Party,
    Point,
    Position,
    Report,
    Response,
    Side,
    Source,
)
from timeline.publishing import publish


class CrisisFactory(DjangoModelFactory):
    class Meta:
        model = Crisis
        django_get_or_create = ["slug"]

    slug = "harbour-strike"
    title = "The harbour strike"
    standfirst = "Dockers and the port authority are in dispute."
    time_zone = "Asia/Tokyo"
    state = Crisis.State.ONGOING


class ActorFactory(DjangoModelFactory):
    class Meta:
        model = Actor

    name = factory.Sequence(lambda n: f"Actor {n}")
    slug = factory.Sequence(lambda n: f"actor-{n}")
    kind = Actor.Kind.STATE


class SideFactory(DjangoModelFactory):
    class Meta:
        model = Side

    crisis = factory.SubFactory(CrisisFactory)
    actor = factory.SubFactory(ActorFactory)
    order = factory.Sequence(int)


class SourceFactory(DjangoModelFactory):
    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Source {n}")
    slug = factory.Sequence(lambda n: f"source-{n}")


class ReportFactory(DjangoModelFactory):
    class Meta:
        model = Report

    source = factory.SubFactory(SourceFactory)
    headline = factory.Sequence(lambda n: f"Report {n}")
    url = factory.Sequence(lambda n: f"https://news.example/{n}")


class AccountFactory(DjangoModelFactory):
    """Of an event, unless a countermeasure or position is given."""

    class Meta:
        model = Account

    report = factory.SubFactory(ReportFactory)
    says = "It took place."


class EventFactory(DjangoModelFactory):
    """`when` takes what an editor types; `actors` a list of actors who act; `accounts=0` leaves the account out."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    class Params:
        when = "2025-11-25"

    crisis = factory.SubFactory(CrisisFactory)
    headline = factory.Sequence(lambda n: f"Event {n}")
    slug = factory.Sequence(lambda n: f"event-{n}")
    edtf = factory.LazyAttribute(lambda made: dates.read(made.when).edtf if made.when else "")

    @factory.post_generation
    def actors(self, create, given):
        for order, actor in enumerate(given or ()):
            Participation.objects.create(event=self, actor=actor, role="acts", order=order)

    @factory.post_generation
    def accounts(self, create, given):
        for _each in range(1 if given is None else given):
            AccountFactory(event=self)


class CountermeasureFactory(DjangoModelFactory):
    """Imposed by a new actor; `steps` are (stage, when) pairs; `answers` events, each with an account of its own."""

    class Meta:
        model = Countermeasure
        skip_postgeneration_save = True

    crisis = factory.SubFactory(CrisisFactory)
    title = factory.Sequence(lambda n: f"Countermeasure {n}")
    slug = factory.Sequence(lambda n: f"countermeasure-{n}")
    measure = Countermeasure.Type.TRADE

    @factory.post_generation
    def by(self, create, given):
        Party.objects.create(countermeasure=self, actor=given or ActorFactory(), part="imposes")

    @factory.post_generation
    def at(self, create, given):
        if given:
            Party.objects.create(countermeasure=self, actor=given, part="aimed-at")

    @factory.post_generation
    def steps(self, create, given):
        for stage, when in given if given is not None else [("announced", "2025-11-19")]:
            StepFactory(countermeasure=self, stage=stage, when=when)

    @factory.post_generation
    def answers(self, create, given):
        for event in given or ():
            account = AccountFactory(countermeasure=self)
            Response.objects.create(countermeasure=self, event=event, account=account)


class StepFactory(EventFactory):
    crisis = factory.SelfAttribute("countermeasure.crisis")
    kind = Event.Kind.STEP
    stage = "announced"


class PointFactory(DjangoModelFactory):
    class Meta:
        model = Point

    label = "What was asked for"


class AnswerFactory(DjangoModelFactory):
    class Meta:
        model = Answer

    text = "Nothing."


class LinkFactory(DjangoModelFactory):
    class Meta:
        model = Link


class PositionFactory(DjangoModelFactory):
    class Meta:
        model = Position
        skip_postgeneration_save = True

    crisis = factory.SubFactory(CrisisFactory)
    actor = factory.SubFactory(ActorFactory)
    text = "It will not move."

    @factory.post_generation
    def accounts(self, create, given):
        for _each in range(1 if given is None else given):
            AccountFactory(position=self)


def shown(entry, **how):
    """Publish an entry, a countermeasure with its steps, and give it back."""
    publish(entry, by=None, **how)
    if isinstance(entry, Countermeasure):
        for step in entry.steps.all():
            publish(step, by=None, **how)
    return entry


def shown_event(**fields):
    return shown(EventFactory(**fields))


def shown_countermeasure(**fields):
    return shown(CountermeasureFactory(**fields))
