"""The file of a backup: a ZIP of tables as lines of JSON, of pictures, and of `about.json`, which sums them up."""

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import ZipFile

from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from .rows import Digest, columns, tables

FORMAT, PROGRAM = 1, "crisis-timeline"
ABOUT = "about.json"
PICTURE = re.compile(r"[0-9a-z]{12}-[0-9]{1,5}\.webp")
CHUNK = 1 << 20


class BackupFault(Exception):
    """A backup cannot be made or brought back; the text is a sentence with the cause and what to do."""


def of_table(name: str) -> str:
    return f"tables/{name}.jsonl"


def of_picture(name: str) -> str:
    return f"pictures/{name}"


def migrations() -> list[str]:
    """The names of the migrations that the database has."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


class Archive:
    """A backup that has been opened and found whole: every line and picture is what `about` says."""

    def __init__(self, path: Path | str, file: ZipFile, about: dict[str, Any]) -> None:
        self.path, self.file, self.about = path, file, about

    def lines(self, table: str) -> Iterator[str]:
        with self.file.open(of_table(table)) as stream:
            for line in stream:
                yield line.decode()

    def pictures(self) -> dict[str, str]:
        pictures: dict[str, str] = self.about["pictures"]
        return pictures

    def picture(self, name: str) -> Any:
        return self.file.open(of_picture(name))


@contextmanager
def opened(path: Path | str) -> Iterator[Archive]:
    """The Archive at a path, read to its end first. Raises BackupFault for one that is damaged or no backup."""
    try:
        with zipfile.ZipFile(path) as file:
            archive = Archive(path, file, about(file, path))
            refuse_damaged(archive)
            yield archive
    except FileNotFoundError:
        raise BackupFault(f"There is no file {path}.") from None
    except OSError as error:
        raise BackupFault(f"{path} cannot be read: {error.strerror or error}.") from None
    except zipfile.BadZipFile:
        raise damaged(path, "it is no whole archive; it may have been cut off") from None


def about(file: ZipFile, path: Path | str) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(file.read(ABOUT))
        known = found["program"] == PROGRAM
    except (KeyError, TypeError, ValueError, zlib.error, EOFError):
        raise damaged(path, f"{ABOUT} is missing or unreadable; is it a backup of this program?") from None
    if not known or found["format"] != FORMAT:
        raise BackupFault(f"{path} was made by another program, or by a later one than this.")
    return found


def refuse_damaged(archive: Archive) -> None:
    for name, told in archive.about["tables"].items():
        found = Digest()
        with whole(archive.path, of_table(name)):
            for line in archive.lines(name):
                found.add(line)
        if found.told != {"rows": told["rows"], "sha256": told["sha256"]}:
            raise damaged(archive.path, f"{of_table(name)} is not what was written")
    for name, told in archive.pictures().items():
        if not PICTURE.fullmatch(name):
            raise damaged(archive.path, f"“{name}” is no name of a picture")
        with whole(archive.path, of_picture(name)), archive.picture(name) as stream:
            sum_now = hashlib.file_digest(stream, "sha256").hexdigest()
        if sum_now != told:
            raise damaged(archive.path, f"{of_picture(name)} is not what was written")


@contextmanager
def whole(path: Path | str, member: str) -> Iterator[Any]:
    try:
        yield
    except (KeyError, ValueError, EOFError, zlib.error, zipfile.BadZipFile):
        raise damaged(path, f"{member} cannot be read") from None


def damaged(path: Path | str, cause: str) -> BackupFault:
    return BackupFault(f"{path} is damaged: {cause}. Nothing was changed. Take another backup.")


def refuse_other_schema(archive: Archive) -> None:
    """A backup goes back into the program that made it, or one with the same tables."""
    theirs, ours = set(archive.about["migrations"]), set(migrations())
    if theirs - ours:
        names = ", ".join(sorted(theirs - ours))
        raise BackupFault(
            f"{archive.path} was made by a later program: this database lacks {names}. Install that program and run "
            "manage.py migrate, then restore. Nothing was changed."
        )
    if ours - theirs:
        names = ", ".join(sorted(ours - theirs))
        raise BackupFault(
            f"{archive.path} was made by an earlier program: it lacks {names}. Install that program with an empty "
            "database, restore there, then install this one and run manage.py migrate. Nothing was changed."
        )
    here = {name: columns(model) for name, model in tables().items()}
    if here != {name: told["columns"] for name, told in archive.about["tables"].items()}:
        raise BackupFault(f"{archive.path} has other tables than this program. Nothing was changed.")
