"""Versions of a page that are still to come: its own schedule, and whatever apps above hold for later.

Each kind has a source. Whoever publishes over such a version asks what becomes of it; where nobody can be asked it is
kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone
from wagtail.models import Revision

from cms.publishing.words import moment_in_words


@dataclass(frozen=True, kw_only=True)
class Pending:
    """One such version.

    ``number``: of what holds it, within its source. ``due``: when it goes live; None where that is not settled.
    ``where``: how it is held, in words that follow “the version”. ``only_keep``: why this user may not do anything else
    with it; empty where they may.
    """

    source: str
    number: int
    revision: Revision
    due: datetime | None
    where: str
    only_keep: str = ""

    @property
    def key(self) -> str:
        return f"{self.source}-{self.number}"

    @property
    def seen(self) -> str:
        """Tells whether it is still what somebody has looked at; a version that is written over has a new time."""
        return f"{self.revision.pk} {self.revision.created_at.isoformat()} {self.due}"

    @property
    def when(self) -> str:
        return moment_in_words(self.due) if self.due is not None else ""


@dataclass(frozen=True, kw_only=True)
class PendingSource:
    """One kind.

    ``pending_of(page, user)``: those of a page, the first due first.
    ``replace(pending, revision, user)``: have ``revision``, newly saved, go live in the place of the one that is held.
    ``cancel(pending, user)``: do not have it go live.
    Both are called in a transaction; they raise what is to be told to the editor as ``CannotAnswer``.
    """

    name: str
    pending_of: Callable[[Any, Any], list[Pending]]
    replace: Callable[[Pending, Revision, Any], None]
    cancel: Callable[[Pending, Any], None]


class CannotAnswer(Exception):
    """What was chosen can't be done; the message says why, in an editor's words. Nothing was changed."""


_sources: dict[str, PendingSource] = {}


def register_pending_source(source: PendingSource) -> None:
    """Have its versions asked about. Raises ``ImproperlyConfigured`` if the name is taken."""
    if source.name in _sources:
        raise ImproperlyConfigured(f"two sources of pending versions are called {source.name!r}")
    _sources[source.name] = source


def source_of(pending: Pending) -> PendingSource:
    return _sources[pending.source]


def pending_of(page: Any, *, user: Any) -> list[Pending]:
    """What is still to come of ``page``, a row of it: its own schedule first. A query for each source."""
    return [pending for source in _sources.values() for pending in source.pending_of(page, user)]


def _scheduled(page: Any, user: Any) -> list[Pending]:
    version = page.scheduled_revision
    # What could not go out in time is open to be mended, and replaced by what is published.
    if version is None or version.approved_go_live_at <= timezone.now():
        return []
    due = version.approved_go_live_at
    where = f"scheduled for {moment_in_words(due)}"
    return [Pending(source=OWN.name, number=version.pk, revision=version, due=due, where=where)]


def _schedule_instead(pending: Pending, revision: Revision, user: Any) -> None:
    revision.publish(user=user)  # for its go-live time, which takes the place of the schedule there was


def _unschedule(pending: Pending, user: Any) -> None:
    version = pending.revision
    version.approved_go_live_at = None
    version.save(user=user, update_fields=["approved_go_live_at"])  # writes the log, too


OWN = PendingSource(name="schedule", pending_of=_scheduled, replace=_schedule_instead, cancel=_unschedule)
