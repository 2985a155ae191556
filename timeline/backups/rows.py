"""Rows of every table as lines of JSON, alike on both databases, and back."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.db.models import Field, Model

BATCH = 500
AS_TEXT = (Decimal, UUID)
IN_WORDS = (models.DateField, models.TimeField, models.DecimalField, models.UUIDField, models.DurationField)


def tables() -> dict[str, type[Model]]:
    """Every model with a table, by the name of the table. Sessions are left out: a log-in is not worth keeping."""
    kept = (model for model in apps.get_models(include_auto_created=True) if model is not Session)
    return {model._meta.db_table: model for model in kept if model._meta.managed and not model._meta.proxy}


def columns(model: type[Model]) -> list[str]:
    return [field.column or "" for field in model._meta.concrete_fields]


def lines(model: type[Model]) -> Iterator[str]:
    """Each row of a table as a line, in the order of its key."""
    fields = [field.attname for field in model._meta.concrete_fields]
    rows = model._base_manager.order_by("pk").values_list(*fields)
    for row in rows.iterator(chunk_size=BATCH):
        yield json.dumps([plain(value) for value in row], ensure_ascii=False, separators=(",", ":"))


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return b64encode(value).decode()
    return str(value) if isinstance(value, AS_TEXT) else value


class Digest:
    """Counts lines and sums them up, whatever the order of the keys in them: PostgreSQL keeps none."""

    def __init__(self) -> None:
        self.rows, self.sum = 0, hashlib.sha256()

    def add(self, line: str) -> None:
        self.rows += 1
        told = json.dumps(json.loads(line), sort_keys=True, ensure_ascii=True, separators=(",", ":"))
        self.sum.update(told.encode() + b"\n")

    @property
    def told(self) -> dict[str, Any]:
        return {"rows": self.rows, "sha256": self.sum.hexdigest()}


def digest(model: type[Model]) -> Any:
    found = Digest()
    for line in lines(model):
        found.add(line)
    return found.told


def insert(model: type[Model], rows: Any) -> Any:
    """Write rows as they are: nothing is derived, and nothing is set to the present moment."""
    fields = model._meta.concrete_fields
    quote = connection.ops.quote_name
    names, places = ", ".join(quote(name) for name in columns(model)), ", ".join(["%s"] * len(fields))
    sql = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({places})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            sql, [[stored(field, value) for field, value in zip(fields, row, strict=True)] for row in rows]
        )


def stored(field: Field[Any, Any], value: Any) -> Any:
    """What `plain` gave, as the database takes it."""
    if isinstance(field, models.BinaryField) and value is not None:
        value = b64decode(value)
    elif isinstance(field, models.JSONField) and value is None and not field.null:
        value = models.Value(None, models.JSONField())
    elif isinstance(field, IN_WORDS):
        value = field.to_python(value)
    return field.get_db_prep_save(value, connection)
