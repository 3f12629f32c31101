"""Updating many rows, each with values of its own, in one statement.

``QuerySet.bulk_update`` writes one ``CASE`` with an arm for each row, whose expressions take Django longer to build
than all the rest of the statement takes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.models import Field, Model

# SQLite takes a limited number of values in one statement.
MOST_VALUES = 900


def update_each(objects: Sequence[Model], fields: Sequence[str]) -> None:
    """Write ``fields`` of saved objects of one model: each row gets what its object has. A row that is gone stays gone.

    One statement, on SQLite one for each nine hundred values. Only columns of the model's own table.
    """
    if not objects:
        return
    model = type(objects[0])
    own = {field.name: field for field in model._meta.local_concrete_fields}
    columns = [model._meta.pk, *(own[name] for name in fields)]
    size = len(objects) if connection.vendor == "postgresql" else MOST_VALUES // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(objects), size):
            part = objects[start : start + size]
            cursor.execute(_statement(model, columns, len(part)), _values(part, columns))


def _statement(model: type[Model], columns: Sequence[Any], count: int) -> str:
    quote = connection.ops.quote_name
    table = quote(model._meta.db_table)
    key, *written = [quote(column.column) for column in columns]
    row = f"({', '.join(_placeholder(column) for column in columns)})"
    given = f"given ({', '.join([key, *written])})"
    return (
        f"WITH {given} AS (VALUES {', '.join([row] * count)}) "  # noqa: S608 - names of columns, and placeholders
        f"UPDATE {table} SET {', '.join(f'{name} = given.{name}' for name in written)} "
        f"FROM given WHERE {table}.{key} = given.{key}"
    )


def _placeholder(column: Any) -> str:
    """Cast where the database is strict: it does not guess the types of a list of values by what they are for."""
    if connection.vendor == "postgresql":
        return f"%s::{column.rel_db_type(connection) if column.primary_key else column.db_type(connection)}"
    return "%s"


def _values(objects: Sequence[Model], columns: Sequence[Field[Any, Any]]) -> list[Any]:
    return [
        column.get_db_prep_save(getattr(each, column.attname), connection)
        for each in objects
        for column in columns
    ]
