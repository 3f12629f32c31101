"""Work that is done early, in threads beside the clock: pages shortly before their instant, and releases.

Each has a connection of its own, and holds its transaction open until its instant while the clock goes on with what is
due.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connections
from django.db.utils import DatabaseError, InterfaceError

from cms.core.moment import database_now
from cms.publishing.ahead import Piece

logger = logging.getLogger(__name__)

LOOK_EVERY = 1.0
SHORTEST_PAUSE = 0.02
AFTER_OUTAGE = 5.0
# What somebody else is at is asked for again after this many seconds: they may have died.
ASK_AGAIN_AFTER = 1.0
# A clock that ends waits so long for what it holds to be given up.
LONGEST_END = 5.0


@dataclass
class Kind:
    """One kind of work. ``pieces(now)``: what is to come, the first due first. ``most``: how many at once; what comes
    on top of that is done at its instant."""

    pieces: Callable[[datetime], list[Piece]]
    most: int
    at_work: dict[Hashable, Piece] = field(default_factory=dict)
    # When it can be asked for again, by the monotonic clock; never where it was dealt with.
    not_before: dict[Hashable, float] = field(default_factory=dict)
    forget_at: dict[Hashable, datetime] = field(default_factory=dict)

    def to_begin(self, now: datetime) -> tuple[list[Piece], datetime | None]:
        """What is to be begun now, and when there will be more."""
        self._forget(now)
        open_ones = [piece for piece in self.pieces(now) if self._can_be_begun(piece)]
        chosen = [piece for piece in open_ones if piece.begins <= now]
        chosen = chosen[: max(0, self.most - len(self.at_work))]
        later = min((piece.begins for piece in open_ones if piece.begins > now), default=None)
        return chosen, later

    def done(self, piece: Piece, *, is_dealt_with: bool) -> None:
        self.forget_at[piece.key] = piece.at
        self.not_before[piece.key] = float("inf") if is_dealt_with else time.monotonic() + ASK_AGAIN_AFTER
        del self.at_work[piece.key]

    def _can_be_begun(self, piece: Piece) -> bool:
        return piece.key not in self.at_work and time.monotonic() >= self.not_before.get(piece.key, 0.0)

    def _forget(self, now: datetime) -> None:
        for key, at in list(self.forget_at.items()):
            if at <= now:
                self.forget_at.pop(key, None)
                self.not_before.pop(key, None)


class Beside:
    """One thread that looks, and one for each piece of work. ``wary_for``: for so many seconds it begins nothing."""

    def __init__(self, kinds: Sequence[Kind], *, wary_for: float) -> None:
        self._kinds = kinds
        self._wary_for = wary_for
        self._ending = threading.Event()
        # By when each piece should be done, by the monotonic clock.
        self._until: dict[Hashable, float] = {}
        self._threads = [threading.Thread(target=self._run, name="beside the clock", daemon=True)]

    def start(self) -> None:
        self._threads[0].start()

    def end(self) -> None:
        """Give up what is held, and end."""
        self._ending.set()
        until = time.monotonic() + LONGEST_END
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def hangs(self, *, patience: float) -> bool:
        """Whether a piece of work should have been done more than ``patience`` seconds ago."""
        return any(time.monotonic() > until + patience for until in list(self._until.values()))

    def is_at_work(self) -> bool:
        """Whether anything is being done or held at this moment."""
        return any(kind.at_work for kind in self._kinds)

    def holds(self, instant: datetime) -> bool:
        """Whether what is due at ``instant``, or some of it, is being done early."""
        return any(
            piece.first <= instant <= piece.at
            for kind in self._kinds
            for piece in list(kind.at_work.values())
        )

    def _run(self) -> None:
        self._ending.wait(self._wary_for)
        while not self._ending.is_set():
            try:
                pause = self._begin_what_can_be()
            except (DatabaseError, InterfaceError) as error:
                logger.warning("what could be begun early can't be asked of the database: %s", error)
                connections.close_all()
                pause = AFTER_OUTAGE
            self._ending.wait(pause)
        connections.close_all()

    def _begin_what_can_be(self) -> float:
        """Returns for how many seconds there is nothing more to begin."""
        now = database_now()
        self._threads = [self._threads[0], *(thread for thread in self._threads[1:] if thread.is_alive())]
        pause = LOOK_EVERY
        for kind in self._kinds:
            pieces, later = kind.to_begin(now)
            for piece in pieces:
                self._begin(kind, piece, now)
            if later is not None:
                pause = min(pause, max((later - now).total_seconds(), SHORTEST_PAUSE))
        return pause

    def _begin(self, kind: Kind, piece: Piece, now: datetime) -> None:
        kind.at_work[piece.key] = piece
        self._until[piece.key] = time.monotonic() + max((piece.at - now).total_seconds(), 0.0)
        thread = threading.Thread(
            target=self._do, args=(kind, piece), name=f"early: {piece.key}", daemon=True
        )
        self._threads.append(thread)
        thread.start()

    def _do(self, kind: Kind, piece: Piece) -> None:
        is_dealt_with = False
        try:
            # Once: whatever goes wrong is left to the ordinary run at the instant.
            is_dealt_with = piece.do(self._ending.wait)
        except (DatabaseError, InterfaceError) as error:
            logger.warning("%s can't be begun early: %s", piece.key, error)
        finally:
            kind.done(piece, is_dealt_with=is_dealt_with)
            del self._until[piece.key]
            connections.close_all()
