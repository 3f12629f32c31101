"""What must hold of publishing at every moment, each proved by a query or two.

A check returns what breaks its rule, in words an operator can follow; nothing when the rule holds. Apps above add what
they promise by :func:`register`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Count, Exists, F, Max, OuterRef
from wagtail.models import Page, PageLogEntry, Revision

from cms.events.models import Delivery, Event, EventKind
from cms.publishing.due import due_now
from cms.publishing.models import ClockHeartbeat, JobKind, JobState, PublishJob

Check = Callable[[datetime, timedelta], Iterator[str]]

# Log entries and events are compared over this time; what is older was compared before.
LOOK_BACK = timedelta(days=30)
# A delivery that failed this often is not on its way to succeed.
FAILING_FROM = 8


def nothing_went_live_early(now: datetime, lag: timedelta) -> Iterator[str]:
    """No work was finished before its due instant, and no live revision is still waiting for one."""
    for job in PublishJob.objects.filter(finished_at__lt=F("due")):
        yield f"{job} was finished at {job.finished_at}"
    waiting = Revision.objects.filter(pk=OuterRef("live_revision_id"), approved_go_live_at__gt=now)
    for page in Page.objects.filter(Exists(waiting), live=True):
        yield f"page {page.pk} “{page.title}” is live with a version that is scheduled for later"


def nothing_is_overdue(now: datetime, lag: timedelta) -> Iterator[str]:
    """Whatever has been due for longer than ``lag`` is done, blocked, or waits for a next try that lies ahead."""
    for item in due_now(now=now - lag, limit=1000):
        if not _is_held(item.jobs().first(), now):
            yield f"overdue by {now - item.due}: {item}"


def published_once(now: datetime, lag: timedelta) -> Iterator[str]:
    """One event for each (page, revision, due instant)."""
    doubled = (
        Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, data__due__isnull=False)
        .values("object_id", "data__revision", "data__due")
        .annotate(events=Count("sequence"))
        .filter(events__gt=1)
    )
    for row in doubled:
        yield (
            f"page {row['object_id']}, revision {row['data__revision']} due {row['data__due']} "
            f"has {row['events']} events"
        )


def logged_once(now: datetime, lag: timedelta) -> Iterator[str]:
    """As many log entries as events for each scheduled revision of a page that the delivery plane knows."""
    since = now - LOOK_BACK
    events = Counter(
        Event.objects.filter(
            kind=EventKind.PAGE_PUBLISHED, data__due__isnull=False, created_at__gte=since
        ).values_list("object_id", "data__revision")
    )
    entries = Counter(
        PageLogEntry.objects.filter(action="wagtail.publish.scheduled", timestamp__gte=since).values_list(
            "page_id", "revision_id"
        )
    )
    known = {page_id for page_id, _ in events}
    aliases = set(Page.objects.filter(alias_of__isnull=False).values_list("pk", flat=True))
    for pair in events.keys() | entries.keys():
        page_id, revision_id = pair
        if page_id in known - aliases and events[pair] != entries[pair]:
            yield (
                f"page {page_id}, revision {revision_id}: {events[pair]} events, {entries[pair]} log entries"
            )


def finished_work_has_its_event(now: datetime, lag: timedelta) -> Iterator[str]:
    """A publish that is marked done left an event behind, or was of something that has none of its own."""
    page_type = ContentType.objects.get_for_model(Page, for_concrete_model=False)
    since = now - LOOK_BACK
    done = PublishJob.objects.filter(
        kind=JobKind.PUBLISH, state=JobState.DONE, content_type=page_type, finished_at__gte=since
    )
    events = {
        (revision_id, datetime.fromisoformat(due))
        for revision_id, due in Event.objects.filter(
            # A little more: events are written before jobs are finished.
            kind=EventKind.PAGE_PUBLISHED,
            data__due__isnull=False,
            created_at__gte=since - timedelta(days=1),
        ).values_list("data__revision", "data__due")
    }
    for job in done:
        if (job.revision_id, job.due) not in events:
            yield f"{job} is marked done and has no event"


def a_clock_is_running(now: datetime, lag: timedelta) -> Iterator[str]:
    """At least one clock has given a sign of life lately."""
    last = ClockHeartbeat.objects.order_by("-beat_at").first()
    if last is None:
        yield "no clock has ever given a sign of life"
    elif last.beat_at < now - max(lag, timedelta(seconds=20)):
        yield f"the last sign of life of a clock is {now - last.beat_at} old ({last.name})"


def deliveries_are_on_their_way(now: datetime, lag: timedelta) -> Iterator[str]:
    """No consumer of events keeps failing, and none is behind by more than a minute."""
    for delivery in Delivery.objects.filter(attempts__gte=FAILING_FROM).select_related("event"):
        yield f"{delivery} failed {delivery.attempts} times: {delivery.last_error}"
    behind = Delivery.objects.filter(
        next_try_at__lt=now - max(lag, timedelta(minutes=1)), attempts__lt=FAILING_FROM
    ).count()
    if behind:
        yield f"{behind} deliveries have been due for more than a minute"


def events_are_numbered_without_gaps(now: datetime, lag: timedelta) -> Iterator[str]:
    """As many events as the last number says."""
    last = Event.objects.aggregate(last=Max("sequence"), events=Count("sequence"))
    if last["last"] is not None and last["last"] != last["events"]:
        yield f"the last event has number {last['last']}, and there are {last['events']}"


CHECKS: list[Check] = [
    nothing_went_live_early,
    nothing_is_overdue,
    published_once,
    logged_once,
    finished_work_has_its_event,
    a_clock_is_running,
    deliveries_are_on_their_way,
    events_are_numbered_without_gaps,
]


def register(*checks: Check) -> None:
    """Make more checks part of ``manage.py check_schedule``."""
    CHECKS.extend(check for check in checks if check not in CHECKS)


def _is_held(job: PublishJob | None, now: datetime) -> bool:
    if job is None:
        return False
    waits = job.state == JobState.WAITING and job.next_try_at is not None and job.next_try_at > now
    return job.state == JobState.BLOCKED or waits
