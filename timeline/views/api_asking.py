"""What a request to the API asks for. Unlike on pages, a key nobody knows is refused: a typing error must not pass."""

from functools import cached_property
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from timeline import dates
from timeline.dates.calendar import ISO_DAY
from timeline.filters import KEYS, NARROWING, Key, Refusal, Refused, TimelineFilter, one_of, read_moment, written
from timeline.models import Crisis
from timeline.reading import Reading
from timeline.recent import place_text, read_place

LIMIT, MOST = 50, 300


def read_crisis(text, _crisis):
    found = Crisis.objects.published().filter(slug=text[:80]).first() if "\x00" not in text else None
    if found is None or found.slug != text:
        raise Refused(gettext_lazy("the address of a crisis, as /api/v1/crises lists them"))
    return found


def read_limit(text, _crisis):
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:5]) <= MOST):
        raise Refused(_("a whole number from 1 to {most}").format(most=MOST))
    return int(text)


def read_name(text, _crisis):
    """Where a list ordered by id or address goes on."""
    if len(text) > 80 or not text.replace("-", "").replace("_", "").isalnum() or not text.isascii():
        raise Refused(_("a link made by this site"))
    return text


DAYS = ("from", "to", "on")
LISTED = {"crisis": Key(read_crisis), "limit": Key(read_limit, default=LIMIT)}
SINCE = {"changed_since": Key(read_moment)}
ASOF = {"asof": KEYS["asof"]}
FILTER = {name: KEYS[name] for name in (*NARROWING, "asof", "view")}
ONE = ASOF | {"on": KEYS["on"]}
NAMES = LISTED | ASOF | {"after": Key(read_name)}
MEASURES = LISTED | FILTER | SINCE | {"on": KEYS["on"], "after": Key(read_name)}
EVERY = LISTED | FILTER | SINCE | {"order": KEYS["order"], "facets": Key(one_of("true")), "after": KEYS["after"]}
CHANGES = LISTED | FILTER | SINCE | {"after": Key(read_place)}


class Asked:
    """The crisis, the filter, and the API's own keys; `refused` holds what was not understood, or is missing."""

    def __init__(self, request, keys, *, needs_crisis=True):
        self.data, self.keys, self.refused = request.GET, keys, []
        self.own = {name: self.read(name) for name in keys if KEYS.get(name) is not keys[name] or not needs_crisis}
        self.refuse_unknown()
        self.refuse_careless()
        if needs_crisis:
            self.look_at(self.own["crisis"] or self.missing())

    def read(self, name):
        texts = [text.strip() for text in self.data.getlist(name) if text.strip()]
        if not texts:
            return self.keys[name].default
        try:
            return self.keys[name].read(texts[-1], None)
        except Refused as refusal:
            self.refused.append(Refusal(name, texts[-1][:200], str(refusal)))
            return None

    def refuse_unknown(self):
        allowed = _("one of the keys: {keys}").format(keys=", ".join(self.keys)) if self.keys else _("no key at all")
        self.refused += [
            Refusal(name[:200], self.data[name][:200], allowed) for name in self.data if name not in self.keys
        ]

    def refuse_careless(self):
        """What pages forgive and programs should hear of: nothing after a key, two values for one, days in words."""
        for name in self.data.keys() & self.keys.keys():
            texts = self.data.getlist(name)
            if name != "q" and not all(text.strip() for text in texts):
                self.refused.append(Refusal(name, "", _("a value")))
            elif len(texts) > 1 and not self.keys[name].many:
                self.refused.append(Refusal(name, texts[0][:200], _("one value")))
            elif name in DAYS and not all(ISO_DAY.fullmatch(text) for text in texts):
                self.refused.append(Refusal(name, texts[-1][:200], _("a day, such as 2025-11-25")))

    def missing(self):
        if not any(one.key == "crisis" for one in self.refused):
            self.refused.append(Refusal("crisis", "", _("the address of a crisis, as /api/v1/crises lists them")))

    def look_at(self, crisis):
        self.crisis = crisis
        if crisis:
            self.search = TimelineFilter(self.data, crisis, keys=[name for name in self.keys if self.shared(name)])
            self.refused += self.search.refused

    def shared(self, name):
        return KEYS.get(name) is self.keys[name]

    @cached_property
    def reading(self):
        on = self.search.value("on")
        return Reading(self.crisis, self.search.moment, dates.day_of(on) if on else None)

    def value(self, name):
        return self.own.get(name) or None

    @property
    def limit(self):
        return self.own["limit"]

    @property
    def since(self):
        return self.value("changed_since")

    def query(self, after=None):
        """The whole question as it stands in an address; `after` is the place to go on from."""
        own = {"crisis": self.crisis.slug, "limit": self.limit, "changed_since": self.since}
        own |= {"facets": self.value("facets"), "after": after or self.here}
        pairs = [*self.search.pairs(without={"after", "view"})]
        pairs += [(name, written(value)) for name, value in own.items() if value and value != self.default(name)]
        return "?" + urlencode(pairs)

    @property
    def here(self):
        after = self.value("after")
        return place_text(after) if isinstance(after, tuple) else after or self.cursor

    @property
    def cursor(self):
        return written(self.search.cursor) if self.search.cursor else None

    def default(self, name):
        return self.keys[name].default if name in self.keys else None
