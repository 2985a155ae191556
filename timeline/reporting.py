"""Which report an editor means by a link or by words of its headline."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from timeline import searching
from timeline.models import Report, Source
from timeline.naming import Names, named

TRACKING = re.compile(r"utm_.*|fbclid|gclid|mc_[ce]id|ref_src|cmpid|smid", re.IGNORECASE)
SUGGESTED = 300
SHARED_HOSTS = (
    *("x.com", "twitter.com", "facebook.com", "instagram.com", "youtube.com", "youtu.be", "t.me", "threads.net"),
    *("weibo.com", "qq.com", "medium.com", "substack.com", "archive.org", "archive.ph", "google.com"),
)
LINK = re.compile(r"(?:https?:)?//|www\.", re.IGNORECASE)


class Reports:
    """Reports by link or words. `sources` are the Names of all outlets."""

    def __init__(self, sources: Names) -> None:
        self.sources = sources

    def label(self, report: Report) -> str:
        return f"{report.source}: {report.headline or report.url or report.published or report.public_id}"

    def suggestions(self) -> list[str]:
        return list(dict.fromkeys(self.label(report) for report in self.latest[:SUGGESTED]))

    @cached_property
    def latest(self) -> list[Report]:
        return list(Report.objects.select_related("source").order_by("-pk")[:SUGGESTED])

    def find(self, text: str) -> Report | None:
        """The report at that link or with those words, None if the desk has none. Raises ValidationError."""
        if is_link(text):
            return at_link(text)
        known = [report for report in self.latest if self.label(report) == text.strip()]
        return known[0] if len(known) == 1 else self.beginning(text)

    def beginning(self, text: str) -> Report | None:
        patterns = [searching.pattern([token], whole=False) for token in searching.tokens(text)]
        found = [
            report
            for report in Report.objects.select_related("source")
            if patterns and all(pattern in searching.words([self.label(report), report.url]) for pattern in patterns)
        ]
        if len(found) > 1:
            some = "; ".join(self.label(report) for report in found[:3])
            raise ValidationError(_("Several reports have these words: %(some)s. Paste its link.") % {"some": some})
        return found[0] if found else None

    def outlet(self, link: str) -> Source | None:
        """The source whose web host a link names, else the only one with reports at that host, else None."""
        host = host_of(link)
        if is_shared(host):
            return None
        hosts = {source.host.lower().removeprefix("www."): source for source in self.sources.by_label.values()}
        named = next((hosts[part] for part in within(host) if part in hosts), None)
        return named or reported_at(host)


def within(host: str) -> Iterator[str]:
    """A host and those it is part of, nearest first: `japan.kantei.go.jp`, `kantei.go.jp`, `go.jp`, `jp`."""
    while host:
        yield host
        host = host.partition(".")[2]


def reported_at(host: str) -> Source | None:
    """The only source the desk has reports of at a host."""
    ways = Q()
    for start in (f"{scheme}://{www}{host}/" for scheme in ("http", "https") for www in ("", "www.")):
        ways |= Q(reports__url__startswith=start)
    found = list(Source.objects.filter(ways).distinct()[:2])
    return found[0] if len(found) == 1 else None


def is_link(text: str) -> bool:
    return bool(LINK.match(text.strip()))


def cleaned_link(text: str) -> str:
    """The link without what only follows readers about. Raises ValidationError where it is none."""
    text = text.strip()
    text = f"https:{text}" if text.startswith("//") else text if "://" in text else f"https://{text}"
    try:
        parts = urlsplit(text)
        URLValidator(schemes=["http", "https"])(text)
    except (ValueError, ValidationError):
        raise ValidationError(_("That link cannot be read. Copy it from the address bar of the report.")) from None
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not TRACKING.fullmatch(key)]
    query = parts.query if len(kept) == len(pairs) else urlencode(kept)
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path, query, ""))


def at_link(text: str) -> Report | None:
    """The report the desk has at a link, however it was copied."""
    url = cleaned_link(text)
    bare = url.partition("://")[2].rstrip("/")
    spellings = {f"{scheme}://{bare}{end}" for scheme in ("http", "https") for end in ("", "/")}
    return Report.objects.select_related("source").filter(url__in=spellings | {text.strip(), url}).first()


def host_of(link: str) -> str:
    return (urlsplit(cleaned_link(link)).hostname or "").removeprefix("www.")


def own_host(url: str) -> str:
    """The host that tells its outlet; none where many outlets publish on one host."""
    host = host_of(url) if url else ""
    return "" if is_shared(host) else host


def is_shared(host: str) -> bool:
    return any(host == shared or host.endswith(f".{shared}") for shared in SHARED_HOSTS)


def kept_report(new: Report) -> Report:
    """A new report saved, with its outlet; the same one if another field of the form has just saved it."""
    if new.source.pk is None:
        new.source = named(Source, new.source.name, host=own_host(new.url))
    same = (
        Report.objects.filter(url=new.url)
        if new.url
        else Report.objects.filter(source=new.source, url="", headline=new.headline, published=new.published)
    )
    if found := same.first():
        return found
    new.accessed = timezone.localdate()
    new.save()
    return new
