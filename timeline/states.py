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

from timeline import routing
from timeline.models import FOREVER, Crisis
from timeline.prepared import first_row

TOLD = ("SITE_NAME", "SITE_URL", "OPERATOR", "CONTACT_EMAIL", "PRIVACY_NOTE", "EXPORT_LICENCE")
CODE = ("timeline/**/*.py", "timeline/**/*.mo", "templates/**/*", "static/**/*")
# `writes` is counted by a trigger: together with the number and the sum of ids, no change of a row leaves it the same.
ROWS = "(SELECT COUNT(*) || '.' || COALESCE(SUM(id), 0) || '.' || COALESCE(SUM(writes), 0) FROM timeline_{})"
# The next moments at which an edition begins and ends: when one of them has passed, the next is another.
NEXT = "(SELECT CAST(MIN({0}) AS TEXT) FROM timeline_edition WHERE crisis_id = crisis.id AND {0} > %s)"
STATEMENT = "SELECT id, state, epoch, time_zone, {}, {}, {}, {}, {}, crisis.* {}".format(
    *(NEXT.format(moment) for moment in ("shown_from", "shown_until")),
    *(ROWS.format(table) for table in ("actor", "source", "side")),
    "FROM timeline_crisis crisis WHERE slug = %s",
)


@dataclass(frozen=True)
class State:
    """`key` changes whenever anything readers can be shown may have changed."""

    key: str
    epoch: str
    crisis: int
    zone: str
    coming: tuple[str | None, ...]  # moments, as the database writes them

    @property
    def today(self) -> int:
        """The day it is in the crisis's zone, as a day number."""
        return timezone.now().astimezone(ZoneInfo(self.zone)).date().toordinal()

    @property
    def until(self) -> datetime:
        """When what readers are shown next changes by itself."""
        return min([moment(text) for text in self.coming if text], default=FOREVER)


def state_of(slug: str) -> State | None:
    """The state of a crisis now; None if readers see no crisis of that address."""
    connection = routing.reading()
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    row = first_row(connection, STATEMENT, [now, now, slug])
    if row is None:
        return None
    crisis, state, epoch, zone, *coming = row[:6]
    if state == Crisis.State.DRAFT:
        return None
    key = digest([program(), row, [getattr(settings, name) for name in TOLD]])
    return State(key, epoch, crisis, zone, tuple(coming))


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if timezone.is_aware(found) else found.replace(tzinfo=UTC)


@lru_cache(maxsize=1)
def program() -> str:
    """Changes with the code, the templates and the static files; a settings change needs a restart as they do."""
    found = {path for pattern in CODE for path in settings.BASE_DIR.glob(pattern) if path.is_file()}
    return digest([(str(path), hashlib.sha256(path.read_bytes()).digest()) for path in sorted(found)])


def digest(parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]
