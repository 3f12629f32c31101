"""Reading for many objects what is otherwise read for each: the same query, with more keys."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

FoundT = TypeVar("FoundT")


@dataclass(frozen=True)
class _Reading:
    """For which numbers is read at once, and what was: by who finds it."""

    pks: frozenset[int]
    found: dict[Callable[..., Any], Any] = field(default_factory=dict)


_reading: ContextVar[_Reading | None] = ContextVar("reading", default=None)


@contextmanager
def read_together(pks: Collection[int]) -> Iterator[None]:
    """Within the block, what is asked of one of these is read for all of them when the first is asked of.

    For what nobody else changes meanwhile, since these are locked, or whose change has an event of its own.
    """
    token = _reading.set(_Reading(frozenset(pks)))
    try:
        yield
    finally:
        _reading.reset(token)


def read(find: Callable[[Collection[int]], Mapping[int, FoundT]], pk: int) -> FoundT | None:
    """What ``find`` finds by that number: by itself, or with others in the block."""
    reading = _reading.get()
    if reading is None or pk not in reading.pks:
        return find([pk]).get(pk)
    if find not in reading.found:
        reading.found[find] = find(sorted(reading.pks))
    return cast("FoundT | None", reading.found[find].get(pk))


def read_once(find: Callable[[], FoundT]) -> FoundT:
    """What ``find`` finds: each time, or once in the block."""
    reading = _reading.get()
    if reading is None:
        return find()
    if find not in reading.found:
        reading.found[find] = find()
    return cast("FoundT", reading.found[find])
