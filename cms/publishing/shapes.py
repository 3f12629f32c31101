"""How a version is put together, as far as merging two of them has to know. Knows no database.

A *document* is a version as plain data. Its sequences are lists of ``{"type", "id", "value"}``, whether they are blocks
of a stream, items of a list or rows of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final, TypeGuard

from cms.core.same_words import same_words


class Nothing(Enum):
    """Stands where a version has nothing."""

    NOTHING = "nothing"

    def __repr__(self) -> str:
        return self.name


NOTHING: Final = Nothing.NOTHING
# Where an item keeps the id it has in its own version; ``id`` is what it is known by in all of them.
OWN_ID = "own id"
Document = dict[str, Any]
Item = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Whole:
    """A value that is taken from one version or the other, never mixed: a text, a number, a row of a dosage table.

    ``words``: the value as an editor reads it.
    """

    label: str
    words: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Members:
    """A choice of several things without an order, as a list of keys."""

    label: str
    words: Callable[[Any], str]


@dataclass(frozen=True, kw_only=True)
class Fields:
    """Named values, each of which may come from either version."""

    label: str
    parts: Mapping[str, Shape]


@dataclass(frozen=True, kw_only=True)
class Series:
    """Items in an order, known by their ids. ``kinds``: what an item is, by its type."""

    label: str
    kinds: Mapping[str, Shape]
    name: Callable[[Item, int], str]


Shape = Whole | Members | Fields | Series


@dataclass(frozen=True)
class Place:
    """Somewhere in a document. ``path``: names and ids, outermost first; ``trail``: the same in an editor's words."""

    path: tuple[str, ...] = ()
    trail: tuple[str, ...] = ()

    def inside(self, key: str, label: str) -> Place:
        return Place((*self.path, key), (*self.trail, label))


def same(one: Any, other: Any) -> bool:
    """Whether two values say the same; nothing is not the same as something empty."""
    if one is NOTHING or other is NOTHING:
        return one is other
    return same_words(without_own_ids(one), without_own_ids(other))


def without_own_ids(value: Any) -> Any:
    """The value without what its items are called in their own version."""
    if isinstance(value, dict):
        return {name: without_own_ids(part) for name, part in value.items() if name != OWN_ID}
    return [without_own_ids(part) for part in value] if isinstance(value, list) else value


def is_series(value: Any) -> TypeGuard[list[Item]]:
    """Whether the items can be told apart. Those of very old versions have no ids."""
    if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
        return False
    ids = [item.get("id") for item in value]
    return all(ids) and len(set(ids)) == len(ids)


def by_id(items: Any) -> dict[str, Item]:
    return {item["id"]: item for item in items} if is_series(items) else {}


def kind_of(shape: Series, item: Item) -> Shape:
    """What the item is; one of a type that is no more is taken as a whole."""
    return shape.kinds.get(item["type"]) or Whole(label=item["type"], words=str)


def in_words(shape: Shape, value: Any) -> str:
    """The value as an editor reads it, its parts on a line each; empty where there is nothing."""
    if value is NOTHING or value is None or value == "":
        return ""
    if isinstance(shape, Fields) and isinstance(value, dict):
        parts = ((part, in_words(part, value.get(name))) for name, part in shape.parts.items())
        return "\n".join(_labelled(part, said) for part, said in parts if said)
    if isinstance(shape, Series) and is_series(value):
        return "\n".join(filter(None, (in_words(kind_of(shape, item), item["value"]) for item in value)))
    return shape.words(value) if isinstance(shape, Whole | Members) else str(value)


def _labelled(part: Shape, said: str) -> str:
    return f"{part.label}: {said}" if isinstance(part, Whole | Members) else said
