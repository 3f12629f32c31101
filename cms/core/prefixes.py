"""Asking of a path whether it lies below one of others, so that no planner makes a comparison of all with all of it."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler


class StartsWithAny(Func):
    """Whether ``path`` begins with the ``place`` of one of ``objects``, of those that have one.

    Both are fields of paths as treebeard makes them, without the signs that LIKE reads.

    The objects are read once in each query, and not once for each row: as a correlated ``EXISTS`` it would be an
    anti-join, which PostgreSQL makes of whole tables where it knows little of them, as after a large import.
    """

    output_field = BooleanField()

    def __init__(self, path: str, objects: QuerySet[Any], place: str) -> None:
        # Without one, the prefix would be "%", which everything begins with.
        placed = objects.filter(**{f"{place}__isnull": False}).order_by()
        super().__init__(path, Subquery(placed.values(prefix=Concat(place, Value("%")))))

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (path, path_values), (prefixes, prefix_values) = map(compiler.compile, self.source_expressions)
        return f"{path} LIKE ANY (ARRAY{prefixes})", (*path_values, *prefix_values)

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        (path, path_values), (prefixes, prefix_values) = map(compiler.compile, self.source_expressions)
        sql = f"EXISTS (SELECT 1 FROM {prefixes} WHERE {path} LIKE prefix)"  # noqa: S608 - both come from the compiler
        return sql, (*prefix_values, *path_values)
