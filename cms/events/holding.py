"""Putting off what a publish does after it has saved: showing it, and numbering its event.

What goes live together is all saved before any of it is rendered, so that each shows the others. The numbers of events
come last, all at once, so that their lock is held for a moment and not for all the work before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Generic, TypeVar

from cms.core.together import done_together
from cms.events import services
from cms.events.models import Event
from cms.events.services import Happening

WaitingT = TypeVar("WaitingT")

Finish = Callable[[], None]
Write = Callable[[Event], None]


class Held(Generic[WaitingT]):
    """What waits, in order, for ``do`` to be called with all of it."""

    def __init__(self, do: Callable[[list[WaitingT]], None]) -> None:
        self._do = do
        self._waiting: list[WaitingT] = []

    def __len__(self) -> int:
        return len(self._waiting)

    def add(self, waiting: WaitingT) -> None:
        self._waiting.append(waiting)

    def cut_back_to(self, length: int) -> None:
        """Forget what came after the first ``length``: the savepoint it belongs to was rolled back."""
        del self._waiting[length:]

    def release(self) -> None:
        """Do what waits. What is still held when the block ends is lost."""
        waiting, self._waiting = self._waiting, []
        self._do(waiting)


Numbers = Held[tuple[Happening, Write]]
Showing = Held[Finish]

_numbers: ContextVar[Numbers | None] = ContextVar("numbers", default=None)
_showing: ContextVar[Showing | None] = ContextVar("showing", default=None)


@contextmanager
def numbers_held() -> Iterator[Numbers]:
    """Within the block, what is passed to :func:`when_numbered` waits for ``release``."""
    with _holding(_numbers, Held(_number)) as held:
        yield held


@contextmanager
def showing_held() -> Iterator[Showing]:
    """Within the block, what is passed to :func:`when_saved` waits for ``release``, which may come after it."""
    with _holding(_showing, Held(_show)) as held:
        yield held


def when_numbered(happening: Happening, write: Write = lambda _event: None) -> None:
    """Record the event and call ``write`` with it: at once, or on release where numbers are held."""
    held = _numbers.get()
    if held is None:
        write(services.record_all([happening])[0])
    else:
        held.add((happening, write))


def when_saved(finish: Finish) -> None:
    """Call ``finish``, which renders: at once, or on release where showing is held."""
    held = _showing.get()
    if held is None:
        finish()
    else:
        held.add(finish)


def _number(waiting: list[tuple[Happening, Write]]) -> None:
    events = services.record_all([happening for happening, _ in waiting])
    with done_together():
        for event, (_, write) in zip(events, waiting, strict=True):
            write(event)


def _show(waiting: list[Finish]) -> None:
    for finish in waiting:
        finish()


@contextmanager
def _holding(place: ContextVar[Held[WaitingT] | None], held: Held[WaitingT]) -> Iterator[Held[WaitingT]]:
    token = place.set(held)
    try:
        yield held
    finally:
        place.reset(token)
