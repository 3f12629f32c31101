"""What is scheduled, as one list of go-lives and expiries, read in a number of queries that does not grow with it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.admin.utils import quote
from django.contrib.contenttypes.models import ContentType
from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from wagtail.models import DraftStateMixin, Page, Revision
from wagtail.permissions import policy_registry

from cms.publishing import sources
from cms.publishing.due import draftable_models
from cms.publishing.models import JobKind, JobState, PublishJob, Rehearsal, RehearsalState
from cms.publishing.people import schedulers_of
from cms.publishing.rehearsal import problems_of
from cms.publishing.selectors import LATE_AFTER, unfinished_jobs
from cms.publishing.words import VERBS

MAY_SEE = frozenset({"change", "publish"})


class State(StrEnum):
    """How a piece of scheduled work stands, in an editor's words."""

    SCHEDULED = "scheduled"
    WOULD_FAIL = "would fail"
    LATE = "late"
    FAILED = "failed, is tried again"
    BLOCKED = "blocked"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One thing that happens by itself at ``due``: a version goes live, an object goes offline, or what an app above
    keeps in a table of its own.

    ``reason``: why it is blocked, failing or would fail. ``edit_url`` is empty for what is left of a deleted object.
    ``scheduled_by`` and ``owner`` are ids of users. ``content_type_id``: its most specific type.
    """

    kind: JobKind
    due: datetime
    state: State
    reason: str
    title: str
    content_type_id: int
    edit_url: str
    revision_id: int | None
    scheduled_by: int | None
    owner: int | None

    @property
    def what(self) -> str:
        """What happens, as said of a title before it."""
        return VERBS[self.kind].happens


@dataclass(frozen=True)
class _Planned:
    """A row of Wagtail's columns, before it is known who may see it."""

    kind: JobKind
    due: datetime
    title: str
    base_type_id: int
    type_id: int
    object_id: str
    revision_id: int | None = None
    saved_by: int | None = None


@dataclass(frozen=True, kw_only=True)
class Span:
    """Due after ``after`` and until ``until``; where one is None, without that end. Of each sort ``limit``."""

    after: datetime | None = None
    until: datetime | None = None
    limit: int | None = None

    def rows(self, rows: QuerySet[Any], field: str) -> QuerySet[Any]:
        if self.after is not None:
            rows = rows.filter(**{f"{field}__gt": self.after})
        if self.until is not None:
            rows = rows.filter(**{f"{field}__lte": self.until})
        return rows.order_by(field, "pk")[: self.limit]


def agenda_for(*, user: Any, now: datetime, span: Span, elsewhere: list[Entry] | None = None) -> list[Entry]:
    """What is scheduled in ``span``, as far as ``user`` may see it, the first due first.

    What should have happened and has not is part of it, where the span reaches back so far. ``elsewhere``: what apps
    above keep of it, where the caller has read that.
    """
    scheduled = Revision.objects.filter(approved_go_live_at__isnull=False)
    planned = [*_publishes(span.rows(scheduled, "approved_go_live_at"))]
    for model in draftable_models():
        expiring = model._default_manager.filter(live=True, expire_at__isnull=False)
        planned += _expiries(model, span.rows(expiring, "expire_at"))
    kept_elsewhere = _kept_elsewhere(user, now, span) if elsewhere is None else elsewhere
    return sorted([*_seen_by(user, planned, now), *kept_elsewhere], key=_order)


def coming_and_doubtful(*, user: Any, now: datetime, span: Span) -> tuple[list[Entry], list[Entry]]:
    """:func:`agenda_for` the span, which begins now, and :func:`would_fail_for`. What apps above keep is read once."""
    ahead = _kept_elsewhere(user, now, Span(after=now))
    within = [entry for entry in ahead if span.until is None or entry.due <= span.until]
    return (
        agenda_for(user=user, now=now, span=span, elsewhere=within),
        would_fail_for(user=user, now=now, elsewhere=ahead),
    )


def would_fail_for(*, user: Any, now: datetime, elsewhere: list[Entry] | None = None) -> list[Entry]:
    """What failed in its last trial run and is still to come, as far as ``user`` may see it, the first due first."""
    failed = Rehearsal.objects.filter(
        state=RehearsalState.FAILED, revision_id=OuterRef("pk"), due=OuterRef("approved_go_live_at")
    )
    revisions = Revision.objects.filter(Exists(failed), approved_go_live_at__gt=now)
    kept_elsewhere = _kept_elsewhere(user, now, Span(after=now)) if elsewhere is None else elsewhere
    doubtful = [entry for entry in kept_elsewhere if entry.state is State.WOULD_FAIL]
    return sorted([*_seen_by(user, [*_publishes(revisions)], now), *doubtful], key=_order)


def _kept_elsewhere(user: Any, now: datetime, span: Span) -> list[Entry]:
    return [entry for source in sources.all_sources() for entry in source.planned(user, now, span)]


def _order(entry: Entry) -> tuple[datetime, bool, str]:
    return (entry.due, entry.kind == JobKind.EXPIRE, entry.title)


def _seen_by(user: Any, planned: list[_Planned], now: datetime) -> list[Entry]:
    sight = _Sight(user, planned)
    standing = _Standing(planned, now)
    by = schedulers_of([item.revision_id for item in planned if item.revision_id is not None])
    return [
        _entry(item, *standing.of(item), sight, by.get(item.revision_id or 0, item.saved_by))
        for item in planned
        if sight.includes(item)
    ]


def _entry(item: _Planned, state: State, reason: str, sight: _Sight, scheduled_by: int | None) -> Entry:
    return Entry(
        kind=item.kind,
        due=item.due,
        state=state,
        reason=reason,
        title=item.title,
        content_type_id=item.type_id,
        edit_url=sight.edit_url(item),
        revision_id=item.revision_id,
        scheduled_by=scheduled_by,
        owner=sight.owner(item),
    )


def _publishes(revisions: QuerySet[Revision]) -> Iterator[_Planned]:
    columns = (
        *("approved_go_live_at", "object_str", "base_content_type_id", "content_type_id"),
        *("object_id", "pk", "user_id"),
    )
    for row in revisions.values_list(*columns):
        yield _Planned(JobKind.PUBLISH, *row)


def _expiries(model: type[DraftStateMixin], rows: QuerySet[Any]) -> Iterator[_Planned]:
    base = ContentType.objects.get_for_model(model, for_concrete_model=False)
    for row in rows.select_related("latest_revision").defer("latest_revision__content"):
        last = row.latest_revision
        type_id = last.content_type_id if last is not None else _type_of(row, base)
        saved_by = last.user_id if last is not None else None
        yield _Planned(
            JobKind.EXPIRE, row.expire_at, str(row), base.pk, type_id, str(row.pk), saved_by=saved_by
        )


def _type_of(row: Any, base: ContentType) -> int:
    return row.content_type_id if isinstance(row, Page) else base.pk


class _Sight:
    """What of the planned a user may see: pages and entries they may change or publish. Superusers see what is left of
    deleted ones, too."""

    def __init__(self, user: Any, planned: Collection[_Planned]) -> None:
        self._sees_all = user.is_superuser
        self._page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False).pk
        page_ids = {item.object_id for item in planned if item.base_type_id == self._page_type}
        pages = policy_registry.get_by_type(Page).instances_user_has_any_permission_for(user, MAY_SEE)
        owners = pages.filter(pk__in=page_ids).values_list("pk", "owner_id")
        self._owners = {str(pk): owner for pk, owner in owners}
        entry_types = {item.type_id for item in planned if item.base_type_id != self._page_type}
        self._edit_views = {type_id: _edit_view_of(type_id, user) for type_id in entry_types}

    def includes(self, item: _Planned) -> bool:
        return self._sees_all or bool(self.edit_url(item))

    def edit_url(self, item: _Planned) -> str:
        if item.base_type_id == self._page_type:
            known = item.object_id in self._owners
            return reverse("wagtailadmin_pages:edit", args=[item.object_id]) if known else ""
        view = self._edit_views[item.type_id]
        return reverse(view, args=[quote(item.object_id)]) if view else ""

    def owner(self, item: _Planned) -> int | None:
        return self._owners.get(item.object_id) if item.base_type_id == self._page_type else None


def _edit_view_of(type_id: int, user: Any) -> str:
    """The name of the view that edits entries of this type; empty where the user may not, or the type is gone."""
    model: Any = ContentType.objects.get_for_id(type_id).model_class()
    if model is None or not policy_registry.get_by_type(model).user_has_any_permission(user, MAY_SEE):
        return ""
    return str(model.snippet_viewset.get_url_name("edit"))


class _Standing:
    """How each of the planned stands: from its job row, its trial run and the time."""

    def __init__(self, planned: Collection[_Planned], now: datetime) -> None:
        self._now = now
        self._jobs = {_key_of_job(job): job for job in unfinished_jobs()}
        failed = Rehearsal.objects.filter(state=RehearsalState.FAILED)
        self._failed = {(row.revision_id, row.due): row for row in failed} if planned else {}

    def of(self, item: _Planned) -> tuple[State, str]:
        """The state, and the reason for it."""
        trial = self._failed.get((item.revision_id or 0, item.due))
        doubts = [str(problem) for problem in problems_of(trial)] if trial is not None else []
        return standing(self._jobs.get(_key(item)), due=item.due, doubts=doubts, now=self._now)


def standing(
    job: PublishJob | None, *, due: datetime, doubts: Collection[str], now: datetime
) -> tuple[State, str]:
    """The state of something due, and the reason for it. ``doubts``: what its last trial run found, in words."""
    if job is not None:
        return (State.BLOCKED if job.state == JobState.BLOCKED else State.FAILED), job.error
    if due <= now - LATE_AFTER:
        return State.LATE, ""
    return (State.WOULD_FAIL if doubts else State.SCHEDULED), " ".join(doubts)


def _key(item: _Planned) -> tuple[Any, ...]:
    if item.kind == JobKind.PUBLISH:
        return (item.kind, item.revision_id, item.due)
    return (item.kind, item.base_type_id, item.object_id, item.due)


def _key_of_job(job: PublishJob) -> tuple[Any, ...]:
    if job.kind == JobKind.PUBLISH:
        return (job.kind, job.revision_id, job.due)
    return (job.kind, job.content_type_id, job.object_id, job.due)
