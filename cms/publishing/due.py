"""What is due now and what will be due next, read from Wagtail's own columns every time.

The columns are cleared by ``queryset.update()``, which sends no signal, so nothing here is ever kept in memory.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import CharField, Exists, Min, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.models import DraftStateMixin, Page, Revision

from cms.publishing import sources
from cms.publishing.models import JobKind, JobState, PublishJob


@dataclass(frozen=True, kw_only=True)
class Due:
    """One piece of scheduled work. ``revision_id``: only of a publish; ``tried``: it has failed before."""

    kind: JobKind
    due: datetime
    content_type_id: int
    object_id: str
    revision_id: int | None = None
    tried: bool = False

    def jobs(self) -> QuerySet[PublishJob]:
        """The job row of this work, if it was ever tried."""
        if self.kind == JobKind.PUBLISH:
            return PublishJob.objects.filter(kind=self.kind, revision_id=self.revision_id, due=self.due)
        return PublishJob.objects.filter(
            kind=self.kind, content_type_id=self.content_type_id, object_id=self.object_id, due=self.due
        )


def due_now(*, now: datetime, limit: int = 200, free: bool = False) -> list[Due]:
    """Work due at ``now``, without what waits for its next try or is blocked: first what was never tried, so that what
    keeps failing holds up nothing, and in either part the longest due first.

    Of two things due in the same instant the publish comes first: a page whose new version replaces the expiring one at
    that instant then stays readable throughout, and the expiry, asked again, finds nothing to do.

    ``free``: without publishes that somebody is at, of which there may be as many as ``limit``.
    """
    found = _free_publishes_due(now, limit) if free else _publishes_due(now, limit)
    for model in draftable_models():
        found += _expiries_due(model, now, limit)
    for source in sources.all_sources():
        found += source.due_now(now, limit)
    found.sort(key=lambda item: (item.tried, item.due, item.kind == JobKind.EXPIRE))
    return found[:limit]


def newest_due(*, now: datetime, limit: int) -> list[Due]:
    """The publishes that became due last and were never tried, the latest first. For when there is so much due that
    :func:`due_now` does not reach them: an urgent change must not wait behind all the rest."""
    found = _publishes_due(now, limit, newest_first=True)
    for source in sources.all_sources():
        found += source.due_now(now, limit)
    found.sort(key=lambda item: item.due, reverse=True)
    return [item for item in found if not item.tried][:limit]


def pages_coming(*, now: datetime, until: datetime, limit: int) -> list[Due]:
    """The publishes of pages due between the two, and never tried; the first due first."""
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    pages = Q(base_content_type=page_type, approved_go_live_at__gt=now)
    return [item for item in _publishes_due(until, limit, only=pages) if not item.tried]


def next_due(*, after: datetime) -> datetime | None:
    """The first instant later than ``after`` at which something may have to be done; None if nothing is scheduled."""
    instants: list[datetime | None] = [
        _first(Revision.objects.filter(approved_go_live_at__gt=after), "approved_go_live_at"),
        _first(PublishJob.objects.filter(state=JobState.WAITING, next_try_at__gt=after), "next_try_at"),
    ]
    for model in draftable_models():
        live: QuerySet[Any] = model._default_manager.filter(live=True, expire_at__gt=after)
        instants.append(_first(live, "expire_at"))
    instants += [source.next_due(after) for source in sources.all_sources()]
    return min((instant for instant in instants if instant is not None), default=None)


def held_back(now: datetime) -> Q:
    """Job rows of work that is blocked, or waits for a next try that lies ahead."""
    return Q(state=JobState.BLOCKED) | Q(state=JobState.WAITING, next_try_at__gt=now)


def draftable_models() -> list[type[DraftStateMixin]]:
    """Every model whose rows have a schedule, once: pages are rows of ``Page``, whatever their type."""
    models = [model for model in apps.get_models() if issubclass(model, DraftStateMixin)]
    return [
        model for model in models if not any(parent in models for parent in model._meta.get_parent_list())
    ]


def specific_object(row: Any) -> Any:
    """A row of one of :func:`draftable_models` as its most specific type."""
    if isinstance(row, Page):
        return row.specific
    for model in apps.get_models():
        if issubclass(model, type(row)) and model is not type(row):
            found = model._default_manager.filter(pk=row.pk).first()
            if found is not None:
                return specific_object(found)
    return row


def _free_publishes_due(now: datetime, limit: int) -> list[Due]:
    with transaction.atomic():
        return _publishes_due(now, limit, free=True)


def _publishes_due(
    now: datetime, limit: int, *, newest_first: bool = False, only: Q | None = None, free: bool = False
) -> list[Due]:
    jobs = PublishJob.objects.filter(
        kind=JobKind.PUBLISH, revision_id=OuterRef("pk"), due=OuterRef("approved_go_live_at")
    )
    rows = (
        Revision.objects.filter(
            only or Q(), ~Exists(jobs.filter(held_back(now))), approved_go_live_at__lte=now
        )
        .annotate(tried=Exists(jobs))
        .order_by("tried", "-approved_go_live_at" if newest_first else "approved_go_live_at", "pk")
        .values_list("pk", "approved_go_live_at", "base_content_type_id", "object_id", "tried")
    )
    if free:
        rows = rows.select_for_update(
            skip_locked=connection.features.has_select_for_update_skip_locked, of=("self",)
        )
    return [
        Due(
            kind=JobKind.PUBLISH,
            due=due,
            content_type_id=type_id,
            object_id=object_id,
            revision_id=pk,
            tried=tried,
        )
        for pk, due, type_id, object_id, tried in rows[:limit]
    ]


def _expiries_due(model: type[DraftStateMixin], now: datetime, limit: int) -> list[Due]:
    type_id = ContentType.objects.get_for_model(model, for_concrete_model=False).pk
    jobs = PublishJob.objects.filter(
        kind=JobKind.EXPIRE, content_type_id=type_id, object_id=OuterRef("text_pk"), due=OuterRef("expire_at")
    )
    rows = (
        model._default_manager.filter(live=True, expire_at__lte=now)
        .annotate(text_pk=Cast("pk", CharField()))
        .filter(~Exists(jobs.filter(held_back(now))))
        .annotate(tried=Exists(jobs))
        .order_by("tried", "expire_at", "pk")
        .values_list("text_pk", "expire_at", "tried")
    )
    return [
        Due(kind=JobKind.EXPIRE, due=due, content_type_id=type_id, object_id=object_id, tried=tried)
        for object_id, due, tried in rows[:limit]
    ]


def _first(rows: QuerySet[Any], field: str) -> datetime | None:
    return rows.aggregate(first=Min(field))["first"]
