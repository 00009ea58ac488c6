"""The rows of a database as lines of JSON, alike for SQLite and PostgreSQL, and lines back into rows.

What a table looks like is asked of the migrations that the database has had, not of today's program: so a backup of an older database is
read into tables as they were then, and the migrations since are run on them.
"""

import base64
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.core.management.color import no_style
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.models import Model

from stocktake.errors import DataError
from stocktake_web.database import in_plain_words

Migration = tuple[str, str]

AT_ONCE: Final = 500
"""Rows read and written together; the longest texts of documents are some megabytes each."""


def migrations_had() -> list[Migration]:
    """Return the migrations that the open database has had, by name."""
    loader = MigrationLoader(connection)
    return sorted(key for key in loader.applied_migrations if key in loader.disk_migrations)


def tables(had: Sequence[Migration]) -> list[type[Model]]:
    """Return the tables that a database with these migrations has, by name."""
    loader = MigrationLoader(connection)
    _require_known(loader, had)
    apps = loader.project_state(list(had)).apps
    return sorted(apps.get_models(include_auto_created=True), key=name_of)


def name_of(table: type[Model]) -> str:
    """Return the name a table goes by in a backup."""
    return str(table._meta.label_lower)


def lines(table: type[Model]) -> Iterator[bytes]:
    """Yield each row as a line of JSON, in the order of the key; values by name of column."""
    fields = table._meta.concrete_fields
    names = [field.attname for field in fields]
    rows = table._base_manager.order_by("pk").values_list(*names)
    with in_plain_words():
        for row in rows.iterator(chunk_size=AT_ONCE):
            yield json.dumps(dict(zip(names, row, strict=True)), ensure_ascii=False, default=_plain).encode() + b"\n"


def _plain(value: Any) -> Any:
    """Return what JSON has no word for as text; the kind of the column says what it was."""
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, (bytes, memoryview)):
        return base64.b64encode(value).decode()
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be put into a backup yet: add it to dump._plain")


def make_as_of(had: Sequence[Migration]) -> None:
    """Make the tables of a database that has had these migrations, empty."""
    executor = MigrationExecutor(connection)
    _require_known(executor.loader, had)
    executor.migrate([node for node in had if not _is_followed(executor, node, had)])
    for table in tables(had):
        table._base_manager.all().delete()  # what a migration put in stands in the backup too, as it was then


def _require_known(loader: MigrationLoader, had: Collection[Migration]) -> None:
    if unknown := sorted(set(had) - set(loader.disk_migrations)):
        raise DataError(
            f"the backup is of a newer stocktake (it has had {'.'.join(unknown[0])}, unknown here): install that version"
        )


def _is_followed(executor: MigrationExecutor, node: Migration, had: Collection[Migration]) -> bool:
    """Return whether another of the migrations builds on this one, in the same app: then it is not the latest."""
    children = {child.key for child in executor.loader.graph.node_map[node].children}
    return any(child in had and child[0] == node[0] for child in children)


def fill(table: type[Model], found: Iterable[bytes]) -> int:
    """Write lines back as rows, keys included, and return how many; foreign keys are looked at when the transaction ends."""
    fields = table._meta.concrete_fields
    count, batch = 0, []
    for line in found:
        values = json.loads(line)
        batch.append(table(**{field.attname: field.to_python(values[field.attname]) for field in fields}))
        if len(batch) == AT_ONCE:
            count, batch = count + _write(table, batch), []
    return count + _write(table, batch)


def _write(table: type[Model], batch: list[Model]) -> int:
    fields = table._meta.concrete_fields
    size = connection.ops.bulk_batch_size(fields, batch) or 1
    for first in range(0, len(batch), size):
        table._base_manager._insert(
            batch[first : first + size], fields=fields, using=connection.alias, raw=True
        )  # as it was: no time of now
    return len(batch)


def count_on(found: Sequence[type[Model]]) -> None:
    """Let the database number new rows after those that were written with their numbers."""
    statements = connection.ops.sequence_reset_sql(no_style(), found)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
