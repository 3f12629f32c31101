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

ModelT = TypeVar("ModelT", bound=Model)

# Both plan with the first values and then for any: as good here, where everything is looked up by a key.
ANY_VALUES = "SET plan_cache_mode = force_generic_plan"


def read_prepared(model: type[ModelT], sql: str, parameters: Sequence[Any]) -> list[ModelT]:
    """As ``model.objects.raw(sql, parameters)``, in a list. ``sql`` is one of a few texts in all."""
    using = model._default_manager.db
    query: Any = _Prepared(sql, using, tuple(parameters))
    return list(RawQuerySet(sql, model=model, query=query, params=tuple(parameters), using=using))


class _Prepared(RawQuery):
    def clone(self, using: str) -> _Prepared:
        return _Prepared(self.sql, using, params=self.params)

    def _execute_query(self) -> None:
        connection = connections[self.using]
        if connection.vendor != "postgresql":
            # The sqlite3 module keeps its statements by itself.
            super()._execute_query()  # type: ignore[misc]
            return
        self.cursor = _server_cursor(connection)
        self.cursor.execute(self.sql, self.params)


def _server_cursor(connection: Any) -> Any:
    """A cursor that sends values beside the text and has it prepared, with Django's wrappers around it."""
    from psycopg import Cursor

    class Preparing(Cursor[Any]):
        def execute(self, query: Any, params: Any = None, **options: Any) -> Any:
            return super().execute(query, params, **{**options, "prepare": True})

    connection.ensure_connection()
    raw = connection.connection
    if raw.prepare_threshold is None:
        raw.prepare_threshold = 0
        raw.execute(ANY_VALUES)
    return connection._prepare_cursor(Preparing(raw))  # noqa: SLF001 - as ``connection.cursor()`` does with its own
