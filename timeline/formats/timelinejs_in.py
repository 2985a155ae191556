"""TimelineJS JSON of every version, read. Versions 1 and 2 and the spreadsheets are first put into the shape of 3."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from timeline.formats.html_in import Prose
from timeline.formats.json_stream import Reader

from .html_in import harmless, link_of, plain, prose
from .incoming import DEEPEST, WIDEST, Cited, FileFault, Place, Row, RowFault, Told, clean, quoted
from .timelinejs_dates import date_of, parts_of

OURS = {"start_date", "end_date", "text", "display_date", "unique_id", "uniqueid"}
EMPTY_SAYS_NOTHING = {"media", "group", "background", "location", "type", "autolink"}
NOTHING: tuple[Any, ...] = ("", None, {})
MOST_LINKS = 40
EXCERPT = 400


def rows_v3(reader: Reader) -> Iterator[Row]:
    """The rows of a file of version 3, and one row of what belongs to the file as a whole."""
    whole: dict[str, Any] = {}
    found = False
    for key in reader.members():
        if key == "events":
            found = True
            for number, (line, item) in enumerate(items_of(reader, key)):
                yield row_of(item, Place(line, f"events[{number}]"))
        else:
            whole[key] = reader.value()
    reader.finish()
    if not found:
        raise FileFault(_("It has no list called “events”."))
    yield from whole_rows(whole)


def rows_old(reader: Reader) -> Iterator[Row]:
    """The rows of a file of version 1 or 2: all of it stands in `timeline`."""
    whole: dict[str, Any] = {}
    about: dict[str, Any] = {}
    found = False
    for key in reader.members():
        if key != "timeline":
            whole[key] = reader.value()
            continue
        for name in reader.members():
            if name == "date":
                found = True
                for number, (line, item) in enumerate(items_of(reader, "timeline.date")):
                    yield old_row(item, Place(line, f"timeline.date[{number}]"))
            else:
                about[name] = reader.value()
    reader.finish()
    if not found:
        raise FileFault(_("It has no list called “timeline.date”."))
    yield from whole_rows(whole | old_whole(about))


def items_of(reader: Reader, path: str) -> Iterator[tuple[int, Any]]:
    if reader.peek() != "[":
        raise FileFault(_("“%(path)s” is not a list.") % {"path": path}, reader.line)
    yield from reader.items()


def whole_rows(whole: dict[str, Any]) -> Iterator[Row]:
    """What a file says of itself, one row; nothing if it says nothing."""
    if "eras" in whole and not isinstance(whole["eras"], list):
        whole["timeline.eras"] = whole.pop("eras")
    if whole := kept(whole):
        title = whole.get("title")
        text = title.get("text") if isinstance(title, dict) else None
        name = plain(str(text.get("headline") or "")) if isinstance(text, dict) else ""
        yield Row(Place(0), {"headline": name}, extra=whole, whole=", ".join(sorted(whole)))


OLD_TITLE = ("headline", "text", "asset")


def old_whole(about: Any) -> dict[str, Any]:
    """What `timeline` says of the whole, as version 3 has it."""
    whole = {f"timeline.{name}": value for name, value in about.items() if name not in (*OLD_TITLE, "era", "eras")}
    if any(about.get(name) for name in OLD_TITLE):
        title = v3_of({name: about[name] for name in OLD_TITLE if name in about})
        whole["title"] = {name: value for name, value in title.items() if name != "start_date"}
    eras = about.get("era") or about.get("eras")
    if isinstance(eras, list) and eras:
        whole["eras"] = [v3_of(item) if isinstance(item, dict) else item for item in eras]
    return whole


def old_row(item: Any, place: Place) -> Any:
    try:
        item = v3_of(item) if isinstance(item, dict) else item
    except RowFault as fault:
        return Row(place, {"headline": plain(str(item.get("headline") or ""))[:300]}, fault=fault)
    return row_of(item, place)


OLD_NAMES = {"asset": "media", "tag": "group", "classname": "classname"}


def v3_of(item: dict[str, Any]) -> dict[str, Any]:
    """An item of version 1 or 2 in the shape of version 3."""
    rest = {
        OLD_NAMES.get(name, name): value
        for name, value in item.items()
        if name not in ("startDate", "endDate", "headline", "text")
    }
    asset = rest.get("media")
    if isinstance(asset, dict) and "media" in asset:
        rest["media"] = {"url" if name == "media" else name: value for name, value in asset.items()}
    text = {name: item[name] for name in ("headline", "text") if item.get(name)}
    found = {"start_date": old_date(item, "startDate"), "text": text}
    if str(item.get("endDate") or "").strip():
        found["end_date"] = old_date(item, "endDate")
    return found | rest


def old_date(item: dict[str, Any], name: str) -> Any:
    value = item.get(name)
    return parts_of(str(value), name) if isinstance(value, str | int) and str(value).strip() else value


def row_of(item: dict[str, Any], place: Place) -> Row:
    """One event of version 3. What is wrong with it stands in its `fault`."""
    row = Row(place)
    try:
        fill(row, item)
    except RowFault as fault:
        row.fault = fault
    return row


def fill(row: Row, item: dict[str, Any]) -> None:
    if not isinstance(item, dict):
        raise RowFault(_("It is no object, but “%(some)s”.") % {"some": quoted(item)})
    text = object_of(item, "text", "text")
    body, media = prose(text_of(text.get("text"), "text.text")), object_of(item, "media", "url")
    shown = MediaSeen(media)
    row.fields["headline"] = headline_of(text, body, shown, row.notes)
    date, start_left, end_left = date_of(item.get("start_date"), item.get("end_date"))
    date["phrase"] = plain(text_of(item.get("display_date"), "display_date"))
    row.fields |= {"date": date} | words_of(body, shown) | place_of(item)
    row.key = clean(text_of(item.get("unique_id") or item.get("uniqueid"), "unique_id")).strip()
    row.group = plain(text_of(item.get("group"), "group"))
    row.told = told_of(row.fields["headline"], text, body, shown)
    row.extra = kept(extra_of(item, text, start_left, end_left))


def object_of(item: dict[str, Any], name: str, alone: str) -> dict[str, Any]:
    """An object of an item; a bare text stands for the one key that matters."""
    value = item.get(name)
    if isinstance(value, str):
        return {alone: value}
    if value is not None and not isinstance(value, dict):
        raise RowFault(_("“%(some)s” is neither text nor an object.") % {"some": quoted(value)}, "", name)
    return value or {}


def text_of(value: Any, path: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool | list | dict):
        raise RowFault(_("“%(some)s” is no text.") % {"some": quoted(value)}, "", path)
    return str(value)


def headline_of(text: dict[str, Any], body: Prose, shown: MediaSeen, notes: list[str]) -> str:
    headline = plain(text_of(text.get("headline"), "text.headline"))
    if headline:
        return headline
    taken = shortened(body.plain.partition("\n")[0] or shown.caption or shown.words, 120)
    if not taken:
        raise RowFault(_("It has neither headline nor text."), _("Give it a headline."), "text.headline")
    notes.append(_("It has no headline: the first words of its text serve."))
    return taken


def shortened(text: str, most: int) -> str:
    """The text cut between words."""
    text = " ".join(text.split())
    if len(text) <= most:
        return text
    cut = text[:most].rpartition(" ")[0]
    return (cut if len(cut) > most // 2 else text[: most - 1]).rstrip(" ,;:.") + "…"


class MediaSeen:
    """The media of an event: a link, or words put where the link belongs."""

    def __init__(self, media: dict[str, Any]) -> None:
        address = text_of(media.get("url") or media.get("media"), "media.url").strip()
        self.link = link_of(address)
        inside = None if self.link or not address else prose(address)
        self.prose = inside if inside and ("<" in address or " " in address) else None
        self.words = self.prose.plain if self.prose else ""
        caption = prose(text_of(media.get("caption"), "media.caption"))
        credit = prose(text_of(media.get("credit"), "media.credit"))
        self.caption, self.credit = (" ".join(some.plain.split()) for some in (caption, credit))
        self.links = (*caption.links, *credit.links, *(inside.links if inside else ()))


def words_of(body: Prose, shown: MediaSeen) -> dict[str, str]:
    """Summary and body: one paragraph of plain words is the summary, anything else the body."""
    markdown = "\n\n".join(part for part in (body.markdown, shown.prose and shown.prose.markdown) if part)
    if body.simple and len(body.plain) <= 600 and not shown.prose:
        return {"summary": body.plain, "body": ""}
    return {"summary": "", "body": markdown}


def place_of(item: dict[str, Any]) -> dict[str, Any]:
    location = item.get("location")
    name = location.get("name") if isinstance(location, dict) else None
    return {"place": plain(name)[:200]} if isinstance(name, str) and name.strip() else {}


def told_of(headline: str, text: dict[str, Any], body: Prose, shown: MediaSeen) -> list[Told]:
    """The file's own account, that of its media, and one for each link."""
    told = [Told(shortened(body.plain or shown.words, EXCERPT) or headline)]
    if shown.link or shown.credit or shown.caption:
        cited = Cited(shown.link, shown.caption[:300], shown.credit[:200])
        told.append(Told(shown.caption or shown_with(shown), shown.credit[:200], cited))
    heading = prose(text_of(text.get("headline"), "text.headline"))
    met = {bare(shown.link)}
    for link, words in (*heading.links, *body.links, *shown.links):
        if bare(link) not in met and link.lower().startswith("http") and len(met) <= MOST_LINKS:
            met.add(bare(link))
            told.append(Told(words or link, cites=Cited(link, words[:300])))
    return told


def bare(link: str) -> str:
    """A link without its place on the page: both lead to one report."""
    return link.partition("#")[0].rstrip("/")


def shown_with(shown: MediaSeen) -> str:
    return _("Shown with it: %(what)s") % {"what": shown.link or shown.credit}


def extra_of(
    item: dict[str, Any], text: dict[str, Any], start_left: dict[str, Any], end_left: dict[str, Any]
) -> dict[str, Any]:
    """What is not ours, in the shape it came."""
    extra = {name: value for name, value in item.items() if name not in OURS}
    for name in EMPTY_SAYS_NOTHING & extra.keys():
        extra[name] = without_empty(extra[name])
        if extra[name] in NOTHING:
            del extra[name]
    parts = {
        "text": {name: value for name, value in text.items() if name not in ("headline", "text")},
        "start_date": start_left,
        "end_date": end_left,
    }
    return extra | {name: value for name, value in parts.items() if value}


def without_empty(value: Any) -> Any:
    return {name: part for name, part in value.items() if part not in NOTHING} if isinstance(value, dict) else value


def kept(extra: dict[str, Any]) -> dict[str, Any]:
    """What is kept beside an entry, made harmless. Raises RowFault if it is out of all proportion."""
    extra = cleaned(extra, 0)
    if len(json.dumps(extra, ensure_ascii=False)) > WIDEST:
        raise RowFault(
            _("Its further keys hold more than %(most)d characters.") % {"most": WIDEST}, _("Take them out.")
        )
    return extra


def cleaned(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise RowFault(_("It is nested more than %(most)d levels deep.") % {"most": DEEPEST})
    if isinstance(value, dict):
        return {clean(str(name))[:200]: cleaned(inner, depth + 1) for name, inner in value.items()}
    if isinstance(value, list):
        return [cleaned(inner, depth + 1) for inner in value]
    return harmless(value) if isinstance(value, str) else value


def made_key(row: Row) -> str:
    """An id for a row whose file gives none: of its date and headline."""
    said = f"{row.fields['date']['edtf']}|{row.fields['date']['time']}|{row.fields['headline'].casefold()}"
    return "~" + hashlib.sha256(said.encode()).hexdigest()[:24]
