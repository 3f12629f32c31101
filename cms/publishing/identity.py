"""Which items of two versions are the same, where their ids don't say so.

Items of lists that were imported or written by scripts have no ids; the editing form gives them new ones each time. Two
versions of such a list share no id, and a merge by ids alone would have every item twice.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Any

from cms.core.same_words import words_of
from cms.publishing.shapes import OWN_ID, Fields, Item, Series, Shape, kind_of

LISTED = "item"


def opened(shape: Shape, value: Any) -> Any:
    """A stored value with each of its items as ``{"type", "id", "value"}``, without an id where it has none."""
    if isinstance(shape, Fields) and isinstance(value, dict):
        return {**value, **{name: opened(part, value.get(name)) for name, part in shape.parts.items()}}
    if not isinstance(shape, Series):
        return value
    if isinstance(value, list) and LISTED in shape.kinds:
        value = [item if _is_wrapped(item) else {"type": LISTED, "value": item} for item in value]
    if not value or not isinstance(value, list) or not all(_is_item(item) for item in value):
        return value or []
    return [
        {
            **item,
            "id": item.get("id"),
            OWN_ID: item.get("id"),
            "value": opened(kind_of(shape, item), item["value"]),
        }
        for item in value
    ]


def identified(shape: Shape, value: Any, base: Any) -> Any:
    """``value``, of which each item goes by the id of the item of ``base`` that it was made from, or by one of its own.

    Both have been opened; ``base`` has been identified, unless it is ``value`` itself, or is None.
    """
    if isinstance(shape, Fields) and isinstance(value, dict):
        before = base if isinstance(base, dict) else {}
        parts = {
            name: identified(part, value[name], before.get(name))
            for name, part in shape.parts.items()
            if name in value
        }
        return {**value, **parts}
    if not isinstance(shape, Series) or not _is_open(value):
        return value
    before = base if _is_open(base) else []
    origins = dict(_pairs(value, before)) if base is not value else {}
    known = []
    for number, item in enumerate(value):
        origin = origins.get(number)
        name = origin["id"] if origin is not None else item[OWN_ID] or f"new {number} {_said(item)}"
        inside = identified(
            kind_of(shape, item), item["value"], origin["value"] if origin is not None else None
        )
        known.append({**item, "id": name, "value": inside})
    return known


def closed(shape: Shape, value: Any) -> Any:
    """As it is stored: every item with the id of its own version, or a new one where it had none."""
    if isinstance(shape, Fields) and isinstance(value, dict):
        return {
            **value,
            **{name: closed(part, value[name]) for name, part in shape.parts.items() if name in value},
        }
    if not isinstance(shape, Series) or not _is_open(value):
        return value
    return [
        {
            "type": item["type"],
            "value": closed(kind_of(shape, item), item["value"]),
            "id": item[OWN_ID] or str(uuid.uuid4()),
        }
        for item in value
    ]


def _pairs(items: list[Item], base: list[Item]) -> Iterator[tuple[int, Item]]:
    """By number of the item, the item of ``base`` that it was made from."""
    by_id = {item[OWN_ID]: item for item in base if item[OWN_ID]}
    found = {n: by_id[item[OWN_ID]] for n, item in enumerate(items) if item[OWN_ID] in by_id}
    yield from found.items()
    taken = {id(item) for item in found.values()}
    rest = [n for n in range(len(items)) if n not in found]
    free = [item for item in base if id(item) not in taken]
    compared = SequenceMatcher(
        None, [_said(item) for item in free], [_said(items[n]) for n in rest], autojunk=False
    )
    for how, start, end, first, last in compared.get_opcodes():
        # What was changed in its place is paired, too, where nothing was added or removed beside it.
        if how in {"equal", "replace"} and end - start == last - first:
            for item, number in zip(free[start:end], rest[first:last], strict=True):
                # Two ids that differ say that these are two.
                if not (item[OWN_ID] and items[number][OWN_ID]) and item["type"] == items[number]["type"]:
                    yield number, item


def _said(item: Item) -> str:
    return json.dumps([item["type"], words_of(_without_ids(item["value"]))], sort_keys=True)


def _without_ids(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_ids(part) for name, part in value.items() if name not in {"id", OWN_ID}}
    return [_without_ids(part) for part in value] if isinstance(value, list) else value


def _is_wrapped(item: Any) -> bool:
    """As Wagtail tells it."""
    return isinstance(item, dict) and item.get("type") == LISTED and "id" in item and "value" in item


def _is_item(item: Any) -> bool:
    return isinstance(item, dict) and "type" in item and "value" in item


def _is_open(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) and OWN_ID in item for item in value)
