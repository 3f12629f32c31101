"""What is derived from a page inside the transaction that publishes it.

A projection prepares its result first (the long part: rendering, scanning), stores what needs no number, and is then
given the event to write the rest with. If it raises, the page does not go live. What may happen later is a consumer of
events instead.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from django.core.exceptions import ImproperlyConfigured

from cms.core.keys import Key
from cms.core.models import BasePage
from cms.core.problems import Problem, PublishRefused
from cms.events.models import Event
from cms.publishing import failures

logger = logging.getLogger(__name__)


class Transition(Enum):
    """What happens to a page on the delivery plane."""

    LIVE = "live"  # it is live, with new content or at a new path
    REFRESHED = "refreshed"  # it is live and something it shows has changed
    GONE = "gone"  # it is not live any more, or deleted


@dataclass(frozen=True)
class Prepared:
    """A projection's result, not yet written.

    ``changed``: whether readers get anything else than what is stored. ``keys``: the objects and lists that whoever
    depends on them must be told of. ``store``: stores the result, but for what comes from the event. ``write``: does
    what is left once the event has its number; nobody else gets one until the commit, so it should be little.
    ``settle``: where nothing has changed, and so no event happens, stores what is new besides; called with the number
    of the newest event, while none can follow it.
    """

    changed: bool
    store: Callable[[], None] = lambda: None
    write: Callable[[Event], None] = lambda _event: None
    keys: frozenset[Key] = field(default_factory=frozenset)
    settle: Callable[[int], None] | None = None


Projection = Callable[[BasePage, Transition, datetime], Prepared]
Lists = Callable[[Collection[int]], Iterable[Key]]
Together = Callable[[], AbstractContextManager[None]]

_projections: dict[str, Projection] = {}
_lists: dict[str, Lists] = {}
_together: dict[str, Together] = {}


def register(
    name: str, projection: Projection, *, lists: Lists | None = None, together: Together | None = None
) -> None:
    """Make a projection known; raises ``ImproperlyConfigured`` if the name is taken.

    ``lists``: says in which automatic lists pages stand, by their ids. ``together``: a block within which what several
    pages need is read once for all of them.
    """
    if name in _projections:
        raise ImproperlyConfigured(f"the projection {name!r} is registered twice")
    _projections[name] = projection
    if lists is not None:
        _lists[name] = lists
    if together is not None:
        _together[name] = together


@contextmanager
def projecting_together() -> Iterator[None]:
    """For pages that go live in one transaction, all of them saved already: read once what several of them need."""
    with ExitStack() as stack:
        for together in _together.values():
            stack.enter_context(together())
        yield


def lists_of(page_ids: Collection[int]) -> set[Key]:
    """The automatic lists that any of these pages stands in."""
    return {key for lists in _lists.values() for key in lists(page_ids)}


def prepare_all(page: BasePage, transition: Transition, now: datetime) -> list[Prepared]:
    """What every projection has to write for ``page``.

    Raises ``PublishRefused``, in words for the editor, where one of them fails; an outage passes through, since trying
    again mends it.
    """
    return [_prepare(name, page, transition, now) for name in _projections]


def _prepare(name: str, page: BasePage, transition: Transition, now: datetime) -> Prepared:
    try:
        return _projections[name](page, transition, now)
    except PublishRefused:
        raise
    except Exception as error:  # the edge of a task: any block may fail; its editor is told, not shown a 500
        if failures.is_outage(error):
            raise
        logger.exception("the projection %s of page %s failed", name, page.pk)
        raise PublishRefused(page.title, [Problem(failures.in_words(error))]) from error
