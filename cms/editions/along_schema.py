"""Walking the JSON of a page along its schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

Definition = Mapping[str, Any]

TYPES: dict[type, str] = {dict: "object", list: "array", str: "string"}


class Along:
    """The definitions of one schema."""

    def __init__(self, schema: type[BaseModel]) -> None:
        document = schema.model_json_schema(mode="serialization")
        self.properties: Mapping[str, Definition] = document["properties"]
        self._definitions: Mapping[str, Definition] = document.get("$defs", {})

    def resolved(
        self, definition: Definition, value: Any, *, without: Collection[str] = ()
    ) -> Definition | None:
        """The definition of ``value`` itself, behind references and unions; None for one of those named ``without``."""
        if "$ref" in definition:
            name = definition["$ref"].rsplit("/", 1)[-1]
            if name in without:
                return None
            return self.resolved(self._definitions[name], value, without=without)
        mapping = definition.get("discriminator", {}).get("mapping")
        if mapping and isinstance(value, dict):
            chosen = mapping[value[definition["discriminator"]["propertyName"]]]
            return self.resolved({"$ref": chosen}, value, without=without)
        for alternative in definition.get("anyOf", ()):
            found = self.resolved(alternative, value, without=without)
            if found is None or found.get("type") == TYPES.get(type(value)):
                return found
        return definition


@cache
def along(schema: type[BaseModel]) -> Along:
    return Along(schema)
