"""A backup made while the desk goes on writing: all tables as of one moment, then the pictures."""

import hashlib
import json
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any
from zipfile import ZipFile

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from .archive import ABOUT, CHUNK, FORMAT, PICTURE, PROGRAM, BackupFault, migrations, of_picture, of_table
from .rows import Digest, columns, lines, tables


def back_up(path: Path | str, *, replace: bool = False) -> dict[str, Any]:
    """Write a backup that only its owner can read; returns what it holds, as `about.json` says it.

    Raises BackupFault, leaving nothing behind, where a file stands there already or cannot be written.
    """
    path = Path(path)
    refuse_overwriting(path, replace)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        about = write(draft)
        refuse_overwriting(path, replace)
        put_in_place(draft, path)
    except OSError as error:
        raise BackupFault(f"{path} cannot be written: {error.strerror or error}. Nothing is left of it.") from None
    finally:
        draft.unlink(missing_ok=True)
    return about


def refuse_overwriting(path: Path, replace: bool) -> None:
    if path.exists() and not replace:
        raise BackupFault(f"{path} is there already. Choose another name, or say --replace.")


def put_in_place(draft: Path, path: Path) -> None:
    """The name appears when the whole file is on the disk, not before."""
    draft.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def write(draft: Path) -> dict[str, Any]:
    about = {"program": PROGRAM, "format": FORMAT, "made": timezone.now().isoformat(), "database": connection.vendor}
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as file:
            with snapshot():
                about["migrations"] = migrations()
                about["tables"] = {name: put_table(file, name, model) for name, model in tables().items()}
            about["pictures"] = dict(put_pictures(file))
            file.writestr(ABOUT, json.dumps(about, indent=1))
        out.flush()
        os.fsync(out.fileno())
    return about


@contextmanager
def snapshot() -> Iterator[None]:
    """A transaction that sees one moment and keeps nobody from writing."""
    if connection.vendor == "sqlite":
        with as_reader(), transaction.atomic():
            yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


@contextmanager
def as_reader() -> Iterator[None]:
    """Transactions begin as readers do: as writers, which is the rule here, they would lock the desk out."""
    connection.ensure_connection()
    own: Any = connection  # SQLite's own setting, which the types of databases in general do not know
    mode, own.transaction_mode = own.transaction_mode, "DEFERRED"
    try:
        yield
    finally:
        own.transaction_mode = mode


def put_table(file: ZipFile, name: str, model: type[Model]) -> Any:
    found = Digest()
    with file.open(of_table(name), "w", force_zip64=True) as out:
        for line in lines(model):
            out.write(line.encode() + b"\n")
            found.add(line)
    return {"columns": columns(model)} | found.told


def put_pictures(file: ZipFile) -> Iterator[tuple[str, str]]:
    """The files of pictures, also of those no longer used: a version may bring one back."""
    for name in stored_pictures():
        try:
            with default_storage.open(name) as stream:
                yield name, put_picture(file, name, stream)
        except FileNotFoundError:  # removed for good in the meantime
            continue


def put_picture(file: ZipFile, name: str, stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    with file.open(zipfile.ZipInfo(of_picture(name)), "w") as out:  # compressed already
        while chunk := stream.read(CHUNK):
            found.update(chunk)
            out.write(chunk)
    return found.hexdigest()


def stored_pictures() -> list[str]:
    try:
        _folders, names = default_storage.listdir("")
    except FileNotFoundError:
        return []
    return sorted(name for name in names if PICTURE.fullmatch(name))
