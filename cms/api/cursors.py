"""Paging by keyset: a page of a list begins after the last row of the one before, wherever that stands.

Whatever is published or taken away meanwhile, no row comes twice and none is left out, and the thousandth page costs
what the first costs, where ``offset`` counts off all rows before it.
"""

from __future__ import annotations

import base64
import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Q, QuerySet

from cms.api.nearest import BadRequest
from cms.api.parameters import LARGEST

BEGINNING = ""
BY_ID = "id"
HINT = "Take it from meta.next_cursor of the answer before, with the same order; cursor= begins."


@dataclass(frozen=True)
class Row:
    """The last row of a page of the list: its value of the column that is sorted by, and its id."""

    value: Any
    pk: int


def order_of(text: str) -> tuple[str, bool]:
    """The one column sorted by, and whether downwards. Raises ``BadRequest`` for what a cursor can't follow."""
    if "," in text or text == "random":
        raise BadRequest("cursor goes with one column in order", "Leave the others out: ids tell rows apart.")
    return text.removeprefix("-") or BY_ID, text.startswith("-")


def after(queryset: QuerySet[Any], cursor: str, order: str) -> QuerySet[Any]:
    """The rows that follow ``cursor``, in order; rows without a value come last either way."""
    name, down = order_of(order)
    column = F(name)
    if name == BY_ID:
        ordered = queryset.order_by("-pk" if down else "pk")
    else:
        ordered = queryset.order_by(
            column.desc(nulls_last=True) if down else column.asc(nulls_last=True), "pk"
        )
    if cursor == BEGINNING:
        return ordered
    last = _read(cursor, order)
    try:
        return ordered.filter(_beyond(name, last, down=down))
    except (ValidationError, ValueError, TypeError, OverflowError) as error:
        raise BadRequest("cursor can't be read", HINT) from error


def cursor_of(last: Row, order: str) -> str:
    """Opaque to clients; it holds nothing that they have not been sent."""
    # To the microsecond, or the rows of one millisecond would come again.
    text = json.dumps([order, last.value, last.pk], default=_text, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _beyond(name: str, last: Row, *, down: bool) -> Q:
    further = "lt" if down else "gt"
    if name == BY_ID:
        return Q(**{f"pk__{further}": last.pk})
    without = Q(**{f"{name}__isnull": True})
    if last.value is None:
        return without & Q(pk__gt=last.pk)
    beside = Q(**{name: last.value}) & Q(pk__gt=last.pk)
    return Q(**{f"{name}__{further}": last.value}) | beside | without


def _read(cursor: str, order: str) -> Row:
    try:
        text = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        kept, value, pk = json.loads(text)
        # What JSON can spell and no database takes: half of a character, and NUL.
        json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, TypeError) as error:
        raise BadRequest("cursor can't be read", HINT) from error
    plain = (
        value is None or isinstance(value, (int, float)) or (isinstance(value, str) and "\x00" not in value)
    )
    if kept != order or not plain or type(pk) is not int or not 0 <= pk <= LARGEST:
        raise BadRequest("cursor can't be read", HINT)
    return Row(value, pk)
