"""Putting off what a publish does after it has saved: showing it, and numbering its event.

What goes live together is all saved before any of it is rendered, so that each shows the others. The number of an event
comes last, so that its lock is held for a moment and not for all the work before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Finish = Callable[[], None]


class Held:
    """What waits, in order."""

    def __init__(self) -> None:
        self._waiting: list[Finish] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, finish: Finish) -> None:
        self._waiting.append(finish)

    def cut_back_to(self, length: int) -> None:
        """Forget what came after the first ``length``: the savepoint it belongs to was rolled back."""
        del self._waiting[length:]

    def release(self) -> None:
        """Do what waits. What is still held when the block ends is lost."""
        waiting, self._waiting = self._waiting, []
        for finish in waiting:
            finish()


_numbers: ContextVar[Held | None] = ContextVar("numbers", default=None)
_showing: ContextVar[Held | None] = ContextVar("showing", default=None)


@contextmanager
def numbers_held() -> Iterator[Held]:
    """Within the block, what is passed to :func:`when_numbered` waits for ``release``."""
    with _holding(_numbers) as held:
        yield held


@contextmanager
def showing_held() -> Iterator[Held]:
    """Within the block, what is passed to :func:`when_saved` waits for ``release``, which may come after it."""
    with _holding(_showing) as held:
        yield held


def when_numbered(finish: Finish) -> None:
    """Call ``finish``, which records events: at once, or on release where numbers are held."""
    _do(finish, _numbers)


def when_saved(finish: Finish) -> None:
    """Call ``finish``, which renders: at once, or on release where showing is held."""
    _do(finish, _showing)


@contextmanager
def _holding(place: ContextVar[Held | None]) -> Iterator[Held]:
    held = Held()
    token = place.set(held)
    try:
        yield held
    finally:
        place.reset(token)


def _do(finish: Finish, place: ContextVar[Held | None]) -> None:
    held = place.get()
    if held is None:
        finish()
    else:
        held.add(finish)
