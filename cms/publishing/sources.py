"""Scheduled work that an app above keeps in a table of its own, beside Wagtail's columns.

The engine treats it like everything else that is due: each piece is done in one transaction, once, tried again when it
fails, and blocked when that is of no use. The table decides what is due; nothing here is kept in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ImproperlyConfigured

from cms.publishing.models import JobKind, PublishJob

if TYPE_CHECKING:
    from django.db.models import Model

    from cms.publishing.agenda import Entry, Span
    from cms.publishing.ahead import Piece
    from cms.publishing.due import Due
    from cms.publishing.scheduled import Outcome


@dataclass(frozen=True, kw_only=True)
class Source:
    """One such table.

    ``due_now(now, limit)``: work due, without what is held back (:func:`cms.publishing.due.held_back`).
    ``next_due(after)``: the first instant later than that, None if there is none.
    ``do(item, now)``: do it, in the engine's transaction; raises what stops it.
    ``failed(item, error)``: write down what stopped it, in the transaction that counts the try.
    ``is_scheduled(job)``: whether the schedule that a job row speaks of still stands.
    ``cancel(job, user)``: take that schedule back; False if it was done or changed meanwhile.
    ``scheduled_by(item)``: the id of the user who scheduled it; None where that is not known.
    ``model``: of the rows, for whoever names their type. ``planned(user, now, span)``: what of it falls within the
    span, as far as the user may see it. ``doubts(object_id, due)``: what the last trial run found wrong
    with work that is still scheduled so, in words.
    ``ahead(now)``: work that can be begun before its time, the first due first; ``most_ahead``: how much of it at once.
    """

    kind: JobKind
    model: type[Model]
    due_now: Callable[[datetime, int], list[Due]]
    next_due: Callable[[datetime], datetime | None]
    do: Callable[[Due, datetime], Outcome]
    failed: Callable[[Due, BaseException], None]
    is_scheduled: Callable[[PublishJob], bool]
    cancel: Callable[[PublishJob, Any], bool]
    scheduled_by: Callable[[Due], int | None]
    planned: Callable[[Any, datetime, Span], list[Entry]]
    doubts: Callable[[str, datetime], list[str]]
    ahead: Callable[[datetime], list[Piece]]
    most_ahead: int


_sources: dict[JobKind, Source] = {}


def register(source: Source) -> None:
    """Make ``source`` part of what is due. Raises ``ImproperlyConfigured`` if its kind is taken."""
    if source.kind in _sources:
        raise ImproperlyConfigured(f"two sources of scheduled work are called {source.kind!r}")
    _sources[source.kind] = source


def all_sources() -> list[Source]:
    return list(_sources.values())


def of_kind(kind: str) -> Source | None:
    """The source of work of this kind; None where it stands in Wagtail's columns."""
    return _sources.get(JobKind(kind))
