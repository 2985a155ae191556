"""`make fuzz`: nonsense into everything that takes text, for ten minutes or FUZZ_SECONDS. Every finding becomes a test.

`python -m tests.trust.fuzz [seed]` tries one case again. A case is its number: it gives the same nonsense every time.
"""

import os
import random
import sys
import tempfile
import time
import traceback
from pathlib import Path
from urllib.parse import quote, urlencode

from tests.trust import garbling

DATES = [
    "25/11/2025",
    "week of 24 November 2025",
    "before 25 November 2025",
    "2025-11-25T09:30+09:00",
    "[2025-11-24..2025-11-30]",
]
DATES += [
    "2025年11月25日（火）",
    "ngày 25 tháng 11 năm 2025",
    "early 2025",
    "2025-11~",
    "24–27 November 2025",
    "Y-17E7",
    "202X",
    "44 BC",
]
WORDS = ['"ban on fish" -trade', "Trung Quốc", "水産物 輸入", "end’s", "-“a b”", "C++", "３"]
LANGUAGES = ["ja,en;q=0.5", "zh-Hans-CN", "*;q=0", "vi;q=1.000,en;q=", "en" + ",en" * 50]
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": LANGUAGES,
    "HTTP_IF_NONE_MATCH": ['W/"abc"', '"a", "b"', "*"],
    "HTTP_IF_MODIFIED_SINCE": ["Tue, 25 Nov 2025 09:00:00 GMT"],
    "HTTP_HX_REQUEST": ["true"],
    "HTTP_HX_CURRENT_URL": ["http://testserver/harbour-strike/?q=a"],
    "HTTP_ACCEPT": ["text/html,*/*;q=0.8", "application/json"],
    "HTTP_ACCEPT_ENCODING": ["gzip, br;q=0.5"],
    "HTTP_X_FORWARDED_FOR": ["203.0.113.1, 192.0.2.1"],
    "HTTP_COOKIE": ["desk=abc; desk-csrf=def; django_language=ja"],
    "HTTP_RANGE": ["bytes=0-10"],
    "HTTP_HOST": ["testserver"],
    "CONTENT_LENGTH": ["0", "10"],
}
KNOWN = [
    "china",
    "2025-11-25",
    "2025-11-25T09:00Z",
    "trade",
    "announced",
    "lanes",
    "oldest",
    "1",
    "inside",
    "reuters",
    "e0",
]


class Fuzz:
    """What is tried, on a small world that each case leaves as it was."""

    def __init__(self):
        from django.test import Client
        from django.test.utils import override_settings

        from tests.trust.every import World, routes

        self.world = World()
        self.reader, self.desk = Client(), Client()
        self.desk.force_login(self.world.people["Superuser"])
        self.public = [route for route, _name in routes() if not route.startswith("admin/")]
        self.private = [route for route, name in routes() if route.startswith("admin/") and name != "logout"]
        self.forms, self.folder = {}, Path(tempfile.mkdtemp(prefix="fuzz-"))
        self.files = list(self.as_files())
        override_settings(DATA_DIR=self.folder).enable()

    def as_files(self):
        """Good files of every kind that is taken in."""
        for name in ("export.json", "export.csv", "timelinejs.json", "timelinejs.csv"):
            yield self.reader.get(f"/harbour-strike/{name}").getvalue()
        yield b"Headline;Date;Summary;Acts;Source;Link\nStrike;25/11/2025;Out.;Japan;The Paper;https://n.example/1\n"
        yield b'storyjs_jsonp_data = {"timeline": {"headline": "", "date": [{"startDate": "2011", "headline": "b"}]}};'

    def date(self, chance):
        from timeline import dates

        try:
            when = dates.read(garbling.text(chance, *DATES), day_first=chance.random() < 0.5)
        except dates.DateRefused as refused:
            assert str(refused)
            return
        assert dates.parse_edtf(when.edtf).first <= dates.parse_edtf(when.edtf).last

    def search(self, chance):
        from timeline.models import Edition
        from timeline.searching import Search, words

        typed = garbling.text(chance, *WORDS)
        assert Search(Search(typed).text).terms == Search(typed).terms
        assert len(words([typed])) >= 2
        Edition.objects.filter(Search(typed).conditions()).count()

    def page(self, chance):
        """A public address, its own pieces garbled now and then, with a garbled question and garbled headers."""
        route = chance.choice(self.public)
        address = self.world.address(route).split("?")[0]
        if chance.random() < 0.15:
            address = "/" + quote(garbling.text(chance, address[1:]), safe="/", errors="surrogatepass")
        headers = {name: as_header(garbling.text(chance, *HEADERS[name])) for name in chance.sample(list(HEADERS), 2)}
        method = chance.choice(["get"] * 9 + ["head", "options", "post", "put"])
        self.judge(self.reader.generic(method.upper(), f"{address}?{self.query(chance)}", **headers))

    def query(self, chance):
        from timeline.filters import KEYS

        keys = [
            *KEYS,
            "crisis",
            "limit",
            "cursor",
            "url",
            "format",
            "maxwidth",
            "size",
            "utm_source",
            garbling.text(chance),
        ]
        pairs = [
            (chance.choice(keys), garbling.text(chance, *KNOWN, *DATES, *WORDS))
            for _each in range(chance.randint(0, 4))
        ]
        return urlencode(pairs, errors="surrogatepass")

    def cursor(self, chance):
        """The address of a next page, of lists and of the API, garbled."""
        from timeline.filters import cursor_of
        from timeline.models import Edition

        place = bytes(
            chance.choice(list(Edition.objects.exclude(newest=None).values_list("newest", flat=True)[:5])) or b"x"
        )
        after = garbling.text(chance, cursor_of(place), cursor_of(garbling.octets(chance, place)))
        path = chance.choice(
            ["/harbour-strike/", "/api/v1/events", "/harbour-strike/changes/", "/harbour-strike/live/"]
        )
        query = urlencode(
            {"crisis": "harbour-strike", "after": after, "cursor": after, "since": after}, errors="surrogatepass"
        )
        self.judge(self.reader.get(f"{path}?{query}"))

    def form(self, chance):
        """A form of the desk with some of its fields garbled, and any of its buttons."""
        route = chance.choice(self.private)
        address = self.world.address(route)
        fields = self.fields(address)
        posted = dict(fields.data)
        for name in chance.sample(list(posted), min(len(posted), chance.choice([0, 1, 2, 5]))):
            posted[name] = self.typed(chance, fields.choices.get(name), posted[name])
        if fields.buttons:
            posted[chance.choice([*fields.buttons, "_save", "_publish", "_preview", "_more", "_reading"])] = (
                garbling.text(chance, "1")
            )
        if chance.random() < 0.1:
            posted[clean(garbling.text(chance, "accounts-0-says"))] = "x"
        self.judge(self.desk.post(address, {name: clean(value) for name, value in posted.items()}))

    def typed(self, chance, choices, now):
        if choices and chance.random() < 0.7:
            return chance.choice(choices)
        return garbling.text(chance, now or "x", *DATES, *KNOWN)

    def fields(self, address):
        if address not in self.forms:
            self.forms[address] = garbling.fields_of(self.desk.get(address))
        return self.forms[address]

    def list(self, chance):
        """A page of the desk with a garbled question."""
        keys = [
            "q",
            "o",
            "p",
            "e",
            "all",
            "_changelist_filters",
            "_popup",
            "_to_field",
            "state__exact",
            "crisis",
            "from",
            "to",
        ]
        keys += [
            "term",
            "app_label",
            "model_name",
            "field_name",
            "next",
            "old",
            "new",
            "one",
            "other",
            "page",
            "id__in",
        ]
        pairs = [(chance.choice(keys), garbling.text(chance, "1", "draft", "timeline", "event")) for _each in range(3)]
        address = self.world.address(chance.choice(self.private))
        self.judge(self.desk.get(f"{address}?{urlencode(pairs, errors='surrogatepass')}"))

    def file(self, chance):
        """A file of a good kind, garbled in its bytes or, where it is JSON, in one of its values."""
        import json

        from timeline.formats.incoming import FileFault
        from timeline.formats.shapes import SHAPES
        from timeline.importing import Options, take_in

        content = chance.choice(self.files)
        if content.startswith(b"{") and chance.random() < 0.6:
            content = json.dumps(garbling.data(chance, json.loads(content))).encode()
        else:
            content = garbling.octets(chance, content)
        path = self.folder / "file"
        path.write_bytes(content)
        shape = chance.choice(["", "", "", *SHAPES])
        options = Options(
            shape=shape, source="Fuzz", name="file", trial=chance.random() < 0.5, partial=chance.random() < 0.5
        )
        try:
            take_in(path, self.world.crisis, options)
        except FileFault as fault:
            assert str(fault.text)

    def judge(self, answer):
        answer.getvalue()
        assert answer.status_code < 500 or answer.status_code == 501, answer.status_code

    def case(self, number):
        """Try it, and leave the world as it was. Raises what it finds."""
        from django.db import transaction

        names = ("date", "search", "page", "cursor", "form", "list", "file")
        chance = random.Random(number)
        cookies = self.desk.cookies.copy(), self.reader.cookies.copy()
        with transaction.atomic():
            try:
                getattr(self, names[number % len(names)])(chance)
            finally:
                transaction.set_rollback(True)
                self.desk.cookies, self.reader.cookies = cookies


def clean(text):
    """As a browser or a server would pass it on."""
    return text.encode("utf-8", "replace").decode().replace("\n", " ").replace("\r", " ")


def as_header(text):
    """As a server hands it on: one character for each byte."""
    return clean(text).encode().decode("latin-1")


def main():
    import logging

    import django
    from django.db import connection, transaction
    from django.test.utils import setup_databases, setup_test_environment, teardown_databases

    django.setup()
    logging.disable()
    setup_test_environment()
    made = setup_databases(verbosity=0, interactive=False)
    try:
        with transaction.atomic():
            fuzz = Fuzz()
            found = again(fuzz, int(sys.argv[1])) if sys.argv[1:] else whole(fuzz, connection.vendor)
            transaction.set_rollback(True)
    finally:
        teardown_databases(made, verbosity=0)
    sys.exit(bool(found))


def again(fuzz, number):
    fuzz.case(number)


def whole(fuzz, vendor):
    """Cases from a number nobody knows, until the time is over; how many failed."""
    begun, number, found = time.monotonic(), random.SystemRandom().randrange(10**12), {}
    seconds, tried = float(os.environ.get("FUZZ_SECONDS", "600")), 0
    print(f"Cases from {number} on, for {seconds:.0f} s, on {vendor}.", flush=True)
    while time.monotonic() - begun < seconds:
        try:
            fuzz.case(number + tried)
        except Exception as error:
            kind = f"{type(error).__name__}: {traceback.extract_tb(error.__traceback__)[-1]}"
            if kind not in found:
                print(f"\nCase {number + tried}:\n{traceback.format_exc()[-3000:]}", flush=True)
            found[kind] = found.get(kind, 0) + 1
        tried += 1
    print(f"{tried} cases tried; {sum(found.values())} failed, in {len(found)} ways.")
    return len(found)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    main()
