"""Working off a backlog: pages that are due go live several in one transaction, and share what each would do alone.

All are saved, each in a savepoint, then all are rendered, then their events are numbered and everything is written in
as many queries as for one. Whatever does not succeed is left to be done alone, which counts the try and writes down
what it was.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

from cms.core.locking import limit_lock_waits
from cms.core.moment import database_now
from cms.core.reading import read_together
from cms.core.reference_index import references_updated_once
from cms.core.search_entries import entries_made_together
from cms.core.together import done_together
from cms.events.holding import Numbers, Showing, numbers_held, showing_held
from cms.publishing import jobs
from cms.publishing.bulk_publish import publish_usual
from cms.publishing.due import Due
from cms.publishing.models import JobKind
from cms.publishing.projections import projecting_together
from cms.publishing.scheduled import LOCK_WAIT, Outcome, publish

logger = logging.getLogger(__name__)

# For how long pages are saved one by one before the first of them is seen. Editors of one of them wait for that, too.
LONGEST = 1.0


@dataclass
class Batch:
    """What became of the pages: how many ended in each outcome, and those still to be done, each alone."""

    outcomes: Counter[Outcome] = field(default_factory=Counter)
    left: list[Due] = field(default_factory=list)


class Spoilt(Exception):
    """One of the pages can't be shown; others may have been rendered with it."""

    def __init__(self, item: Due) -> None:
        self.item = item
        super().__init__(f"{item} can't be shown")


def can_be_batched(item: Due) -> bool:
    """Whether it is a page's first try at going live, in a database where it keeps nobody else from writing."""
    if connection.vendor != "postgresql" or item.tried or item.kind != JobKind.PUBLISH:
        return False
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    return item.content_type_id == page_type.pk


def publish_batch(
    *,
    items: Sequence[Due],
    instead: Sequence[Due] = (),
    now: datetime,
    stopping: Callable[[], bool] = lambda: False,
) -> Batch:
    """Publish what can be of ``items``, for which ``can_be_batched`` holds. Leaves nothing behind of the others.

    ``instead``: more of that kind, for those that somebody holds or has done, so that two who work at a backlog share
    it. What time did not allow for is not among those left: it is due as before.
    """
    together, alone, most = [*items, *instead], [], len(items)
    while most > 1:
        try:
            outcomes, left = _publish(together, most, now, stopping)
        except Spoilt as spoilt:
            # Rarely more than one in a backlog, and what was rendered may show it.
            together.remove(spoilt.item)
            alone.append(spoilt.item)
            most -= 1
        except Exception:  # the edge of a task: each is tried alone, and its row remembers what it was
            logger.warning("%s pages are published one by one", most, exc_info=True)
            break
        else:
            return Batch(outcomes, [*left, *alone])
    return Batch(left=[*(item for item in items if item not in alone), *alone])


def _publish(
    items: Sequence[Due], most: int, now: datetime, stopping: Callable[[], bool]
) -> tuple[Counter[Outcome], list[Due]]:
    with transaction.atomic(durable=True), numbers_held() as numbers:
        limit_lock_waits(LOCK_WAIT)
        saving = put_through(items, most=most, now=now, numbers=numbers, longest=LONGEST, stopping=stopping)
        numbers.release()
        jobs.finish_publishes(items=saving.done, now=database_now())
    saving.outcomes[Outcome.DONE] = len(saving.saved)
    return +saving.outcomes, saving.left


def put_through(
    items: Sequence[Due],
    *,
    most: int,
    now: datetime,
    numbers: Numbers,
    longest: float,
    stopping: Callable[[], bool] = lambda: False,
) -> Saving:
    """Save, then show, what can be of ``items`` in the caller's transaction, with the numbers of their events held.

    ``most``: how many of them; ``longest``: for how many seconds to begin another. Raises ``Spoilt`` where one of them
    can't be shown; the caller then rolls all of them back.
    """
    with references_updated_once(), entries_made_together():
        saving = _save_some(items, most, now, numbers, time.monotonic() + longest, stopping)
        pks = [int(item.object_id) for item in saving.done]
        with projecting_together(), read_together(pks), done_together():
            for item, showing in saving.saved:
                _show(item, showing)
    return saving


@dataclass
class Saving:
    """Those that are saved, each with what is to be done to show it; those left; and what else there is, counted."""

    saved: list[tuple[Due, Showing]] = field(default_factory=list)
    left: list[Due] = field(default_factory=list)
    outcomes: Counter[Outcome] = field(default_factory=Counter)

    @property
    def done(self) -> list[Due]:
        return [item for item, _ in self.saved]

    @property
    def tried(self) -> int:
        return len(self.saved) + len(self.left)


def _save_some(
    items: Sequence[Due],
    most: int,
    now: datetime,
    numbers: Numbers,
    ends: float,
    stopping: Callable[[], bool],
) -> Saving:
    """First, of each so many, what is usual, at once; then the others, each in a savepoint, while there is time."""
    saving = Saving()
    rest = _one_of_each_page(items)
    while rest and saving.tried < most and not (saving.tried and time.monotonic() > ends) and not stopping():
        some, rest = rest[: most - saving.tried], rest[most - saving.tried :]
        saving.saved += publish_usual(some, now)
        saved = set(saving.done)
        for item in some:
            if item in saved:
                continue
            if (saving.tried and time.monotonic() > ends) or stopping():
                return saving
            _count(saving, item, *_save(item, now, numbers))
    return saving


def _one_of_each_page(items: Sequence[Due]) -> list[Due]:
    """Of two versions of one page the second goes out after the first."""
    chosen: dict[str, Due] = {}
    for item in items:
        chosen.setdefault(item.object_id, item)
    return list(chosen.values())


def _count(saving: Saving, item: Due, outcome: Outcome | None, showing: Showing) -> None:
    if outcome is Outcome.DONE:
        saving.saved.append((item, showing))
    elif outcome is None:
        saving.left.append(item)
    else:
        saving.outcomes[outcome] += 1


def _save(item: Due, now: datetime, numbers: Numbers) -> tuple[Outcome | None, Showing]:
    """The outcome, None for what is to be done alone; with what is to be done to show it."""
    before = len(numbers)
    with showing_held() as showing:
        try:
            with transaction.atomic():
                outcome = publish(item, now)
                if outcome is Outcome.DONE:
                    return outcome, showing
                transaction.set_rollback(True)
        except Exception:  # the edge of a task: as in publish_batch
            logger.info("%s is published alone", item, exc_info=True)
            outcome = Outcome.PASSED_OVER
    numbers.cut_back_to(before)
    return (outcome if outcome in {Outcome.BUSY, Outcome.GONE} else None), showing


def _show(item: Due, showing: Showing) -> None:
    try:
        showing.release()
    except Exception as error:  # the edge of a task: as in publish_batch
        raise Spoilt(item) from error
