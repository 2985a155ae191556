"""What a page is about, for programs: schema.org as JSON-LD. It says nothing that the page does not.

A page is a page, not a news article; only what is confirmed is called an event, with a day only where one is known.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from timeline import dates
from timeline.dates import When
from timeline.formats.files import Absolute
from timeline.models import Crisis
from timeline.reading import Entry, Measure, Told

ESCAPED = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})


def text(item: dict[str, Any]) -> str:
    """The item as it may stand in a page: nothing in it can close the element that holds it."""
    return json.dumps({"@context": "https://schema.org", **item}, ensure_ascii=False).translate(ESCAPED)


@dataclass(frozen=True)
class Page:
    """The page that speaks of itself: where it stands, in which language, and who publishes it."""

    address: str
    language: str
    publisher: str
    absolute: Absolute

    def item(self, kind: str, name: str, description: str, **more: Any) -> dict[str, Any]:
        item = {"@type": kind, "name": name, "description": description, "url": self.address}
        return known(item | {"inLanguage": self.language} | more | {"publisher": organisation(self.publisher)})


def timeline_page(
    crisis: Crisis, entries: list[Entry], total: int, page: Page, changed: datetime | None = None
) -> dict[str, Any]:
    """The timeline as a list of pages: those it begins with, and how many there are in all."""
    items = [
        {"@type": "ListItem", "position": place, "url": page.absolute(entry.url), "name": entry.headline}
        for place, entry in enumerate(entries, start=1)
    ]
    return page.item(
        "CollectionPage",
        crisis.title,
        crisis.standfirst,
        dateModified=changed and changed.isoformat(),
        mainEntity={"@type": "ItemList", "numberOfItems": total, "itemListElement": items},
    )


def entry_page(
    shown: Entry | Measure, name: str, description: str, about: dict[str, Any], page: Page, reports: Iterable[Told] = ()
) -> dict[str, Any]:
    """The page of an event or countermeasure: when it was published and changed, what it rests on."""
    crumbs = [crumb(1, shown.crisis.title, page.absolute(shown.crisis.url)), crumb(2, name, page.address)]
    return page.item(
        "WebPage",
        name,
        description,
        datePublished=shown.published.isoformat(),
        dateModified=shown.updated.isoformat(),
        breadcrumb={"@type": "BreadcrumbList", "itemListElement": crumbs},
        about=about,
        citation=[cited(told) for told in reports],
    )


def organisation(name: str) -> dict[str, Any]:
    return {"@type": "Organization", "name": name}


def crumb(place: int, name: str, address: str) -> dict[str, Any]:
    return {"@type": "ListItem", "position": place, "name": name, "item": address}


def event(entry: Entry) -> dict[str, Any]:
    """The event itself, if it is confirmed that it took place; else only what the page speaks of."""
    if entry.certainty != "confirmed":
        return {"@type": "Thing", "name": entry.headline}
    first, last = days(entry.when)
    return known(
        {
            "@type": "Event",
            "name": entry.headline,
            "startDate": first,
            "endDate": last if last != first else None,
            "location": entry.place and {"@type": "Place", "name": entry.place},
        }
    )


def days(when: When) -> tuple[str | None, str | None]:
    """First and last day as ISO, where the date says just these; None where it is only bounded."""
    lasted = when.precision == "days" and "/" in when.edtf
    if (lasted or when.precision in ("day", "time")) and not (when.approximate or when.uncertain):
        return dates.iso(when.first), dates.iso(when.last)
    return None, None


def cited(told: Told) -> dict[str, Any]:
    report = told.report
    return known(
        {
            "@type": "CreativeWork",
            "name": report["headline"] or told.source.name,
            "url": report["url"] if report["url"].lower().startswith(("http://", "https://")) else None,
            "datePublished": report["published"],
            "inLanguage": report["language"],
            "publisher": organisation(told.source.name),
        }
    )


def known(item: dict[str, Any]) -> dict[str, Any]:
    """Without what is not known."""
    return {name: value for name, value in item.items() if value not in (None, "", [], {})}
