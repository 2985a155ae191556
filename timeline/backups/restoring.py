"""A backup brought back: all of it, found to be the same as what was written, or nothing."""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.db.models import Model

from timeline import purging
from timeline.batches import batches
from timeline.models import Crisis, Edition, Event, new_id

from .archive import Archive, BackupFault, opened, refuse_other_schema
from .making import stored_pictures
from .rows import BATCH, digest, insert, tables


def restore(path: Path | str, *, replace: bool = False) -> dict[str, Any]:
    """Put what a backup holds in the place of all there is; returns its `about`.

    Raises BackupFault, with nothing changed, if it is damaged, of another schema, or if there is something here and
    `replace` does not say that it may go.
    """
    with opened(path) as archive:
        refuse_other_schema(archive)
        if not replace:
            refuse_overwriting()
        before = addresses()
        with new_pictures_in_place(archive):
            put_rows(archive)
        put_pictures_right(archive)
    ContentType.objects.clear_cache()
    cache.clear()
    purging.purge([purging.EVERYWHERE, *sorted(before | addresses())])
    return archive.about


def addresses() -> set[str]:
    return set(Crisis.objects.values_list("slug", flat=True))


def check(path: Path | str) -> dict[str, Any]:
    """Read a backup to its end, and look whether it could be restored here; returns its `about`."""
    with opened(path) as archive:
        refuse_other_schema(archive)
        return archive.about


def refuse_overwriting() -> None:
    here = {"crises": Crisis.objects, "events": Event.objects, "editions": Edition.objects}
    here |= {"people": get_user_model().objects}
    counts = [f"{rows.count()} {name}" for name, rows in here.items() if rows.exists()]
    if counts:
        raise BackupFault(
            f"There is something here already: {', '.join(counts)}. Nothing was changed; say --replace to have all of "
            "it replaced."
        )


def put_rows(archive: Archive) -> None:
    try:
        with transaction.atomic():
            keep_writers_out()
            clear()
            for name, model in tables().items():
                put_table(model, archive.lines(name))
            connection.check_constraints()
            refuse_if_different(archive)
            reset_sequences()
            tell_caches()
    except DatabaseError as error:
        cause = str(error).partition("\n")[0]
        raise BackupFault(f"The database refuses it: {cause}. Nothing was changed.") from error


def keep_writers_out() -> None:
    """SQLite has one writer; PostgreSQL is asked to. Readers go on reading what was there."""
    if connection.vendor == "postgresql":
        names = ", ".join(connection.ops.quote_name(name) for name in tables())
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {names} IN SHARE ROW EXCLUSIVE MODE")


def clear() -> None:
    """Whoever is logged in is so no longer: the accounts are others now."""
    with connection.cursor() as cursor:
        for name in (*tables(), Session._meta.db_table):
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(name)}")  # noqa: S608


def put_table(model: type[Model], lines: Iterator[Any]) -> None:
    for batch in batches(lines, BATCH):
        insert(model, [json.loads(line) for line in batch])


def refuse_if_different(archive: Archive) -> None:
    for name, model in tables().items():
        told = archive.about["tables"][name]
        if digest(model) != {"rows": told["rows"], "sha256": told["sha256"]}:
            raise BackupFault(f"The table {name} came out different from what was saved. Nothing was changed.")


def reset_sequences() -> None:
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), list(tables().values())):
            cursor.execute(sql)


def tell_caches() -> None:
    """No answer kept from before may be taken for one of now: each crisis begins a new epoch."""
    for crisis in Crisis.objects.all():
        Crisis.objects.filter(pk=crisis.pk).update(epoch=new_id())


@contextmanager
def new_pictures_in_place(archive: Archive) -> Iterator[Any]:
    """The pictures that are missing here, written before the rows that name them; taken away again if those fail."""
    written = []
    try:
        for name in archive.pictures():
            if not default_storage.exists(name):
                written.append(name)
                write_picture(archive, name)
        yield
    except BaseException as error:
        for name in written:
            default_storage.delete(name)
        if isinstance(error, OSError):
            raise BackupFault(f"The pictures cannot be written: {error.strerror}. Nothing was changed.") from error
        raise


def write_picture(archive: Archive, name: str) -> None:
    with archive.picture(name) as stream:
        default_storage.save(name, File(stream))


def put_pictures_right(archive: Archive) -> None:
    """Now that the rows stand: pictures here that are not as they were, and those that are no longer any."""
    for name in stored_pictures():
        told = archive.pictures().get(name)
        if told != sum_of(name):
            default_storage.delete(name)
            if told:
                write_picture(archive, name)


def sum_of(name: str) -> str:
    with default_storage.open(name) as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
