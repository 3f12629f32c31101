"""The names in a JSON schema, as a client may ask for them: what is there, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any

from pydantic import BaseModel

Definition = Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Shape:
    """One place in a schema. Lists and unions are looked through: their names are those of what they may hold."""

    definition: Definition
    definitions: Mapping[str, Definition]

    @cached_property
    def properties(self) -> dict[str, Shape]:
        """The names below this place, in the order of the schema; empty for plain values and free-form objects."""
        found: dict[str, list[Definition]] = {}
        for definition in self._objects(self.definition):
            for name, below in definition.get("properties", {}).items():
                found.setdefault(name, []).append(below)
        return {name: Shape({"anyOf": below}, self.definitions) for name, below in found.items()}

    @cached_property
    def body(self) -> tuple[str, ...]:
        """The names outside ``meta``."""
        return tuple(name for name in self.properties if name != "meta")

    @cached_property
    def meta(self) -> tuple[str, ...]:
        """The names inside ``meta``, which a client asks for as if they stood beside the others."""
        below = self.properties.get("meta")
        return tuple(below.properties) if below is not None else ()

    def below(self, name: str) -> Shape:
        """The place called ``name``, in ``meta`` or beside it; raises ``KeyError`` if there is none."""
        if name in self.body:
            return self.properties[name]
        return self.properties["meta"].properties[name]

    def _objects(self, definition: Definition) -> Iterator[Definition]:
        reference = definition.get("$ref")
        if reference is not None:
            yield from self._objects(self.definitions[reference.rsplit("/", 1)[-1]])
        for alternatives in ("anyOf", "oneOf", "allOf"):
            for alternative in definition.get(alternatives, ()):
                yield from self._objects(alternative)
        if isinstance(definition.get("items"), Mapping):
            yield from self._objects(definition["items"])
        if "properties" in definition:
            yield definition


@cache
def shape_of(schema: type[BaseModel]) -> Shape:
    """The shape of what ``schema`` serialises to."""
    document = schema.model_json_schema(mode="serialization")
    return Shape(document, document.get("$defs", {}))
