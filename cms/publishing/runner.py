"""Working off everything that is due. The clock, the beat sweep and the command all call this one function."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby, takewhile

from django.db import connection

from cms.core.locking import give_way
from cms.publishing.batches import Batch, can_be_batched, publish_batch
from cms.publishing.due import Due, due_now, newest_due
from cms.publishing.scheduled import Outcome, run_one

# After so many pieces it is asked anew what is due: something fresh may be.
AT_ONCE = 20
# Of what goes out together, each costs less the more there are, and all takes less than a second.
AT_ONCE_TOGETHER = 50
RETRIES_AT_ONCE = 5
# Of a backlog, the last to become due go first, so that nothing waits for all of it.
NEWEST_AT_ONCE = 5


@dataclass
class Summary:
    """How many pieces of work ended in each outcome."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def settled(self) -> int:
        """Work that is not due any more."""
        return sum(self.outcomes[outcome] for outcome in (Outcome.DONE, Outcome.PASSED_OVER, Outcome.GONE))

    @property
    def failed(self) -> int:
        return self.outcomes[Outcome.WAITING] + self.outcomes[Outcome.BLOCKED]

    @property
    def has_progressed(self) -> bool:
        """Whether anything is not due any more; what failed has a next try that lies ahead."""
        return bool(self.settled or self.failed)

    @property
    def busy(self) -> int:
        """Work that somebody else held; it may still be due."""
        return self.outcomes[Outcome.BUSY]

    def __str__(self) -> str:
        parts = [f"{count} {outcome.value}" for outcome, count in sorted(self.outcomes.items())]
        return ", ".join(parts) or "nothing was due"


def run_due(
    *,
    now: datetime,
    limit: int = 200,
    start: float = 0.0,
    wary: bool = False,
    stopping: Callable[[], bool] = lambda: False,
    elsewhere: Callable[[Due], bool] = lambda _: False,
    on_backlog: Callable[[int], None] | None = None,
) -> Summary:
    """Do some of what is due at ``now``. Safe to call from anywhere, at the same time; call again while it progresses.

    ``limit``: how far to look. ``start``: from 0 to 1, where in the list to begin, so that several helpers do not all
    try the same piece. ``stopping`` is asked between two pieces; ``elsewhere(item)``: this process is at it already;
    ``on_backlog`` is told how many there are, up to ``limit``, before the first. ``wary`` as in ``run_one``.
    """
    summary = Summary()
    items = due_now(now=now, limit=limit)
    if len(items) > AT_ONCE:
        # What others have begun early is still due until they commit, and may be all that this sees.
        items = due_now(now=now, limit=limit, free=True) or items[:1]
    busy = [item for item in items if elsewhere(item)]
    if busy:
        summary.outcomes[Outcome.BUSY] = len(busy)
        items = [item for item in items if item not in busy]
    if on_backlog is not None:
        on_backlog(len(items))
    newest = newest_due(now=now, limit=NEWEST_AT_ONCE) if len(items) > AT_ONCE else []
    chosen, further = _some(items, start, newest, portion(wary=wary))
    for several in _in_batches(chosen, wary=wary):
        batch = Batch(left=several)
        if len(several) > 1:
            batch = publish_batch(items=several, instead=further, now=now, stopping=stopping)
            summary.outcomes.update(batch.outcomes)
        for item in batch.left:
            if stopping():
                return summary
            summary.outcomes[run_one(item=item, now=now, wary=wary)] += 1
            give_way()
    return summary


def _in_batches(items: Sequence[Due], *, wary: bool) -> list[list[Due]]:
    """In the order they have, pages that go live in one transaction together, everything else by itself."""
    batches: list[list[Due]] = []
    for is_page, run in groupby(items, key=lambda item: not wary and can_be_batched(item)):
        pieces = list(run)
        batches += [pieces] if is_page else [[item] for item in pieces]
    return batches


def portion(*, wary: bool) -> int:
    """How many are begun at once of what was never tried."""
    return AT_ONCE_TOGETHER if connection.vendor == "postgresql" and not wary else AT_ONCE


def _some(
    items: Sequence[Due], start: float, newest: Sequence[Due], most: int
) -> tuple[list[Due], list[Due]]:
    """What was never tried, the newest of it first, and then a few of those that have failed before.

    And further pages that were never tried.
    """
    first = set(newest)
    fresh = [*newest, *_from([item for item in items if not item.tried and item not in first], start)]
    tried = _from([item for item in items if item.tried], start)
    further = list(takewhile(can_be_batched, fresh[most:]))
    return [*fresh[:most], *tried[:RETRIES_AT_ONCE]], further


def _from(items: Sequence[Due], start: float) -> list[Due]:
    first = int(len(items) * start)
    return [*items[first:], *items[:first]]
