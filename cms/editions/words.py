"""The words in a page's JSON, found along its schema: what a reader can read, and so may search for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from cms.core.blocks.rules import plain_text
from cms.core.schemas import Crumb, PageCard, PageReference, RelatedCard
from cms.editions.along_schema import Along, Definition, along

# A text with one of these is no prose: one of a fixed set of words, a date, an address.
NOT_PROSE = frozenset({"enum", "const", "format"})
# What stands there are the words of another page.
OF_OTHER_PAGES = frozenset(schema.__name__ for schema in (PageCard, RelatedCard, PageReference, Crumb))
NOT_SEARCHED = frozenset({"title", "meta", "json_ld"})


def words_of(content: Mapping[str, Any], schema: type[BaseModel]) -> str:
    """The prose in ``content``, the JSON of a page in the shape of ``schema``, without the page's own title."""
    known = along(schema)
    texts = (
        text
        for name, value in content.items()
        if name not in NOT_SEARCHED
        for text in _prose(known, value, known.properties.get(name, {}))
    )
    return "\n".join(filter(None, map(plain_text, texts)))


def _prose(known: Along, value: Any, definition: Definition) -> Iterator[str]:
    """The texts in ``value``, a part of the JSON that ``definition`` describes."""
    found = known.resolved(definition, value, without=OF_OTHER_PAGES)
    if found is None:
        return
    if isinstance(value, str):
        if NOT_PROSE.isdisjoint(found):
            yield value
    elif isinstance(value, list):
        for item in value:
            yield from _prose(known, item, found.get("items", {}))
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from _prose(known, part, found.get("properties", {}).get(name, {}))
