"""An event told in a few lines of safe HTML, for places that show no more than text: feeds, TimelineJS."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from timeline.formats.files import Absolute
from timeline.models import Account
from timeline.reading import Entry, Told
from timeline.wordings import date_words, mark, status_label

from .markdown import html as markdown
from .plain import clean


def told(entry: Entry, absolute: Absolute) -> SafeString:
    """What happened, what it answers or belongs to, and everyone who says so."""
    parts = [
        paragraph(sure(entry)),
        *map(paragraph, clean(entry.summary).split("\n")),
        mark_safe(markdown(entry.body)),  # noqa: S308, made safe by its allow-list
        belongs(entry, absolute),
        answers(entry, absolute),
        *disputes(entry),
        accounts(entry),
        more(entry, absolute),
    ]
    return mark_safe(clean(join(parts)))  # noqa: S308, only ever taken from


def join(parts: Iterable[str]) -> str:
    return format_html_join("", "{}", ((part,) for part in parts if part))


def paragraph(text: str) -> str:
    return format_html("<p>{}</p>", text) if text.strip() else ""


def sure(entry: Entry) -> str:
    """How sure it is, when, and where; a date in a feed stands nowhere else."""
    return " · ".join(filter(None, (str(entry.certainty_label), date_words(entry.when), entry.place)))


def belongs(entry: Entry, absolute: Absolute) -> str:
    if not entry.parent:
        return ""
    title = link(absolute(entry.parent.url), entry.parent.record["title"])
    status = status_label(entry.parent.status, entry.parent.type)
    return format_html("<p>{}: {} ({})</p>", _("Countermeasure"), title, status)


def answers(entry: Entry, absolute: Absolute) -> str:
    titles = [link(absolute(measure.url), measure.record["title"]) for measure in entry.answered_by]
    if not titles:
        return ""
    return format_html("<p>{}: {}</p>", _("Answered by"), format_html_join(mark(", "), "{}", zip(titles)))


def disputes(entry: Entry) -> Iterator[SafeString]:
    for point in entry.disputed_points:
        yield format_html("<p>{}: {}</p>", _("Disputed"), point["label"])


def accounts(entry: Entry) -> SafeString:
    items = format_html_join("", "<li>{}</li>", ((account(one),) for one in entry.accounts))
    return format_html("<ul>{}</ul>", items) if items else SafeString()


def account(one: Told) -> SafeString:
    """Who says it, on what it rests, what it says, in whose words, and where to read it."""
    parts = [format_html("<strong>{}</strong> ({}):", speaker(one), rests_on(one)), one.says]
    if one.quote:
        parts.append(format_html("<q>{}</q>", one.quote))
    parts.append(report(one.report))
    return format_html_join(" ", "{}", ((part,) for part in parts if part))


def speaker(one: Told) -> str:
    return (
        _("{outlet}, relaying {origin}").format(outlet=one.source, origin=one.origin) if one.origin else str(one.source)
    )


def rests_on(one: Told) -> str:
    words = one.attributed_to or str(Account.Attribution(one.attribution).label)
    return f"{words}, {one.speaker}" if one.speaker else words


def report(item: dict[str, Any]) -> SafeString:
    headline = item["headline"].strip() or _("Report")
    return format_html("[{}{}]", link(item["url"], headline), f", {item['published']}" if item["published"] else "")


def more(entry: Entry, absolute: Absolute) -> SafeString:
    return format_html("<p>{}</p>", link(absolute(entry.url), _("Everything recorded of this event")))


def link(url: str, text: str) -> str:
    """A link to a web address; of anything else only the text."""
    if not url.lower().startswith(("http://", "https://")):
        return text
    return format_html('<a href="{}">{}</a>', url, text)
