"""Filters by column, as parameters of the document: what stock Wagtail's ``?slug=x`` may ask of each endpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from taggit.managers import TaggableManager

from cms.api.openapi.parts import Part, query
from cms.api.resources import Resource

SCHEMAS: dict[type[Any], Part] = {
    models.BooleanField: {"type": "boolean"},
    models.IntegerField: {"type": "integer"},
    models.DecimalField: {"type": "number"},
    models.FloatField: {"type": "number"},
    # A moment is a date too, to Django: the order matters.
    models.DateTimeField: {"type": "string", "format": "date-time"},
    models.DateField: {"type": "string", "format": "date"},
}


def column_filters(
    endpoint: type[Resource], models_asked: Sequence[type[models.Model]], *, known: Sequence[str] = ()
) -> list[Part]:
    """A parameter for each column that lists of ``models_asked`` can be filtered by, but those in ``known``."""
    found: dict[str, list[type[models.Model]]] = {}
    for model in models_asked:
        for name in endpoint.get_available_fields(model, db_fields_only=True):
            found.setdefault(name, []).append(model)
    return [
        query(name, _description(name, having, models_asked), **_schema(having[0]._meta.get_field(name)))
        for name, having in sorted(found.items())
        if name not in known
    ]


def _description(name: str, having: list[type[models.Model]], asked: Sequence[type[models.Model]]) -> str:
    if isinstance(having[0]._meta.get_field(name), TaggableManager):
        return "Only those with this tag; several by commas must all be there."
    if len(having) == len(asked):
        return f"Only those with exactly this `{name}`."
    types = ", ".join(f"{model._meta.app_label}.{model.__name__}" for model in having)
    return f"Only those with exactly this `{name}`. Where `type` is one of: {types}."


def _schema(field: Any) -> Part:
    while isinstance(field, models.ForeignKey):
        field = field.target_field
    for kind, schema in SCHEMAS.items():
        if isinstance(field, kind):
            return schema
    if getattr(field, "choices", None):
        return {"type": "string", "enum": [value for value, _ in field.choices]}
    return {"type": "string"}
