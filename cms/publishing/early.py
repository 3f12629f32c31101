"""Working early and committing on time: pages go live at their instant, not when the work that begins then is done.

What is due soon is published in a transaction that stays open until the instant has come. Readers see nothing of it
before, editors wait for its locks a moment longer, and whatever goes wrong on the way is simply left to the ordinary
run at that instant: nothing here counts as a try.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from wagtail.models import Page

from cms.core.locking import limit_lock_waits
from cms.core.moment import database_now
from cms.events.holding import Numbers, numbers_held
from cms.publishing import jobs
from cms.publishing.due import Due, due_now
from cms.publishing.models import JobKind
from cms.publishing.scheduled import Outcome, publish

logger = logging.getLogger(__name__)

# What is due within this time of each other goes live together, at the last of its instants.
TOGETHER = timedelta(milliseconds=20)
# For how long the locks may be held. SQLite has one for all writers.
LONGEST_LEAD = {"postgresql": timedelta(seconds=15), "sqlite": timedelta(milliseconds=400)}
# Somebody else's lock is no reason to miss the instant.
LOCK_WAIT = "500ms"
# To number an event and store its edition, which is done last because others wait for the number.
NUMBERING = timedelta(milliseconds=12)
MOST_AT_ONCE = 500


class Abandoned(Exception):
    """The instant can't be waited for: the process is to end, or the clock was set back."""


@dataclass(frozen=True, kw_only=True)
class Group:
    """Pages that go live together, the first due first; never empty."""

    items: Sequence[Due]

    @property
    def first(self) -> datetime:
        """The first due instant."""
        return self.items[0].due

    @property
    def at(self) -> datetime:
        """The last due instant, at which readers see them."""
        return self.items[-1].due

    def at_most(self, count: int) -> Group:
        return Group(items=self.items[:count])


def next_group(*, now: datetime) -> Group | None:
    """The next pages to go live that are due soon enough to begin, and were never tried; None if there are none."""
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    coming = [
        item
        for item in due_now(now=now + longest_lead(), limit=MOST_AT_ONCE)
        if item.kind == JobKind.PUBLISH and item.content_type_id == page_type.pk
        if item.due > now and not item.tried
    ]
    if not coming:
        return None
    return Group(items=[item for item in coming if item.due <= coming[0].due + TOGETHER])


def longest_lead() -> timedelta:
    return LONGEST_LEAD.get(connection.vendor, timedelta(0))


def publish_early(*, group: Group, wait: Callable[[float], bool]) -> int:
    """Publish what can be of ``group``, to be seen from ``group.at`` on. Returns how many pages that were.

    ``wait``: sleeps so many seconds; returns True, at once, if the process is to end. Nothing is left behind of what
    failed.
    """
    try:
        with transaction.atomic(durable=True), numbers_held() as held:
            limit_lock_waits(LOCK_WAIT)
            ready = [item for item in group.items if _is_ready(item, group.at, held)]
            if not ready:
                return 0
            _hold_until(group.at - NUMBERING * len(ready), wait)
            held.release()
            _hold_until(group.at, wait)
            jobs.finish_fresh(items=ready, now=database_now())
    except Abandoned:
        return 0
    except Exception:  # the edge of a task: the ordinary run finds out what it was, and writes it down
        logger.warning("work begun early for %s is left to its instant", group.at, exc_info=True)
        return 0
    return len(ready)


def _is_ready(item: Due, at: datetime, held: Numbers) -> bool:
    """Publish in a savepoint; whatever does not succeed leaves no trace."""
    before = len(held)
    try:
        with transaction.atomic():
            if publish(item, at) is Outcome.DONE:
                return True
            transaction.set_rollback(True)
    except Exception:  # the edge of a task: as in publish_early
        logger.info("%s could not be published early", item, exc_info=True)
    held.cut_back_to(before)
    return False


def _hold_until(moment: datetime, wait: Callable[[float], bool]) -> None:
    """Wait by the database's clock, which decides. Raises ``Abandoned``."""
    while (ahead := moment - database_now()) > timedelta(0):
        if ahead > longest_lead() + timedelta(seconds=1) or wait(ahead.total_seconds()):
            raise Abandoned
