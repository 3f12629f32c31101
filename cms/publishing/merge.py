"""Putting together what two people changed in the same page, each from the same version of it.

*Ours* is the version that is to come, *theirs* the fix, *base* what both were made from. Whatever only one of them has
changed is taken from that one. Where both have changed the same to something different there is a conflict: it is
told, with both values, and somebody chooses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from cms.publishing.shapes import (
    NOTHING,
    Document,
    Fields,
    Item,
    Members,
    Place,
    Series,
    Shape,
    by_id,
    in_words,
    is_series,
    kind_of,
    same,
)


class Side(StrEnum):
    OURS = "ours"
    THEIRS = "theirs"


@dataclass(frozen=True, kw_only=True)
class Conflict:
    """Two changes of the same that can't both be. ``ours``, ``theirs``: in words, empty where it was removed.

    ``choice``: which was chosen; None where nobody has yet. ``is_order``: it is about the order of items.
    """

    place: Place
    ours: str
    theirs: str
    choice: Side | None
    is_order: bool = False

    @property
    def key(self) -> str:
        return "/".join(self.place.path)


@dataclass(frozen=True)
class Merged:
    """``document``: the outcome, with ours in the place of what nobody has chosen yet."""

    document: Document
    conflicts: tuple[Conflict, ...]

    @property
    def undecided(self) -> tuple[Conflict, ...]:
        return tuple(conflict for conflict in self.conflicts if conflict.choice is None)


def merge(
    shape: Fields,
    *,
    base: Document,
    ours: Document,
    theirs: Document,
    choices: Mapping[str, Side] | None = None,
    otherwise: Side | None = None,
) -> Merged:
    """``choices``: what was chosen, by the key of the conflict; ``otherwise``: what is for all other conflicts.

    What ``shape`` does not know of a document is ours.
    """
    merging = _Merging(choices or {}, otherwise)
    document = merging.fields(shape, base, ours, theirs, Place())
    return Merged(document, tuple(merging.conflicts))


class _Merging:
    def __init__(self, choices: Mapping[str, Side], otherwise: Side | None) -> None:
        self._choices = choices
        self._otherwise = otherwise
        self.conflicts: list[Conflict] = []

    def fields(self, shape: Fields, base: Any, ours: Document, theirs: Document, place: Place) -> Document:
        before = base if isinstance(base, dict) else {}
        missing = None if isinstance(base, dict) else NOTHING
        merged = {
            name: self.value(
                part,
                before.get(name, missing),
                ours.get(name),
                theirs.get(name),
                place.inside(name, part.label),
            )
            for name, part in shape.parts.items()
        }
        return {**ours, **{name: value for name, value in merged.items() if name in ours or name in theirs}}

    def value(self, shape: Shape, base: Any, ours: Any, theirs: Any, place: Place) -> Any:
        if same(ours, theirs) or same(base, theirs):
            return ours
        if same(base, ours):
            return theirs
        if isinstance(shape, Fields) and isinstance(ours, dict) and isinstance(theirs, dict):
            return self.fields(shape, base, ours, theirs, place)
        if isinstance(shape, Series) and is_series(ours or []) and is_series(theirs or []):
            return self._series(shape, base, ours or [], theirs or [], place)
        if isinstance(shape, Members) and isinstance(ours, list) and isinstance(theirs, list):
            return _members(base if isinstance(base, list) else [], ours, theirs)
        return self._conflict(place, (ours, theirs), (in_words(shape, ours), in_words(shape, theirs)))

    def _series(
        self, shape: Series, base: Any, ours: list[Item], theirs: list[Item], place: Place
    ) -> list[Item]:
        versions = by_id(base), by_id(ours), by_id(theirs)
        merged = {}
        for key in dict.fromkeys(key for version in versions for key in version):
            mine = [version.get(key, NOTHING) for version in versions]
            item = self._item(shape, mine, _place_of(shape, key, (ours, theirs, base), place))
            if item is not NOTHING:
                merged[key] = item
        return [merged[key] for key in self._order(shape, merged, versions, place)]

    def _item(self, shape: Series, versions: list[Any], place: Place) -> Any:
        base, ours, theirs = versions
        if same(ours, theirs) or same(base, theirs):
            return ours
        if same(base, ours):
            return theirs
        there = [item for item in versions if item is not NOTHING]
        if NOTHING in (ours, theirs) or len({item["type"] for item in there}) > 1:
            said = [
                in_words(kind_of(shape, item), item["value"]) if item is not NOTHING else ""
                for item in (ours, theirs)
            ]
            return self._conflict(place, (ours, theirs), (said[0], said[1]))
        before = base["value"] if base is not NOTHING else NOTHING
        kind = kind_of(shape, ours)
        return {**ours, "value": self.value(kind, before, ours["value"], theirs["value"], place)}

    def _order(
        self,
        shape: Series,
        merged: Mapping[str, Item],
        versions: tuple[dict[str, Item], dict[str, Item], dict[str, Item]],
        place: Place,
    ) -> list[str]:
        """Of what all three have, the order of whoever changed it; what one has added comes after what it follows."""
        in_all = [key for key in versions[0] if key in versions[1] and key in versions[2] and key in merged]
        base, ours, theirs = ([key for key in version if key in in_all] for version in versions)
        first = Side.OURS if theirs in (base, ours) else Side.THEIRS
        if first is Side.THEIRS and base != ours:
            said = tuple(_listed(shape, merged, order) for order in (ours, theirs))
            where = place.inside("order", "Order")
            first = self._conflict(where, tuple(Side), (said[0], said[1]), is_order=True)
        orders = [[key for key in version if key in merged] for version in versions[1:]]
        return _woven(*(orders if first is Side.OURS else reversed(orders)))

    def _conflict(
        self, place: Place, values: tuple[Any, ...], said: tuple[str, str], *, is_order: bool = False
    ) -> Any:
        choice = self._choices.get("/".join(place.path), self._otherwise)
        self.conflicts.append(
            Conflict(place=place, ours=said[0], theirs=said[1], choice=choice, is_order=is_order)
        )
        return values[choice is Side.THEIRS]


def _place_of(shape: Series, key: str, versions: Iterable[Any], place: Place) -> Place:
    for items in versions:
        for number, item in enumerate(items if isinstance(items, list) else []):
            if item["id"] == key:
                return place.inside(key, shape.name(item, number))
    return place


def _listed(shape: Series, items: Mapping[str, Item], order: Iterable[str]) -> str:
    return "\n".join(shape.name(items[key], number) for number, key in enumerate(order))


def _woven(leading: list[str], other: list[str]) -> list[str]:
    """``leading``, and each of ``other`` that it lacks behind what comes before that there."""
    woven = list(leading)
    there = set(other)
    for number, key in enumerate(other):
        if key in woven:
            continue
        before = next((known for known in reversed(other[:number]) if known in woven), None)
        at = woven.index(before) + 1 if before is not None else 0
        while at < len(woven) and woven[at] not in there:
            at += 1  # what only the other one has added at the same place comes first
        woven.insert(at, key)
    return woven


def _members(base: list[Any], ours: list[Any], theirs: list[Any]) -> list[Any]:
    kept = [member for member in ours if member in theirs or member not in base]
    return kept + [member for member in theirs if member not in ours and member not in base]


class How(StrEnum):
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"


@dataclass(frozen=True, kw_only=True)
class Change:
    """One thing that two versions differ in; ``before`` and ``after`` in words."""

    place: Place
    how: How
    before: str
    after: str


def changes(shape: Shape, before: Any, after: Any, place: Place | None = None) -> list[Change]:
    """What has to be done to ``before`` to get ``after``, in the order of the page."""
    place = place or Place()
    if same(before, after):
        return []
    if isinstance(shape, Fields) and isinstance(before, dict) and isinstance(after, dict):
        return [
            change
            for name, part in shape.parts.items()
            for change in changes(part, before.get(name), after.get(name), place.inside(name, part.label))
        ]
    if isinstance(shape, Series) and is_series(before or []) and is_series(after or []):
        return _changes_in_series(shape, before or [], after or [], place)
    said = in_words(shape, before), in_words(shape, after)
    return [Change(place=place, how=How.CHANGED, before=said[0], after=said[1])]


def _changes_in_series(shape: Series, before: list[Item], after: list[Item], place: Place) -> list[Change]:
    found: list[Change] = []
    old, new = by_id(before), by_id(after)
    for key in [*new, *(key for key in old if key not in new)]:
        here = _place_of(shape, key, (after, before), place)
        one, other = old.get(key, NOTHING), new.get(key, NOTHING)
        if one is not NOTHING and other is not NOTHING and one["type"] == other["type"]:
            found += changes(kind_of(shape, other), one["value"], other["value"], here)
            continue
        said = [
            in_words(kind_of(shape, item), item["value"]) if item is not NOTHING else ""
            for item in (one, other)
        ]
        how = How.ADDED if one is NOTHING else How.REMOVED if other is NOTHING else How.CHANGED
        found.append(Change(place=here, how=how, before=said[0], after=said[1]))
    return found + _moves(shape, old, new, place)


def _moves(shape: Series, old: dict[str, Item], new: dict[str, Item], place: Place) -> list[Change]:
    kept = [key for key in old if key in new], [key for key in new if key in old]
    if kept[0] == kept[1]:
        return []
    said = _listed(shape, old, kept[0]), _listed(shape, new, kept[1])
    where = place.inside("order", "Order")
    return [Change(place=where, how=How.MOVED, before=said[0], after=said[1])]
