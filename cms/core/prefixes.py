"""Asking of a path whether it lies below one of others, so that no planner makes a comparison of all with all of it."""

from __future__ import annotations

from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Func, QuerySet, Subquery, Value
from django.db.models.functions import Concat
from django.db.models.sql.compiler import SQLCompiler


class StartsWithAny(Func):
    """Whether ``path`` begins with the ``place`` of one of ``objects``: a field of theirs, never null, of paths as
    treebeard makes them, without the signs that LIKE reads.

    The objects are read once in each query, and not once for each row: as a correlated ``EXISTS`` it would be an
    anti-join, which PostgreSQL makes of whole tables where it knows little of them, as after a large import.
    """

    output_field = BooleanField()

    def __init__(self, path: Any, objects: QuerySet[Any] | Any, place: str = "") -> None:
        if isinstance(objects, QuerySet):
            objects = Subquery(objects.order_by().values(prefix=Concat(place, Value("%"))))
        super().__init__(path, objects)

    def as_postgresql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return self._sql(compiler, "{path} LIKE ANY (ARRAY{prefixes})")

    def as_sqlite(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any
    ) -> tuple[str, tuple[Any, ...]]:
        return self._sql(compiler, "EXISTS (SELECT 1 FROM {prefixes} WHERE {path} LIKE prefix)")

    def _sql(self, compiler: SQLCompiler, form: str) -> tuple[str, tuple[Any, ...]]:
        path, path_parameters = compiler.compile(self.source_expressions[0])
        prefixes, prefix_parameters = compiler.compile(self.source_expressions[1])
        in_order = (
            (*path_parameters, *prefix_parameters)
            if form.index("{path}") < form.index("{prefixes}")
            else (*prefix_parameters, *path_parameters)
        )
        return form.format(path=path, prefixes=prefixes), in_order
