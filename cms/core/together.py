"""Writing for many objects what is otherwise written for each: the same statement, with more rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

ItemT = TypeVar("ItemT")

_gathered: ContextVar[dict[Callable[[list[Any]], None], list[Any]] | None] = ContextVar(
    "gathered", default=None
)


@contextmanager
def done_together() -> Iterator[None]:
    """At the end of the block, each function passed to :func:`together` within it is called once, with all its items.

    Not where the block raises: what was gathered is lost then.
    """
    gathered: dict[Callable[[list[Any]], None], list[Any]] = {}
    token = _gathered.set(gathered)
    try:
        yield
    finally:
        _gathered.reset(token)
    for finish, items in gathered.items():
        finish(items)


def together(finish: Callable[[list[ItemT]], None], item: ItemT) -> None:
    """Call ``finish`` with this item: at once, or with those of others at the end of the block."""
    gathered = _gathered.get()
    if gathered is None:
        finish([item])
    else:
        gathered.setdefault(finish, []).append(item)
