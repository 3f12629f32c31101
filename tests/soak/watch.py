"""What no reader may ever see, asked of the database several times a second; and the books, closed at the end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from wagtail.models import PageLogEntry, Revision

from cms.core.schedules import REPLACED
from cms.events.models import Event, EventKind
from cms.publishing.models import JobState, PublishJob
from cms.releases.models import Release, ReleaseState
from tests.soak.editors import Entry

EARLY = """
    SELECT object_id, data->>'due', clock_timestamp() FROM events_event
    WHERE kind = 'page.published' AND (data->>'due')::timestamptz > clock_timestamp()
"""
# One statement sees one moment.
IN_PART = """
    SELECT r.id, r.state, count(i.id), count(e.sequence)
    FROM releases_release r
    JOIN releases_releaseitem i ON i.release_id = r.id AND i.action = 'publish' AND i.revision_id IS NOT NULL
    LEFT JOIN events_event e ON e.kind = 'page.published' AND e.object_id = i.object_id::bigint
        AND (e.data->>'revision')::bigint = i.revision_id AND (e.data->>'due')::timestamptz = r.go_live_at
    GROUP BY r.id, r.state
    HAVING count(e.sequence) <> CASE WHEN r.state = 'published' THEN count(i.id) ELSE 0 END
"""


@dataclass
class Watcher:
    """``seen``: breaches, in words."""

    looks: int = 0
    seen: set[str] = field(default_factory=set)

    def look(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(EARLY)
            self.seen |= {
                f"page {page} was there before {due}: at {now}" for page, due, now in cursor.fetchall()
            }
            cursor.execute(IN_PART)
            self.seen |= {
                f"release {pk} ({state}): {there} of {items} were there"
                for pk, state, items, there in cursor.fetchall()
            }
        self.looks += 1


@dataclass(frozen=True)
class Balance:
    """How each schedule in the book ended; ``wrong``, in words, where none of the endings is allowed."""

    endings: Counter[str]
    wrong: list[str]
    late: list[float]


def close(book: Iterable[Entry]) -> Balance:
    events = Counter(
        (revision, due)
        for revision, due in Event.objects.filter(
            kind=EventKind.PAGE_PUBLISHED, data__due__isnull=False
        ).values_list("data__revision", "data__due")
    )
    entries = Counter(
        PageLogEntry.objects.filter(action="wagtail.publish.scheduled").values_list("revision_id", flat=True)
    )
    endings: Counter[str] = Counter()
    wrong = []
    for entry in book:
        ending = _ending(entry, events[entry.revision, entry.due.isoformat()])
        endings[ending] += 1
        if ending.isupper():
            wrong.append(f"{ending}: page {entry.page}, revision {entry.revision}, due {entry.due}")
    wrong += [
        f"revision {pk} has {count} log entries"
        for pk, count in entries.items()
        if count > _allowed(pk, events)
    ]
    done = PublishJob.objects.filter(state=JobState.DONE, kind="publish", finished_at__isnull=False)
    late = sorted((job.finished_at - job.due).total_seconds() for job in done if job.finished_at is not None)
    return Balance(endings, wrong, late)


def _ending(entry: Entry, events: int) -> str:
    if events > 1:
        return "DOUBLED"
    if entry.until is not None:
        return "PUBLISHED THOUGH TAKEN BACK" if events else "taken back or replaced"
    if events:
        return "live once"
    if entry.is_unsure:
        return "not known, the database died when it was changed"
    return _ending_of_what_is_not_live(entry)


def _ending_of_what_is_not_live(entry: Entry) -> str:
    if not Revision.objects.filter(pk=entry.revision, approved_go_live_at=entry.due).exists():
        return (
            "overdue, replaced by what went out then, as its history says" if _was_replaced(entry) else "LOST"
        )
    jobs = PublishJob.objects.filter(revision_id=entry.revision, due=entry.due, state=JobState.BLOCKED)
    if jobs.exists():
        return "blocked, with a fault" if entry.is_bad else "blocked, killed three times"
    return "NEVER DONE"


def _was_replaced(entry: Entry) -> bool:
    """What could not go out in time gives way to a later version of its page; the page's history says so."""
    said = PageLogEntry.objects.filter(action=REPLACED, page_id=entry.page, revision_id=entry.revision)
    return said.filter(timestamp__gte=entry.due).exists()


def _allowed(revision_id: int, events: Counter[Any]) -> int:
    return sum(count for (revision, _), count in events.items() if revision == revision_id)


def of_releases() -> Counter[str]:
    return Counter(
        str(ReleaseState(state).label) for state in Release.objects.values_list("state", flat=True)
    )
