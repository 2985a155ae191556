"""Photographs chosen on a form that was not saved yet: kept for a day for whoever chose them, at no address."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

FOLDER = "waiting"
HOURS = 24
MOST = 10  # of one person; the oldest gives way
TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(file: File[bytes], user: User) -> str:
    """Put a file on the shelf; returns the token by which that person finds it again."""
    clear_away(user)
    token = secrets.token_hex(16)
    file.seek(0)
    default_storage.save(path_of(token, user), file)
    return token


def kept(token: str, user: User) -> Any:
    """The file, read; None if it is not there, or is another's."""
    if not TOKEN.fullmatch(token):
        return None
    try:
        with default_storage.open(path_of(token, user)) as file:
            return ContentFile(file.read())
    except FileNotFoundError:
        return None


def drop(token: str, user: User) -> None:
    if TOKEN.fullmatch(token):
        default_storage.delete(path_of(token, user))


def path_of(token: str, user: User) -> str:
    return f"{FOLDER}/{user.pk}-{token}"


def clear_away(user: User) -> None:
    """Throw away what is too old, and of this person what is too much with one more."""
    since = timezone.now() - timedelta(hours=HOURS)
    mine = []
    for path, moment in waiting():
        if moment < since:
            default_storage.delete(path)
        elif path.startswith(f"{FOLDER}/{user.pk}-"):
            mine.append((moment, path))
    for _moment, path in sorted(mine, reverse=True)[MOST - 1 :]:
        default_storage.delete(path)


def waiting() -> Iterator[tuple[str, datetime]]:
    """(path, moment) of every file on the shelf."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return
    for name in names:
        try:
            yield f"{FOLDER}/{name}", default_storage.get_modified_time(f"{FOLDER}/{name}")
        except FileNotFoundError:  # another process has just cleared it away
            continue
