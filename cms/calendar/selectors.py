"""What is scheduled and what was done between two instants, as one user may see it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import CharField, Q, QuerySet
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone
from wagtail.admin.utils import get_user_display_name
from wagtail.models import Page, Revision

from cms.calendar import days, topics
from cms.calendar.entries import OPEN, Entry, Place, State, Wanted
from cms.calendar.models import FeedToken
from cms.calendar.periods import start_of
from cms.calendar.subjects import (
    Subject,
    base_type_id_of,
    subjects_of,
    texts_of,
    type_id_of,
    visible_pages,
    visible_snippets,
)
from cms.calendar.topics import Address
from cms.core.moment import moment_in
from cms.publishing import agenda
from cms.publishing.due import draftable_models
from cms.publishing.models import JobKind, JobState, PublishJob, Rehearsal, RehearsalState
from cms.publishing.people import schedulers_of
from cms.publishing.rehearsal import problems_of
from cms.releases.models import Release, ReleaseState
from cms.releases.selectors import may_see_releases, scheduled_releases

# Of each source of entries; who has more in one month reads a week at a time.
MOST = 2_000

EVERYTHING = Wanted()

IN_WORDS = {
    agenda.State.SCHEDULED: State.SCHEDULED,
    agenda.State.WOULD_FAIL: State.WOULD_FAIL,
    agenda.State.LATE: State.LATE,
    agenda.State.FAILED: State.WAITING,
    agenda.State.BLOCKED: State.BLOCKED,
}


@dataclass(frozen=True)
class Found:
    """A time, before it is known who may see what it is about. ``title``: of the version, where there is one."""

    place: Place
    at: datetime
    title: str = ""
    author_id: int | None = None
    done: State | None = None
    all_day: bool = False

    @property
    def address(self) -> tuple[int, str]:
        return (self.place.content_type_id, self.place.object_id)


@dataclass(frozen=True)
class Stretch:
    """The entries of a stretch of time, in order. ``has_more``: there are more than can be shown at once."""

    entries: list[Entry]
    has_more: bool


NOTHING = Stretch([], has_more=False)


def entries_between(
    start: datetime, end: datetime, *, user: Any, now: datetime, wanted: Wanted = EVERYTHING
) -> Stretch:
    """Entries from ``start`` up to, and without, ``end``. A constant number of queries."""
    expiries = list(_expiries(start, end, user))
    jobs = list(_jobs(start, end, user))
    sources = [
        list(_go_lives(start, end, user)),
        expiries,
        _not_told_yet(_carried_expiries(start, end, user), expiries),
        list(_done(jobs)),
        list(_releases(start, end, user)),
        *([*_days(kind, start, end, user, now)] for kind in days.all_kinds()),
    ]
    found = [item for source in sources for item in source]
    subjects = subjects_of({item.address for item in found}, user=user)
    if wanted.topic_id is not None:
        found = _of_topic(wanted.topic_id, found, subjects)
    told = _Telling(user, now, subjects, jobs, found)
    entries = [entry for entry in map(told.entry, found) if entry is not None and wanted.accepts(entry)]
    entries.sort(key=lambda entry: (entry.at, entry.title, entry.place.key))
    return Stretch(entries, has_more=any(len(source) >= MOST for source in sources))


def entry_of(found: Found, *, user: Any, now: datetime) -> Entry | None:
    """What ``user`` may see of what :func:`go_live_of` or :func:`expiry_of` has found; None if that is nothing."""
    type_id, object_id = found.address
    jobs = list(PublishJob.objects.filter(content_type_id=type_id, object_id=object_id, due=found.at))
    return _Telling(user, now, subjects_of({found.address}, user=user), jobs, [found]).entry(found)


def go_live_of(revision_id: int) -> Found | None:
    """When a version goes live; None if it is not scheduled."""
    scheduled = Revision.objects.filter(pk=revision_id, approved_go_live_at__isnull=False)
    return next(_as_go_lives(scheduled), None)


def release_of(release_id: int) -> Found | None:
    """When a release goes out; None if it is not scheduled."""
    return next(_as_releases(scheduled_releases().filter(pk=release_id)), None)


def expiry_of(content_type_id: int, object_id: str) -> Found | None:
    """When a live object expires; None if it does not."""
    model = next((model for model in draftable_models() if type_id_of(model) == content_type_id), None)
    if model is None:
        return None
    rows = model._default_manager.annotate(text_pk=Cast("pk", CharField()))
    at = rows.filter(text_pk=object_id, live=True).values_list("expire_at", flat=True).first()
    place = Place(kind=JobKind.EXPIRE, content_type_id=content_type_id, object_id=object_id)
    return Found(place, at) if at is not None else None


def feed_of(user: Any) -> FeedToken | None:
    """The key to the user's feed, if there is one."""
    return FeedToken.objects.filter(user=user).first()


def owner_of_feed(token: str) -> Any | None:
    """Whose feed the token opens; None for one that is unknown or revoked, or whose owner may not use the admin."""
    found = FeedToken.objects.select_related("user").filter(digest=digest_of(token)).first()
    if found is None or not found.user.is_active:
        return None
    return found.user if found.user.has_perm("wagtailadmin.access_admin") else None


def digest_of(token: str) -> str:
    """As it is kept. The token is as random as the digest, so nothing slower is needed."""
    return sha256(token.encode()).hexdigest()


def _go_lives(start: datetime, end: datetime, user: Any) -> Iterator[Found]:
    rows = _visible(Revision.objects.all(), user)
    return _as_go_lives(rows.filter(approved_go_live_at__gte=start, approved_go_live_at__lt=end))


def _as_go_lives(revisions: QuerySet[Revision]) -> Iterator[Found]:
    names = ("pk", "base_content_type_id", "object_id", "approved_go_live_at", "object_str", "user_id")
    rows = revisions.order_by("approved_go_live_at", "pk").values_list(*names)
    for pk, type_id, object_id, at, title, author_id in rows[:MOST]:
        place = Place(kind=JobKind.PUBLISH, content_type_id=type_id, object_id=object_id, revision_id=pk)
        yield Found(place, at, title, author_id)


def _expiries(start: datetime, end: datetime, user: Any) -> Iterator[Found]:
    tables: list[tuple[int, QuerySet[Any]]] = [(type_id_of(Page), visible_pages(user))]
    tables += [(base_type_id_of(model), model._default_manager.all()) for model in visible_snippets(user)]
    for type_id, rows in tables:
        expiring = rows.filter(live=True, expire_at__gte=start, expire_at__lt=end)
        for pk, at in expiring.order_by("expire_at", "pk").values_list("pk", "expire_at")[:MOST]:
            yield Found(Place(kind=JobKind.EXPIRE, content_type_id=type_id, object_id=str(pk)), at)


def _carried_expiries(start: datetime, end: datetime, user: Any) -> Iterator[Found]:
    """When versions that are not live yet will expire. Their times are text in JSON, so they are compared here."""
    rows = _visible(Revision.objects.all(), user).filter(approved_go_live_at__lt=end)
    names = ("pk", "base_content_type_id", "object_id", "expiry", "object_str", "user_id")
    scheduled = rows.annotate(expiry=KT("content__expire_at")).exclude(expiry=None)
    for pk, type_id, object_id, text, title, author_id in scheduled.order_by("pk").values_list(*names)[:MOST]:
        at = moment_in(text)
        if at is not None and start <= at < end:
            place = Place(kind=JobKind.EXPIRE, content_type_id=type_id, object_id=object_id, revision_id=pk)
            yield Found(place, at, title, author_id, done=State.CARRIED)


def _not_told_yet(carried: Iterable[Found], expiries: list[Found]) -> list[Found]:
    """Without those of versions that expire when what is live does: that is one expiry."""
    told = {(item.address, item.at) for item in expiries}
    return [item for item in carried if (item.address, item.at) not in told]


def _visible(revisions: QuerySet[Revision], user: Any) -> QuerySet[Revision]:
    of_pages = Q(base_content_type_id=type_id_of(Page), object_id__in=texts_of(visible_pages(user)))
    snippets = [type_id_of(model) for model in visible_snippets(user)]
    return revisions.filter(of_pages | Q(content_type_id__in=snippets))


def _jobs(start: datetime, end: datetime, user: Any) -> QuerySet[PublishJob]:
    of_pages = Q(content_type_id=type_id_of(Page), object_id__in=texts_of(visible_pages(user)))
    snippets = {base_type_id_of(model) for model in visible_snippets(user)}
    if may_see_releases(user):
        snippets.add(type_id_of(Release))
    rows = PublishJob.objects.filter(of_pages | Q(content_type_id__in=snippets), due__gte=start, due__lt=end)
    return rows.order_by("due", "pk")[:MOST]


def _done(jobs: list[PublishJob]) -> Iterator[Found]:
    finished = {JobState.DONE: State.DONE, JobState.PASSED_OVER: State.PASSED_OVER}
    for job in jobs:
        state = finished.get(JobState(job.state))
        # A release says itself that it has gone out.
        if state is not None and job.kind != JobKind.RELEASE:
            yield Found(_place_of(job), job.due, done=state)


def _releases(start: datetime, end: datetime, user: Any) -> Iterator[Found]:
    if not may_see_releases(user):
        return iter(())
    out = Release.objects.filter(state__in=[ReleaseState.SCHEDULED, ReleaseState.PUBLISHED])
    return _as_releases(out.filter(go_live_at__gte=start, go_live_at__lt=end))


def _as_releases(releases: QuerySet[Release]) -> Iterator[Found]:
    rows = releases.order_by("go_live_at", "pk").values_list("pk", "go_live_at", "scheduled_by_id", "state")
    for pk, at, by, state in rows[:MOST]:
        place = Place(kind=JobKind.RELEASE, content_type_id=type_id_of(Release), object_id=str(pk))
        done = State.DONE if state == ReleaseState.PUBLISHED else None
        if at is not None:
            yield Found(place, at, author_id=by, done=done)


def _days(kind: days.KindOfDay, start: datetime, end: datetime, user: Any, now: datetime) -> Iterator[Found]:
    """Each at the beginning of its day in the user's zone."""
    first, last, today = (timezone.localdate(moment) for moment in (start, end, now))
    pages = visible_pages(user).filter(live=True)
    for pk, day in islice(kind.find(pages, first, last), MOST):
        at = start_of(day)
        if start <= at < end:
            place = Place(kind=kind.name, content_type_id=type_id_of(Page), object_id=str(pk))
            state = State.DAY_PAST if day < today else State.DAY_TO_COME
            yield Found(place, at, done=state, all_day=True)


def _of_topic(topic_id: int, found: list[Found], subjects: dict[Address, Subject]) -> list[Found]:
    """What belongs to the topic: a version as it is written, anything else as it is stored, a release with any of its
    items."""
    known = topics.registered()
    if known is None:
        return found
    releases = [subjects[item.address] for item in found if item.address in subjects]
    objects = known.objects_of(
        topic_id, {item.address for item in found}.union(*(subject.objects for subject in releases))
    )
    versions = known.versions_of(
        topic_id,
        {item.place.revision_id for item in found if item.place.revision_id is not None}.union(
            *(subject.versions for subject in releases)
        ),
    )

    def belongs(item: Found) -> bool:
        subject = subjects.get(item.address)
        if subject is not None and (subject.objects & objects or subject.versions & versions):
            return True
        if item.place.revision_id is not None and item.done in {None, State.CARRIED}:
            return item.place.revision_id in versions
        return item.address in objects

    return [item for item in found if belongs(item)]


def _place_of(job: PublishJob) -> Place:
    return Place(
        kind=job.kind,
        content_type_id=job.content_type_id,
        object_id=job.object_id,
        revision_id=job.revision_id,
    )


class _Telling:
    """Makes entries of what was found, with what is fetched once for all of them."""

    def __init__(
        self,
        user: Any,
        now: datetime,
        subjects: dict[Address, Subject],
        jobs: list[PublishJob],
        found: list[Found],
    ) -> None:
        self._user, self._now, self._subjects = user, now, subjects
        self._jobs = {(_place_of(job), job.due): job for job in jobs}
        versions = {item.place.revision_id for item in found if item.place.revision_id is not None}
        self._schedulers = schedulers_of(versions)
        failed = Rehearsal.objects.filter(state=RehearsalState.FAILED, revision_id__in=versions)
        self._trials = {(row.revision_id, row.due): row for row in failed}
        people = get_user_model()._default_manager.in_bulk(
            {*self._schedulers.values(), *(item.author_id for item in found)} - {None}
        )
        self._names = {pk: get_user_display_name(person) for pk, person in people.items()}

    def entry(self, found: Found) -> Entry | None:
        subject = self._subjects.get(found.address)
        if subject is None:
            return None
        job = self._jobs.get((found.place, found.at))
        problems = self._problems(found, subject)
        state, reason = self._standing(found, job, problems)
        by = self._by(found)
        return Entry(
            place=found.place,
            at=found.at,
            title=found.title or subject.title,
            type_id=subject.type_id,
            type_name=subject.type_name,
            state=state,
            by=self._names.get(by, "") if by is not None else "",
            reason=reason,
            edit_url=subject.edit_url,
            may_change=subject.may_publish and state in OPEN,
            is_mine=self._user.pk in {subject.owner_id, found.author_id, by},
            owner_id=subject.owner_id,
            all_day=found.all_day,
            holds=subject.holds,
        )

    def _standing(self, found: Found, job: PublishJob | None, problems: list[str]) -> tuple[State, str]:
        """As the agenda says it, in the calendar's words; and the reason."""
        if found.done is not None:
            return found.done, ""
        state, reason = agenda.standing(job, due=found.at, doubts=problems, now=self._now)
        return IN_WORDS[state], reason

    def _problems(self, found: Found, subject: Subject) -> list[str]:
        """What the last trial run found."""
        if found.place.kind == JobKind.RELEASE:
            return list(subject.problems)
        trial = self._trials.get((found.place.revision_id or 0, found.at))
        return [str(problem) for problem in problems_of(trial)] if trial is not None else []

    def _by(self, found: Found) -> int | None:
        """Who scheduled the version; else who wrote it, as where a script did."""
        return self._schedulers.get(found.place.revision_id or 0, found.author_id)
