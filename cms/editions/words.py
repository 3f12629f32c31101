"""The words in a page's JSON, found along its schema: what a reader can read, and so may search for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from pydantic import BaseModel

from cms.core.blocks.rules import plain_text
from cms.core.schemas import Crumb, PageCard, PageReference

Definition = Mapping[str, Any]

# A text with one of these is no prose: one of a fixed set of words, a date, an address.
NOT_PROSE = frozenset({"enum", "const", "format"})
# What stands there are the words of another page.
OF_OTHER_PAGES = frozenset(schema.__name__ for schema in (PageCard, PageReference, Crumb))
NOT_SEARCHED = frozenset({"title", "meta", "json_ld"})
TYPES: dict[type, str] = {dict: "object", list: "array", str: "string"}


def words_of(content: Mapping[str, Any], schema: type[BaseModel]) -> str:
    """The prose in ``content``, the JSON of a page in the shape of ``schema``, without the page's own title."""
    document = _document(schema)
    properties = document["properties"]
    walk = _Walk(document.get("$defs", {}))
    texts = (
        text
        for name, value in content.items()
        if name not in NOT_SEARCHED
        for text in walk.prose(value, properties.get(name, {}))
    )
    return "\n".join(filter(None, map(plain_text, texts)))


@cache
def _document(schema: type[BaseModel]) -> Definition:
    return schema.model_json_schema(mode="serialization")


class _Walk:
    def __init__(self, definitions: Mapping[str, Definition]) -> None:
        self._definitions = definitions

    def prose(self, value: Any, definition: Definition) -> Iterator[str]:
        """The texts in ``value``, a part of the JSON that ``definition`` describes."""
        found = self._resolved(definition, value)
        if found is None:
            return
        if isinstance(value, str):
            if NOT_PROSE.isdisjoint(found):
                yield value
        elif isinstance(value, list):
            for item in value:
                yield from self.prose(item, found.get("items", {}))
        elif isinstance(value, dict):
            for name, part in value.items():
                yield from self.prose(part, found.get("properties", {}).get(name, {}))

    def _resolved(self, definition: Definition, value: Any) -> Definition | None:
        """The definition of ``value`` itself, behind references and unions; None for what is of another page."""
        if "$ref" in definition:
            name = definition["$ref"].rsplit("/", 1)[-1]
            return None if name in OF_OTHER_PAGES else self._resolved(self._definitions[name], value)
        mapping = definition.get("discriminator", {}).get("mapping")
        if mapping and isinstance(value, dict):
            chosen = mapping[value[definition["discriminator"]["propertyName"]]]
            return self._resolved({"$ref": chosen}, value)
        for alternative in definition.get("anyOf", ()):
            found = self._resolved(alternative, value)
            if found is None or found.get("type") == TYPES.get(type(value)):
                return found
        return definition
