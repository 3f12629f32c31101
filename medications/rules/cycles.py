"""Guard against relations that lead back to where they began."""

from __future__ import annotations

from collections.abc import Callable, Iterable


def leads_back(start: int, first: Iterable[int | None], step: Callable[[set[int]], set[int]]) -> bool:
    """Whether following ``step`` from ``first`` arrives at ``start``.

    ``step`` takes a set of ids and returns the ids one step further; it is asked once per level, not once per object.
    """
    frontier = {object_id for object_id in first if object_id is not None}
    seen: set[int] = set()
    while frontier:
        if start in frontier:
            return True
        seen |= frontier
        frontier = step(frontier) - seen
    return False
