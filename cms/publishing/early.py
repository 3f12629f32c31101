"""Working early and committing on time: pages go live at their instant, not when the work that begins then is done.

What is due soon is published in a transaction that stays open until the instant has come. Readers see nothing of it
before, editors wait for its locks a moment longer, and whatever goes wrong on the way is simply left to the ordinary
run at that instant: nothing here counts as a try.

A process prepares one group of pages after the other and holds several at once. Processes share what there is.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.db import connection, transaction

from cms.core.locking import check_references_now, limit_lock_waits, takes_on
from cms.core.moment import database_now
from cms.events.holding import Numbers, numbers_held
from cms.publishing import batches, jobs
from cms.publishing.ahead import (
    LOCK_WAIT,
    Abandoned,
    LetGo,
    Piece,
    Precedence,
    Wait,
    hold_until,
    let_go_for_others,
)
from cms.publishing.due import Due, pages_coming

logger = logging.getLogger(__name__)

# What is due within this time of each other goes live together, at the last of its instants.
TOGETHER = timedelta(milliseconds=20)
# Where many are due, they can't all be held apart.
CROWD = 20
TOGETHER_IN_A_CROWD = timedelta(milliseconds=250)
MOST_TOGETHER = 500
MOST_LOOKED_AT = 2000
# Who looks every second has to see what is to be begun before the next look.
LOOK_FURTHER = timedelta(seconds=2)
# For how long the locks may be held. SQLite has one for all writers.
LONGEST_LEAD = {"postgresql": timedelta(seconds=60), "sqlite": timedelta(milliseconds=400)}
# Others publish while this one is held, but not on SQLite.
MOST_HELD = {"postgresql": 12, "sqlite": 1}
# How long a page takes, before that is known, and what is allowed for one that takes longer.
FIRST_PACE = timedelta(milliseconds=100)
ALLOWANCE = 1.5
# What is begun late is done late, and holds up what comes after it: a processor that others use, too, is slower now and
# then.
MARGIN = {"postgresql": timedelta(milliseconds=1500), "sqlite": timedelta(milliseconds=50)}
# What was let go of is begun anew if there is this much more time than that takes.
REDO_MARGIN = timedelta(milliseconds=400)
# Saved, then shown, so many at a time; between two it is asked whether there is time for more.
AT_ONCE = 20
# To number events, which is done last because others wait for the number.
NUMBERING = timedelta(milliseconds=25)
NUMBERING_EACH = timedelta(milliseconds=1)
COMMITTING = timedelta(milliseconds=3)
# Of several groups for the same instant, each numbers its events when the one before has committed.
NUMBERING_WAIT = "10s"


@dataclass(frozen=True)
class Group:
    """Pages that go live together, the first due first; never empty."""

    items: tuple[Due, ...]

    @property
    def first(self) -> datetime:
        """The first due instant."""
        return self.items[0].due

    @property
    def at(self) -> datetime:
        """The last due instant, at which readers see them."""
        return self.items[-1].due


def grouped(items: Sequence[Due]) -> list[Group]:
    """What is due, in order, as groups: those due almost together; in a crowd, a quarter of a second at a time."""
    groups = []
    rest = list(items)
    while rest:
        size = _due_within(rest, TOGETHER)
        in_a_crowd = _due_within(rest, TOGETHER_IN_A_CROWD)
        if in_a_crowd > CROWD:
            size = min(in_a_crowd, MOST_TOGETHER)
        groups.append(Group(tuple(rest[:size])))
        rest = rest[size:]
    return groups


def _due_within(items: Sequence[Due], span: timedelta) -> int:
    return sum(item.due <= items[0].due + span for item in items[: MOST_TOGETHER + 1])


def planned(groups: Sequence[Group], *, pace: timedelta) -> Iterator[tuple[Group, datetime]]:
    """The groups, which are in order, each with when to begin for it to be done when the next one has to begin.

    ``pace``: how long one page takes.
    """
    begins: list[datetime] = []
    for group in reversed(groups):
        ends = min([group.at - margin(), *begins[-1:]])
        begins.append(max(ends - pace * ALLOWANCE * len(group.items), group.at - longest_lead()))
    return zip(groups, reversed(begins), strict=True)


def longest_lead() -> timedelta:
    return LONGEST_LEAD.get(connection.vendor, timedelta(0))


def longest_wait() -> timedelta:
    """More than there can be to wait, unless the clock was set back."""
    return longest_lead() + LOOK_FURTHER


def margin() -> timedelta:
    return MARGIN.get(connection.vendor, timedelta(0))


def most_held() -> int:
    return MOST_HELD.get(connection.vendor, 0)


class EarlyPages:
    """What one process does early of pages."""

    def __init__(self, precedence: Precedence | None = None) -> None:
        self._pace = FIRST_PACE
        # Threads share one processor: two groups prepared at the same time would both be late.
        self._bench = threading.Lock()
        self._precedence = precedence or Precedence()
        # What it is at, and what it is not to begin with again.
        self._at: dict[Due, None] = {}
        self._taken: dict[Due, None] = {}

    def pieces(self, now: datetime) -> list[Piece]:
        """The groups to come that this process is not at, the first due first."""
        for item in list(self._taken):
            if item.due <= now:
                self._taken.pop(item, None)
        coming = pages_coming(now=now, until=now + longest_lead() + LOOK_FURTHER, limit=MOST_LOOKED_AT)
        groups = grouped([item for item in coming if item not in self._taken])
        return [
            Piece(
                key=group.items[0],
                first=group.first,
                at=group.at,
                begins=begins,
                do=partial(self._do, group),
            )
            for group, begins in planned(groups, pace=self._pace)
        ]

    def is_at(self, item: Due) -> bool:
        """Whether this process is at ``item`` at this moment."""
        return item in self._at

    def _do(self, group: Group, wait: Wait) -> bool:
        self._at.update(dict.fromkeys(group.items))
        self._taken.update(dict.fromkeys(group.items))
        try:
            is_dealt_with = self.publish(group=group, wait=wait) is not None
        except LetGo:
            is_dealt_with = False
        finally:
            for item in group.items:
                self._at.pop(item, None)
        if not is_dealt_with:
            for item in group.items:
                self._taken.pop(item, None)
        return is_dealt_with

    def publish(self, *, group: Group, wait: Wait) -> int | None:
        """Publish what can be of ``group``, to be seen from ``group.at`` on. Returns how many pages that were; None if
        another process is at it.

        Nothing is left behind of what failed. Raises ``LetGo``.
        """
        try:
            # To its very end, which is the commit.
            with ExitStack() as finish, transaction.atomic(durable=True), numbers_held() as numbers:
                with self._at_the_bench(group), connection.execute_wrapper(self._precedence.give_way):
                    if not takes_on("early", group.items[0].revision_id or 0):
                        return None
                    limit_lock_waits(LOCK_WAIT)
                    began = time.monotonic()
                    ready = self._prepare(group, numbers)
                    took = timedelta(seconds=time.monotonic() - began)
                if not ready:
                    return 0
                self._pace += (took / len(ready) - self._pace) / 4
                self._hold(group, ready, numbers, wait, time_to_redo=took * ALLOWANCE + REDO_MARGIN)
                # With what is likely: nothing is left to do at the instant but the commit.
                jobs.finish_publishes(items=ready, now=max(database_now(), group.at))
                check_references_now()
                hold_until(group.at - COMMITTING, wait, longest=longest_wait())
                finish.enter_context(self._precedence.first())
                hold_until(group.at, wait, longest=longest_wait())
        except Abandoned:
            return 0
        except LetGo:
            raise
        except Exception:  # the edge of a task: the ordinary run finds out what it was, and writes it down
            logger.warning("work begun early for %s is left to its instant", group.at, exc_info=True)
            return 0
        jobs.date_publishes(items=ready, now=database_now())
        return len(ready)

    @contextmanager
    def _at_the_bench(self, group: Group) -> Iterator[None]:
        """Raises ``Abandoned`` where its instant comes before its turn: then the ordinary run is faster."""
        if not self._bench.acquire(timeout=max(0.0, (group.at - database_now()).total_seconds())):
            raise Abandoned
        try:
            yield
        finally:
            self._bench.release()

    def _prepare(self, group: Group, numbers: Numbers) -> list[Due]:
        """Those that are saved and rendered: one at least if the instant lies ahead, more if there is time for them."""
        now = database_now()
        check = let_go_for_others(time_to_redo=self._pace * ALLOWANCE * len(group.items) + REDO_MARGIN)
        ends = time.monotonic() + (group.at - now - numbering(len(group.items))).total_seconds()
        ready: list[Due] = []
        # Of two versions of one page, the second goes out by itself.
        left = list({item.object_id: item for item in reversed(group.items)}.values())[::-1]
        fit = 1 if now < group.at else 0
        while left:
            fit = max(fit, int((ends - time.monotonic()) / self._pace.total_seconds()))
            if fit < 1:
                break
            several = left[: min(fit, AT_ONCE)]
            left = left[len(several) :]
            ready += _put_through(several, group.at, numbers)
            if left:
                fit = 0
                check(group.at - database_now())
        return ready

    def _hold(
        self, group: Group, ready: list[Due], numbers: Numbers, wait: Wait, *, time_to_redo: timedelta
    ) -> None:
        check = let_go_for_others(time_to_redo=time_to_redo)
        hold_until(group.at - numbering(len(ready)), wait, longest=longest_wait(), check=check)
        limit_lock_waits(NUMBERING_WAIT)
        with self._precedence.first():
            numbers.release()


def numbering(count: int) -> timedelta:
    """How long it takes to number so many events and to store what belongs to them."""
    return NUMBERING + NUMBERING_EACH * count


def _put_through(items: list[Due], at: datetime, numbers: Numbers) -> list[Due]:
    """Save and show what can be of a few; whatever does not succeed leaves no trace."""
    while items:
        before = len(numbers)
        try:
            with transaction.atomic():
                saving = batches.put_through(
                    items, most=len(items), now=at, numbers=numbers, longest=float("inf")
                )
        except batches.Spoilt as spoilt:
            numbers.cut_back_to(before)
            items = [item for item in items if item != spoilt.item]
        except Exception:  # the edge of a task: each is tried alone at its instant, and written down
            logger.info("%s pages could not be published early", len(items), exc_info=True)
            numbers.cut_back_to(before)
            break
        else:
            return saving.done
    return []
