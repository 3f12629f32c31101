"""Statements that PostgreSQL plans once for each connection, and not each time they are executed.

For SQL that is always the same text and takes longer to plan than to execute. Django binds values on the client's
side, where every execution is another text. (psycopg: "Prepared statements"; a pooler in transaction mode has to know
them, as PgBouncer does from 1.21 on.)
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.db import connections
from django.db.models import Model
from django.db.models.query import RawQuerySet
from django.db.models.sql.query import RawQuery
from psycopg import Cursor

ModelT = TypeVar("ModelT", bound=Model)

# Else each is planned for its values the first five times. Here everything is looked up by a key, whatever the values.
ANY_VALUES = "SET plan_cache_mode = force_generic_plan"


def read_prepared(model: type[ModelT], sql: str, parameters: Sequence[Any]) -> list[ModelT]:
    """As ``model.objects.raw(sql, parameters)``, in a list. ``sql`` is one of a few texts in all."""
    using = model._default_manager.db
    query: Any = _Prepared(sql, using, tuple(parameters))
    return list(RawQuerySet(sql, model=model, query=query, using=using))


def read_rows(sql: str, parameters: Sequence[Any], *, using: str) -> list[tuple[Any, ...]]:
    """The rows as the driver has them, for reads so short that making objects of them would be half the work."""
    connection = connections[using]
    with _server_cursor(connection) if connection.vendor == "postgresql" else connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return list(cursor.fetchall())


class _Prepared(RawQuery):
    def _execute_query(self) -> None:
        connection = connections[self.using]
        if connection.vendor != "postgresql":
            # The sqlite3 module keeps its statements by itself.
            super()._execute_query()  # type: ignore[misc]
            return
        self.cursor = _server_cursor(connection)
        self.cursor.execute(self.sql, self.params)


class _Preparing(Cursor[Any]):
    """Sends values beside the text, and has it prepared."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Any:
        return super().execute(query, params, prepare=True)


def _server_cursor(connection: Any) -> Any:
    """With Django's wrappers around it, which count and translate errors."""
    connection.ensure_connection()
    raw = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 0
        raw.execute(ANY_VALUES)
    return connection._prepare_cursor(_Preparing(raw))  # noqa: SLF001 - as ``connection.cursor()`` does with its own
