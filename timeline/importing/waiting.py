"""Files that wait, between a trial and the yes to it, in the data folder; whoever comes next clears away old ones."""

from __future__ import annotations

import re
import secrets
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

HOURS = 24
TOKEN = re.compile(r"[0-9a-f]{32}")


def keep(upload: UploadedFile[Any]) -> str:
    """Write an uploaded file where it can wait; returns the token it is found by."""
    clear_away()
    token = secrets.token_hex(16)
    try:
        with (folder() / token).open("wb") as file:
            file.writelines(upload.chunks())
    except OSError:
        drop(token)
        raise
    return token


def waiting(token: str) -> Path | None:
    """The path of a file that waits, None if its time is over."""
    path = path_of(token) if TOKEN.fullmatch(token) else None
    return path if path and path.exists() and not too_old(path) else None


def path_of(token: str) -> Path:
    return folder() / token


def beside(token: str, name: str) -> Path:
    """The path of what stands beside the file: how an import apart is doing."""
    if not TOKEN.fullmatch(token):
        raise ValueError("That is no token of a file that waits.")
    return folder() / f"{token}.{name}"


def drop(token: str) -> None:
    if TOKEN.fullmatch(token):
        for path in folder().glob(f"{token}*"):
            path.unlink(missing_ok=True)


def clear_away() -> None:
    for path in folder().iterdir():
        if too_old(path):
            path.unlink(missing_ok=True)


def too_old(path: Path) -> bool:
    try:
        return path.stat().st_mtime < time.time() - HOURS * 3600
    except FileNotFoundError:  # another process has just cleared it away
        return True


def folder() -> Path:
    path = settings.DATA_DIR / "imports"
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
