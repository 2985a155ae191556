"""In what state the public finds a crisis: one question to the database tells whether anything shown may have changed.

What readers of a crisis see depends on its stamp (which every deed raises), on its own row and sides, on the names of
actors and sources, which crises share and which are read live, and on the scheduled editions that have come into view,
which happens without a deed. All of it is read here on every request, in one statement written by hand: the cheapest
answer, 304 or a kept page, costs little more than this.
"""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from timeline import routing
from timeline.models import FOREVER, Crisis
from timeline.prepared import first_row

TOLD = ("SITE_NAME", "SITE_URL", "OPERATOR", "CONTACT_EMAIL", "PRIVACY_NOTE", "EXPORT_LICENCE")
CODE = ("timeline/**/*.py", "timeline/**/*.mo", "templates/**/*", "static/**/*")
# `writes` is counted by a trigger: together with the number and the sum of ids, no change of a row leaves it the same.
ROWS = "(SELECT COUNT(*) || '.' || COALESCE(SUM(id), 0) || '.' || COALESCE(SUM(writes), 0) FROM timeline_{})"
MOMENT = "(SELECT {0}({1}) FROM timeline_edition WHERE crisis_id = crisis.id AND {1} {2} %s)"
STATEMENT = "SELECT {}, {}, id, state, epoch, time_zone, {}, {}, {}, {}, {}, crisis.* {}".format(
    MOMENT.format("MIN", "shown_from", ">"),
    MOMENT.format("MIN", "shown_until", ">"),
    MOMENT.format("MAX", "shown_from", "<="),
    MOMENT.format("MAX", "shown_until", "<="),
    *(ROWS.format(table) for table in ("actor", "source", "side")),
    "FROM timeline_crisis crisis WHERE slug = %s",
)


@dataclass(frozen=True)
class State:
    """`key` changes whenever anything readers can be shown may have changed; `until` is when it next will by itself."""

    key: str
    epoch: str
    crisis: int
    zone: str
    until: datetime

    @property
    def today(self) -> int:
        """The day it is in the crisis's zone, as a day number."""
        return timezone.now().astimezone(ZoneInfo(self.zone)).date().toordinal()


def state_of(slug: str) -> State | None:
    """The state of a crisis now; None if readers see no crisis of that address."""
    connection = routing.reading()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    row = first_row(connection, STATEMENT, [now] * 4 + [slug])
    if row is None:
        return None
    # The moments to come are not part of the key: nothing has changed until one of them has passed.
    *coming, crisis, state, epoch, zone = row[:6]
    if state == Crisis.State.DRAFT:
        return None
    key = digest([program(), row[2:], [getattr(settings, name) for name in TOLD]])
    return State(key, epoch, crisis, zone, min(map(moment, coming)))


def moment(value: str | datetime | None) -> datetime:
    found = parse_datetime(value) if isinstance(value, str) else value
    if found is None:
        return FOREVER
    return found if timezone.is_aware(found) else found.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def program() -> str:
    """Changes with the code, the templates and the static files; a settings change needs a restart as they do."""
    found = {path for pattern in CODE for path in settings.BASE_DIR.glob(pattern) if path.is_file()}
    return digest([(str(path), hashlib.sha256(path.read_bytes()).digest()) for path in sorted(found)])


def digest(parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
