"""Files as people bring them, written where a test may find them, and what came of taking them in."""

import json

from timeline.importing import Options, take_in
from timeline.models import Crisis, Event, Source
from timeline.records import fresh, record_of


class Taken:
    """Take files into a crisis; remembers the outcomes of the last."""

    def __init__(self, folder):
        self.folder, self.outcomes = folder, []
        self.crisis = Crisis.objects.create(slug="t", title="T", state="ongoing")
        self.source = Source.objects.create(name="Our sheet", slug="our-sheet")

    def file(self, content, name="file.json", encoding="utf-8"):
        path = self.folder / name
        if isinstance(content, dict | list):
            content = json.dumps(content)
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    def take(self, content, *, name="file.json", encoding="utf-8", by=None, **options):
        self.outcomes = []
        options = {"source": self.source, "name": name} | options
        path = self.file(content, name, encoding)
        return take_in(path, self.crisis, Options(**options), by=by, hear=self.outcomes.append)

    @property
    def results(self):
        return [outcome.result for outcome in self.outcomes]

    @property
    def records(self):
        """Every event as a record, in the order taken in."""
        return [record_of(fresh(event)) for event in Event.objects.filter(crisis=self.crisis).order_by("pk")]

    @property
    def only(self):
        (record,) = self.records
        return record


def slide(headline="A thing happened", year="2011", **more):
    """One event of TimelineJS 3."""
    return {"start_date": {"year": year}, "text": {"headline": headline}} | more


def v3(*slides, **more):
    return {"events": list(slides)} | more


def sheet(*rows, columns="Year,Month,Day,Time,End Year,End Month,End Day,End Time,Display Date,Headline,Text,Media,"
          "Media Credit,Media Caption,Media Thumbnail,Type,Group,Background"):  # fmt: skip
    return "\r\n".join([columns, *rows]) + "\r\n"
