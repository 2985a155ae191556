"""A long file taken in by a process of its own: it goes on when whoever asked closes the browser, and the pages of
readers do not wait for it.

Beside the file that waits stand what was asked (`.asked`), how far it is (`.far`) and how it ended (`.ended`). The
process holds a lock on `.lock` for as long as it lives, so that one that was killed is known at once.
"""

import fcntl
import json
import os
import subprocess
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.utils import translation

from timeline.formats.incoming import FileFault
from timeline.models import Crisis

from . import waiting
from .outcomes import Tally
from .taking import Options, take_in
from .trials import forget_copy, on_a_copy

NICE = 10  # readers come first


@dataclass
class Stand:
    """How an import stands. `ended` is None while it runs, and for ever if it was stopped; then neither `tally` nor
    `fault` (text, line) is there."""

    token: str
    asked: dict[str, Any]
    running: bool
    rows: int = 0
    of: int = 0
    published: int = 0
    tally: Tally | None = None
    fault: FileFault | None = None

    @property
    def options(self) -> Options:
        return Options(**self.asked["options"])

    @property
    def crisis(self) -> Crisis | None:
        return Crisis.objects.filter(pk=self.asked["crisis"]).first()


def begin(token: str, crisis: Crisis, options: Options, *, by: User | None, language: str) -> None:
    """Take in a file that waits, and return at once; `stand` tells the rest. Asked for twice, it is done once."""
    with waiting.beside(token, "lock").open("wb") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for name in ("far", "ended"):
            waiting.beside(token, name).unlink(missing_ok=True)
        asked = {"crisis": crisis.pk, "options": asdict(options), "user": by and by.pk, "language": language}
        write(token, "asked", asked)
        start(token, held.fileno())


def start(token: str, lock: int) -> None:
    """The lock goes on to the process, which gives it up by ending, however it ends."""
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "import_waiting", token]
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, pass_fds=[lock], start_new_session=True)  # noqa: S603
    threading.Thread(target=process.wait, daemon=True).start()


def run(token: str) -> None:
    """What the process does."""
    asked = read(token, "asked")
    os.nice(NICE)
    with translation.override(asked["language"]), on_a_copy(token, wanted=asked["options"]["trial"]):
        write(token, "ended", outcome(token, asked))
    if not asked["options"]["trial"]:
        waiting.path_of(token).unlink(missing_ok=True)


def outcome(token: str, asked: dict[str, Any]) -> dict[str, Any]:
    crisis, by = Crisis.objects.get(pk=asked["crisis"]), get_user_model().objects.get(pk=asked["user"])

    def watch(rows: int, of: int, published: int) -> None:
        write(token, "far", {"rows": rows, "of": of, "published": published})

    try:
        tally = take_in(waiting.path_of(token), crisis, Options(**asked["options"]), by=by, watch=watch)
    except FileFault as fault:
        return {"fault": [fault.text, fault.line]}
    return {"tally": asdict(tally)}


def stand(token: str) -> Stand | None:
    """The Stand of an import, None where nothing is known of it."""
    running = is_running(token)  # before its end is looked for: else it could end unseen in between
    asked = read(token, "asked")
    if asked is None:
        return None
    if not running:
        forget_copy(token)  # of one that was killed
    ended = read(token, "ended") or {}
    found = Stand(token, asked, running and not ended, **(read(token, "far") or {}))
    found.tally = Tally.of(ended["tally"]) if "tally" in ended else None
    found.fault = FileFault(*ended["fault"]) if "fault" in ended else None
    return found


def is_running(token: str) -> bool:
    try:
        with waiting.beside(token, "lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def asked_by(user: User) -> list[Stand]:
    """The imports apart that somebody asked for, the newest first."""
    paths = sorted(waiting.folder().glob("*.asked"), key=lambda path: path.stat().st_mtime, reverse=True)
    found = (stand(path.stem) for path in paths)
    return [one for one in found if one and one.asked["user"] == user.pk]


def write(token: str, name: str, value: Any) -> None:
    """Whoever reads meanwhile reads what was there before, or this."""
    path = waiting.beside(token, name)
    draft = path.with_suffix(f".{name}-draft")
    draft.write_text(json.dumps(value, default=str), encoding="utf-8")
    draft.replace(path)


def read(token: str, name: str) -> Any:
    try:
        return json.loads(waiting.beside(token, name).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
