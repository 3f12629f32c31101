"""The ids of what has been created so far, and their way into the texts."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

from django.db.models import Model
from wagtail.fields import StreamField

from medications.demo.markup import link
from medications.demo.texts import DaysFromNow, Ref, Row


class Known:
    """Objects by kind and key. ``today`` is the day from which review days are counted."""

    def __init__(self, *, today: date) -> None:
        self._today = today
        self._ids: dict[tuple[str, str], int] = {}

    def remember(self, kind: str, key: str, pk: int) -> None:
        self._ids[kind, key] = pk

    def id_of(self, kind: str, key: str) -> int:
        """Raises ``LookupError`` for a reference to something that is not part of the demonstration."""
        try:
            return self._ids[kind, key]
        except KeyError:
            raise LookupError(f"The demonstration has no {kind} {key!r}, or not yet.") from None

    def fill(self, instance: Model, fields: dict[str, Any]) -> None:
        """Set the fields of ``instance``, with ids in place of references."""
        for name, value in fields.items():
            field: Any = instance._meta.get_field(name)
            resolved = self._resolve(value)
            if isinstance(field, StreamField):
                resolved = json.dumps(resolved)
            setattr(instance, field.attname, resolved)

    def add_rows(self, instance: Model, rows: dict[str, list[Row]]) -> None:
        """Add child rows, in their order, to a clusterable ``instance`` that has none of them yet."""
        for related_name, row_fields in rows.items():
            model: Any = instance._meta.get_field(related_name).related_model
            for place, fields in enumerate(row_fields):
                row = model(sort_order=place)
                self.fill(row, fields)
                getattr(instance, related_name).add(row)

    def _resolve(self, value: Any) -> Any:
        if isinstance(value, Ref):
            return self.id_of(value.kind, value.key)
        if isinstance(value, DaysFromNow):
            return self._today + timedelta(days=value.days)
        if isinstance(value, str):
            return link(value, self.id_of)
        if isinstance(value, list):
            return [self._resolve(item) for item in value]
        if isinstance(value, dict):
            return {name: self._resolve(item) for name, item in value.items()}
        return value
