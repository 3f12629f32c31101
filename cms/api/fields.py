"""Wagtail's ``fields`` grammar, applied to JSON that is already made.

``fields=title,category`` adds to the defaults, ``-title`` takes away, ``*`` is everything, ``_`` is nothing, and
``image(width,height)`` says what is wanted of an object or of each object in a list.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.api.v2.utils import FieldsParameterParseError, parse_fields_parameter

from cms.api.nearest import BadRequest, naming_nearest
from cms.api.shapes import Shape

LONGEST = 2000
DEEPEST = 8
# What a nested object keeps beside what was asked of it, as in stock Wagtail.
IDENTITY = frozenset({"id", "type", "title"})

FieldsConfig = list[tuple[str, bool, Any]]


@dataclass(frozen=True)
class Selection:
    """Which names of an object are sent. ``below`` holds the selections inside some of them."""

    body: frozenset[str]
    meta: frozenset[str]
    below: Mapping[str, Selection] = field(default_factory=dict)

    def apply(self, value: Any) -> Any:
        """What is wanted of ``value``, in the order it stands in; lists are taken item by item."""
        if isinstance(value, list):
            return [self.apply(item) for item in value]
        if not isinstance(value, dict):
            return value
        chosen = {name: self._inside(name, value[name]) for name in value if name in self.body}
        meta = value.get("meta") or {}
        chosen_meta = {name: self._inside(name, meta[name]) for name in meta if name in self.meta}
        if chosen_meta:
            chosen["meta"] = chosen_meta
        return {name: chosen[name] for name in value if name in chosen}

    def _inside(self, name: str, value: Any) -> Any:
        return self.below[name].apply(value) if name in self.below else value


def parse(text: str) -> FieldsConfig:
    """Read the parameter; raises ``BadRequest`` where it is not in the grammar."""
    if len(text) > LONGEST or _depth(text) > DEEPEST:
        raise BadRequest(f"fields error: longer than {LONGEST} characters or nested more than {DEEPEST} deep")
    try:
        return parse_fields_parameter(text)
    except FieldsParameterParseError as error:
        raise BadRequest(f"fields error: {error}") from error


def select(
    config: FieldsConfig, shape: Shape, *, default: Collection[str] | None, without: Collection[str] = ()
) -> Selection:
    """What ``config`` chooses of an object.

    ``default``: the names sent where nothing is said; everything where None. ``without``: names that don't exist here.
    Raises ``BadRequest`` for a name that is not there, naming the nearest one that is.
    """
    names = [name for name in dict.fromkeys((*shape.body, *shape.meta)) if name not in without]
    # A page's type stands in ``meta``, where Wagtail has it, and at the top, where typed clients want it. The
    # defaults of a list are Wagtail's; who asks for more gets both.
    plain = default is not None and "type" in shape.meta
    chosen = set(names if default is None else default)
    if config and config[0][0] in {"*", "_"}:
        chosen = set(names) if config[0][0] == "*" else set()
        plain = plain and config[0][0] != "*"
        config = config[1:]
    below: dict[str, Selection] = {}
    _refuse_unknown([name for name, _, _ in config], names)
    for name, negated, nested in config:
        if negated:
            chosen.discard(name)
            continue
        chosen.add(name)
        plain = plain and name != "type"
        if nested:
            below[name] = _select_below(name, nested, shape.below(name))
    body = chosen.intersection(shape.body) - ({"type"} if plain else set())
    return Selection(frozenset(body), frozenset(chosen.intersection(shape.meta)), below)


def _select_below(name: str, config: FieldsConfig, shape: Shape) -> Selection:
    if not shape.properties:
        raise BadRequest(f"'{name}' does not support nested fields")
    asks_for_some = any(not negated for _, negated, _ in config)
    identity = IDENTITY.union(shape.meta).intersection((*shape.body, *shape.meta))
    return select(config, shape, default=identity if asks_for_some else None)


def _refuse_unknown(mentioned: Collection[str], names: Collection[str]) -> None:
    unknown = sorted(set(mentioned) - set(names))
    if unknown:
        raise naming_nearest(f"unknown fields: {', '.join(unknown)}", unknown, names)


def _depth(text: str) -> int:
    deepest = depth = 0
    for character in text:
        depth += (character == "(") - (character == ")")
        deepest = max(deepest, depth)
    return deepest
