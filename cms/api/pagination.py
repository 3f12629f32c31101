"""Wagtail's ``limit`` and ``offset``, and ``limit`` and ``cursor``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from cms.api import cursors
from cms.api.nearest import BadRequest
from cms.api.parameters import whole_number

DEFAULT_LIMIT = 20
# Beyond any list there is; further would be a number the database can't add to a limit.
FURTHEST = 2**31 - 1


@dataclass(frozen=True)
class Part:
    """One page of a list. ``rows``: sliced, not fetched yet. ``total_count``: of the whole list; None where a cursor
    goes through it. ``next_cursor``: where the next page of it begins; None where nothing follows.
    """

    total_count: int | None
    rows: Any
    next_cursor: str | None = None


def limit_of(parameters: Mapping[str, str], *, default: int = DEFAULT_LIMIT) -> int:
    """How many rows are asked for; so many where nothing is said."""
    most = settings.WAGTAILAPI_LIMIT_MAX or FURTHEST
    limit = whole_number(parameters.get("limit", str(min(default, most))), name="limit")
    if limit > most:
        raise BadRequest(f"limit cannot be higher than {most}")
    return limit


def part_of(queryset: Any, parameters: Mapping[str, str]) -> Part:
    """The part of a queryset or of search results that ``limit`` and ``offset`` ask for; counts the whole."""
    asked = slice_of(parameters)
    return Part(queryset.count(), queryset[asked])


def slice_of(parameters: Mapping[str, str]) -> slice:
    """The rows that ``limit`` and ``offset`` ask for."""
    offset = whole_number(parameters.get("offset", "0"), name="offset")
    limit = limit_of(parameters)
    if offset > FURTHEST:
        raise BadRequest(f"offset cannot be higher than {FURTHEST}")
    return slice(offset, offset + limit)


def part_after(queryset: Any, parameters: Mapping[str, str]) -> Part:
    """The part that ``cursor`` and ``limit`` ask for; counts nothing."""
    for name in ("offset", "search"):
        if name in parameters:
            raise BadRequest(f"cursor can't be used with {name}", f"Leave out one of cursor and {name}.")
    order, limit = parameters.get("order", cursors.BY_ID), limit_of(parameters)
    name, _ = cursors.order_of(order)
    rows = list(cursors.after(queryset.only("pk", name), parameters["cursor"], order)[: limit + 1])
    shown = rows[:limit]
    if len(rows) <= limit or not shown:
        return Part(None, shown)
    value = None if name == cursors.BY_ID else getattr(shown[-1], shown[-1]._meta.get_field(name).attname)
    return Part(None, shown, cursors.cursor_of(cursors.Row(value, shown[-1].pk), order))
