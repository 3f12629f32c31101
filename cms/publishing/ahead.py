"""Work that is done before its time, in a transaction that stays open until then: its pieces, and the waiting."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from cms.core.locking import somebody_waits_for_us
from cms.core.moment import database_now

# Somebody else's lock is no reason to miss the instant.
LOCK_WAIT = "500ms"
# How soon whoever waits for what is held is noticed.
LOOK_EVERY = 0.5

Wait = Callable[[float], bool]


class Abandoned(Exception):
    """The instant can't be waited for: the process is to end, or the clock was set back."""


class LetGo(Exception):
    """What was held is given up, and may be begun anew if there is time: it was changed, or somebody waits for it."""


@dataclass(frozen=True, kw_only=True)
class Piece:
    """Work that is seen from ``at`` on if it is begun at ``begins``. ``first``: when the first of it is due.

    ``do(wait)``: do it, outside a transaction, in a thread of its own. False where it may be asked for again: somebody
    else is at it, or it was let go of. ``wait`` sleeps so many seconds; True, at once, if the process is to end.
    """

    key: Hashable
    first: datetime
    at: datetime
    begins: datetime
    do: Callable[[Wait], bool]


class Precedence:
    """Threads of one process share one processor: while one is about to finish, the others stop at their next query."""

    LONGEST = 0.2

    def __init__(self) -> None:
        self._first = 0
        self._changed = threading.Condition()

    @contextmanager
    def first(self) -> Iterator[None]:
        """Within the block, the others wait."""
        with self._changed:
            self._first += 1
        try:
            yield
        finally:
            with self._changed:
                self._first -= 1
                self._changed.notify_all()

    def give_way(self, execute: Callable[..., Any], *query: Any) -> Any:
        """An ``execute_wrapper`` for the connection of one of the others.

        Not on SQLite: who prepares has the one lock for writers, and the first would wait for it in vain.
        """
        if connection.vendor != "sqlite":
            with self._changed:
                self._changed.wait_for(lambda: not self._first, timeout=self.LONGEST)
        return execute(*query)


def hold_until(
    moment: datetime, wait: Wait, *, longest: timedelta, check: Callable[[timedelta], None] = lambda _: None
) -> None:
    """Wait by the database's clock, which decides. Raises ``Abandoned``, and what ``check`` raises.

    ``longest``: more than there can be to wait, unless the clock was set back. ``check`` is asked every half second,
    with the time there is left.
    """
    while (ahead := moment - database_now()) > timedelta(0):
        check(ahead)
        if ahead > longest or wait(min(ahead.total_seconds(), LOOK_EVERY)):
            raise Abandoned


def let_go_for_others(*, time_to_redo: timedelta) -> Callable[[timedelta], None]:
    """For ``hold_until``: raises ``LetGo`` where somebody waits for what is held, and there is time to begin anew."""

    def check(ahead: timedelta) -> None:
        if ahead > time_to_redo and somebody_waits_for_us():
            raise LetGo

    return check
