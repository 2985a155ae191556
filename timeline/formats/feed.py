"""What Atom and JSON Feed have in common: the same items, with ids that no change of host touches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from timeline.formats.files import Absolute
from timeline.models import Edition, Noun
from timeline.reading import Entry, Reading
from timeline.recent import Change

from .plain import clean, one_line, urn
from .prose import told


@dataclass
class Item:
    id: str
    title: str
    url: str
    html: str
    published: datetime
    updated: datetime
    language: str = ""
    tags: list[str] = field(default_factory=list)


def items(news: Iterable[Entry | Change], reading: Reading, absolute: Absolute) -> list[Item]:
    return [of_entry(one, absolute) if isinstance(one, Entry) else of_change(one, reading, absolute) for one in news]


def of_entry(entry: Entry, absolute: Absolute) -> Item:
    return Item(
        id=urn(entry.id),
        title=one_line(entry.headline),
        url=absolute(entry.url),
        html=told(entry, absolute),
        published=entry.published,
        updated=entry.updated,
        language=entry.language,
        tags=tags(entry),
    )


def tags(entry: Entry) -> list[str]:
    """Its kind, and who takes part."""
    labels = [str(entry.kind_label), *(name.name for name, _role in entry.actors)]
    return list(dict.fromkeys(filter(None, map(one_line, labels))))


TITLES: dict[str, Callable[[str], str]] = {
    Edition.Change.CORRECTION: lambda headline: _("Correction: {headline}").format(headline=headline),
    Edition.Change.CLARIFICATION: lambda headline: _("Clarification: {headline}").format(headline=headline),
    Edition.Ended.WITHDRAWN: lambda headline: _("Withdrawn: {headline}").format(headline=headline),
    Edition.Ended.HELD: lambda headline: _("Held back: {headline}").format(headline=headline),
    Edition.Ended.MERGED: lambda headline: _("Merged into another entry: {headline}").format(headline=headline),
    Edition.Ended.REMOVED: lambda _headline: _("Removed"),
}


def of_change(change: Change, reading: Reading, absolute: Absolute) -> Item:
    """A correction or withdrawal: an item of its own, because programs show an old item only once.

    What was removed takes the place of the entry itself, so that its text goes from where it was kept.
    """
    removed = change.kind == Edition.Ended.REMOVED
    return Item(
        id=urn(change.edition.entry) if removed else urn(change.edition.public_id, change.kind),
        title=TITLES[change.kind](one_line(change.headline)),
        url=absolute(address(change, reading)),
        html=format_html("<p>{}</p>", clean(change.reason)),
        published=change.at,
        updated=change.at,
    )


def address(change: Change, reading: Reading) -> str:
    """The short permanent address, which leads to the entry or says why it is gone; of what has none, the crisis."""
    if change.edition.noun == Noun.EVENT:
        return reverse("short", args=[change.edition.entry])
    return str(reading.crisis.url)
