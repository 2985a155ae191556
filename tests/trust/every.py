"""Every address of the site, as the URL resolver has it, filled in with things of one small world."""

import re

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.urls import get_resolver
from django.urls.resolvers import URLResolver

from tests.factories import (
    ActorFactory,
    CountermeasureFactory,
    CrisisFactory,
    EventFactory,
    PositionFactory,
    ReportFactory,
    shown,
)
from timeline import sharing
from timeline.models import Crisis, Edition, Event, Note, Version
from timeline.publishing import remove
from timeline.tellings import keep_telling
from timeline.versions import keep

CRISIS = "harbour-strike"
ROLES = ("Reporter", "Editor", "Chief")


def routes(resolver=None, prefix=""):
    """(route, name) of every pattern, languages left out: they serve the same views."""
    for pattern in (resolver or get_resolver()).url_patterns:
        here = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern, here)
        else:
            yield here, pattern.name


class World:
    """A crisis with one of everything, and somebody of each role. `address(route)` is the route filled in."""

    def __init__(self):
        crisis, actor, report = CrisisFactory(), ActorFactory(slug="china"), ReportFactory(source__slug="reuters")
        event = shown(EventFactory(slug="the-call", headline="The call", crisis=crisis, actors=[actor]))
        measure = shown(CountermeasureFactory(slug="the-ban", crisis=crisis, by=actor, answers=[event]))
        position = shown(PositionFactory(crisis=crisis, actor=actor))
        for entry in (event, measure, position):
            keep(entry, by=None)
        keep_telling(crisis, by=None)
        self.people = {role: self.somebody(role) for role in ROLES}
        self.people["Superuser"] = get_user_model().objects.create_superuser("superuser", password="password")
        other = self.somebody("Reporter", "other")
        things = (event, measure, position, crisis, actor, report, report.source, other, Group.objects.first())
        self.keys = {thing._meta.model_name: thing.pk for thing in things}
        self.event, self.measure, self.crisis = event, measure, crisis
        self.own = self.keys | self.rest()

    def somebody(self, role, name=""):
        made = get_user_model().objects.create_user(name or role.lower(), password="password", is_staff=True)
        made.groups.add(Group.objects.get_or_create(name=role)[0])
        return made

    def rest(self):
        """What routes name otherwise than by a model's key."""
        gone = EventFactory(crisis=self.crisis)
        deleted = keep(gone, by=None, deed=Version.Deed.DELETED).pk
        gone.delete()
        sealed = remove(EventFactory(crisis=self.crisis), by=None, ground="law").pk
        note = Note.objects.create(crisis=self.crisis, text="Call", entry=self.event.public_id).pk
        return {"deleted": deleted, "sealed": sealed, "notes": note, "checked": self.measure.pk}

    def address(self, route):
        filled = re.sub(r"[\^$]", "", route.replace("(?P<app_label>auth|timeline)", "timeline"))
        filled = re.sub(r"\(\?P<url>[^)]*\)", "nothing-here", filled)
        address = "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(self.value(route, found[1])), filled)
        return address + self.question(route)

    def question(self, route):
        """What an address needs in its query to answer at all."""
        if route == "oembed":
            return f"?url=http://testserver/{CRISIS}/"
        return f"?crisis={CRISIS}" if re.fullmatch("api/v1/(?!crises|openapi)[a-z]+", route) else ""

    def value(self, route, name):
        before = route[: route.index(f"{name}>")].rpartition("<")[0].strip("/").split("/")
        if name in ("object_id", "pk", "id"):
            return self.event.pk if "<path:content_type_id>" in route else self.own[before[-1]]
        if name in ("slug", "public_id", "name"):
            return self.named(before[-1], name, route)
        return {"crisis": CRISIS, "number": 1, "token": "none", "content_type_id": content_type()}[name]

    def named(self, before, name, route):
        if name == "public_id":
            return self.measure.public_id if before == "countermeasures" else self.event.public_id
        if before == "picture":
            return sharing.crisis_picture(Crisis.objects.get(pk=self.crisis.pk), "en")
        if before == "pictures" and "crisis" in route:
            return Edition.objects.get(entry=self.event.public_id).public_id
        source = self.event.accounts.get().report.source.slug
        slugs = {"events": "the-call", "countermeasures": "the-ban", "actors": "china", "sources": source}
        return slugs.get(before) or {"waiting": "latest", "mend": CRISIS, "crises": CRISIS}.get(before, "nothing")


def content_type():
    return ContentType.objects.get_for_model(Event).pk
