"""The desk's actors, outlets and reports, as rows of a file name them; missing outlets and reports are made."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from timeline.formats.incoming import Cited, RowFault, quoted
from timeline.models import Actor, Crisis, Edition, Event, Report, Source
from timeline.naming import free_slug, reserved, short
from timeline.reporting import cleaned_link, host_of, own_host
from timeline.searching import fold


class Actors:
    """Actors by address or name; names are many times asked for and few."""

    def __init__(self) -> None:
        self.by_name: dict[str, Actor] = {}
        self.by_slug: dict[str, Actor] = {}
        self.keys: dict[str, int] = {}
        for actor in Actor.objects.all():
            self.keep(actor)

    def keep(self, actor: Actor) -> None:
        self.by_slug[actor.slug] = self.by_name[folded(actor.name)] = actor
        self.keys[actor.public_id] = actor.pk

    def find(self, name: str) -> Actor | None:
        return self.by_slug.get(name) or self.by_name.get(folded(name))

    def needed(self, name: str) -> Actor:
        actor = self.find(name)
        if actor is None:
            cause = _("The desk has no actor “%(name)s”.") % {"name": quoted(name)}
            raise RowFault(cause, _("Add it under Actors first, or correct the name."), "actors")
        return actor


class Outlets:
    """Sources by name or web host."""

    def __init__(self) -> None:
        self.by_name: dict[str, Source] = {}
        self.by_host: dict[str, Source] = {}
        for source in Source.objects.all():
            self.keep(source)

    def keep(self, source: Source) -> Source:
        self.by_name[folded(source.name)] = source
        if source.host:
            self.by_host[source.host.lower().removeprefix("www.")] = source
        return source

    def of(self, cited: Cited) -> Source:
        """The source of a cited report: the name it gives, else whoever has that host, else one named by the host."""
        if cited.outlet:
            return self.named(cited.outlet)
        host = host_of(cited.url)
        return self.with_host(host) or self.named(host, host=own_host(cited.url))

    def named(self, name: str, **fields: Any) -> Source:
        name = name[:200]
        found = self.by_name.get(folded(name))
        return found or self.keep(made_source(name, **fields))

    def with_host(self, host: str) -> Source | None:
        while host and host not in self.by_host:
            host = host.partition(".")[2]
        return self.by_host.get(host) if host else None


def made_source(name: str, **fields: Any) -> Source:
    slug = free_slug(Source.objects.all(), name.replace(".", " "))
    fields = {"kind": Source.Kind.OTHER, "slug": slug} | fields
    return Source.objects.create(name=name, **fields)


class Reports:
    """The reports that the rows of a batch cite, found or made in a few queries."""

    def __init__(self, outlets: Outlets) -> None:
        self.outlets = outlets
        self.without_link: dict[tuple[int, str], Report] = {}
        self.found: dict[str, Report] = {}

    def prepare(self, cited: list[Cited]) -> None:
        """Look up, and make, every report of a batch; `of` then gives each."""
        self.found = {}
        links = {one.url: known_link(one.url) for one in cited if one.url}
        stored = self.stored(set(links.values()) - {""})
        for one in cited:
            link = links.get(one.url, "")
            if one.key in self.found:
                continue
            if link:
                report = next((stored[way] for way in spellings(link) if way in stored), None)
                if report is None:
                    report = stored[link] = self.made(one, link)
                self.found[one.key] = report
            else:
                self.found[one.key] = self.at_no_link(one)
        fresh = {id(report): report for report in self.found.values() if report.pk is None}
        Report.objects.bulk_create(fresh.values())

    def of(self, cited: Cited) -> Report:
        return self.found[cited.key]

    def stored(self, links: set[str]) -> dict[str, Report]:
        ways = {way for link in links for way in spellings(link)}
        return {report.url: report for report in Report.objects.select_related("source").filter(url__in=ways)}

    def made(self, cited: Cited, link: str = "") -> Report:
        return Report(
            source=self.outlets.of(cited), url=link, headline=cited.headline[:300], accessed=timezone.localdate()
        )

    def at_no_link(self, cited: Cited) -> Report:
        """A report known by outlet and headline alone; what could not be kept as a link is its headline."""
        headline = cited.headline or cited.url
        source = self.outlets.named(cited.outlet or headline)
        key = (source.pk, headline[:300])
        if key not in self.without_link:
            same = (
                Report.objects.select_related("source").filter(source=source, url="", headline=headline[:300]).first()
            )
            self.without_link[key] = same or Report(
                source=source, headline=headline[:300], accessed=timezone.localdate()
            )
        return self.without_link[key]


def known_link(url: str) -> str:
    """The link as the desk keeps links, "" for one that cannot be kept."""
    try:
        link = cleaned_link(url)
        Report._meta.get_field("url").run_validators(link)
    except ValidationError:
        return ""
    return link


def spellings(link: str) -> list[str]:
    bare = link.partition("://")[2].rstrip("/")
    return [link, *(f"{scheme}://{bare}{end}" for scheme in ("https", "http") for end in ("", "/"))]


class Addresses:
    """Free addresses for new events of a crisis: those in use, now or once, are fetched once."""

    def __init__(self, crisis: Crisis) -> None:
        self.taken = dict(Event.objects.filter(crisis=crisis).values_list("slug", "public_id").iterator())
        once = Edition.objects.filter(crisis=crisis, noun="event").values_list("slug", "entry").distinct()
        self.taken |= {slug: entry for slug, entry in once.iterator() if slug and slug not in self.taken}
        self.numbers: dict[str, int] = {}

    def free(self, text: str, public_id: str) -> str:
        """An address made from a headline."""
        base = short(slugify(fold(text))) or public_id
        number = self.numbers.get(base, 1)
        slug = base if number == 1 else f"{base}-{number}"
        while slug in self.taken or reserved(slug):
            number += 1
            slug = f"{base}-{number}"
        self.numbers[base] = number
        self.taken[slug] = public_id
        return slug

    def keep(self, slug: str, public_id: str) -> bool:
        """Whether the entry may have that address; it is then its own."""
        if self.taken.get(slug, public_id) != public_id or not slug or reserved(slug):
            return False
        self.taken[slug] = public_id
        return True


def folded(name: str) -> str:
    return " ".join(fold(name).lower().split())
