"""Putting off the numbers of events, so that their lock is held for a moment and not for all the work before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Finish = Callable[[], None]


class Held:
    """What waits for its number, in order."""

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
        """Give the numbers. What is still held when the block ends is lost."""
        waiting, self._waiting = self._waiting, []
        for finish in waiting:
            finish()


_held: ContextVar[Held | None] = ContextVar("held", default=None)


@contextmanager
def numbers_held() -> Iterator[Held]:
    """Within the block, what is passed to :func:`when_numbered` waits for ``release``."""
    held = Held()
    token = _held.set(held)
    try:
        yield held
    finally:
        _held.reset(token)


def when_numbered(finish: Finish) -> None:
    """Call ``finish``, which records events: at once, or on release where numbers are held."""
    held = _held.get()
    if held is None:
        finish()
    else:
        held.add(finish)
