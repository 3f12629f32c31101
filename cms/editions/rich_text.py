"""The rich text in a page's JSON, found along its schema, in another form."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel

from cms.core.schemas import HTML_MEDIA_TYPE
from cms.editions.along_schema import Along, Definition, along

Convert = Callable[[str], Any]


def converted(content: Mapping[str, Any], schema: type[BaseModel], convert: Convert) -> dict[str, Any]:
    """``content``, the JSON of a page in the shape of ``schema`` or a part of it, with its rich text by ``convert``."""
    known = along(schema)
    return {
        name: _converted(known, value, known.properties.get(name, {}), convert)
        for name, value in content.items()
    }


def _converted(known: Along, value: Any, definition: Definition, convert: Convert) -> Any:
    found = known.resolved(definition, value) or {}
    if isinstance(value, str):
        return convert(value) if found.get("contentMediaType") == HTML_MEDIA_TYPE else value
    if isinstance(value, list):
        return [_converted(known, item, found.get("items", {}), convert) for item in value]
    if isinstance(value, dict):
        inside = found.get("properties", {})
        return {name: _converted(known, part, inside.get(name, {}), convert) for name, part in value.items()}
    return value
