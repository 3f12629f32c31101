"""The commands for operators: what they print, what they change, and how they end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command, get_commands
from django.db import transaction
from wagtail.models import PageLogEntry, Revision

from cms.core.keys import page_key
from cms.events import consumers, services
from cms.events.models import Delivery, Event, EventKind
from cms.publishing import jobs
from cms.publishing.due import due_now
from cms.publishing.invariants import CHECKS
from cms.publishing.models import ClockHeartbeat, PublishJob
from cms.publishing.runner import run_due
from tests.scheduling import PAST, a_live_page, a_page, empty_heading, expire_at, home_page, is_live, schedule

pytestmark = pytest.mark.django_db


def output_of(*command: str) -> str:
    """What the command prints; raises ``CommandError`` where it would end with a code other than zero."""
    out = StringIO()
    call_command(*command, stdout=out)
    return out.getvalue()


def findings(*command: str) -> str:
    out = StringIO()
    with pytest.raises(CommandError):
        call_command(*command, stdout=out)
    return out.getvalue()


@pytest.fixture
def running_clock() -> None:
    now = datetime.now(UTC)
    ClockHeartbeat.objects.create(name="host:1", started_at=now, beat_at=now)


@pytest.fixture(autouse=True)
def _no_consumers() -> Iterator[None]:
    """Nobody delivers events while a command is tested."""
    kept = dict(consumers._consumers)
    consumers._consumers.clear()
    yield
    consumers._consumers.update(kept)


def test_publish_scheduled_is_ours() -> None:
    assert get_commands()["publish_scheduled"] == "cms.publishing"


def test_publish_scheduled_publishes_and_expires_and_sums_up() -> None:
    page, old = a_page("New"), a_live_page("Old")
    schedule(page)
    expire_at(old, PAST)

    assert output_of("publish_scheduled") == "2 done.\n"
    assert is_live(page)
    assert not is_live(old)
    assert output_of("publish_scheduled") == "nothing was due.\n"


def test_publish_scheduled_ends_with_an_error_when_something_failed_and_does_the_rest() -> None:
    bad, good = a_page("Bad", body=empty_heading()), a_page("Good")
    schedule(bad)
    schedule(good)

    assert findings("publish_scheduled") == "1 done, 1 waiting.\n"
    assert is_live(good)


@pytest.mark.parametrize("spelling", ["--dryrun", "--dry-run"])
def test_a_dry_run_names_what_is_due_and_changes_nothing(spelling: str) -> None:
    page, old = a_page("New"), a_live_page("Old")
    schedule(page)
    expire_at(old, PAST)

    said = output_of("publish_scheduled", spelling)

    assert "2026-03-01 08:00:00 UTC\tPublish\tNew" in said
    assert "2026-03-01 08:00:00 UTC\tTake offline\tOld" in said
    assert not is_live(page)
    assert is_live(old)
    assert PublishJob.objects.count() == 0


def test_check_schedule_finds_nothing_wrong_with_a_healthy_site(running_clock: None) -> None:
    home_page().save_revision().publish()
    page, bad = a_page("Good"), a_page("Bad", body=empty_heading())
    schedule(page)
    schedule(bad)
    run_due(now=datetime.now(UTC))
    again = a_live_page("Published twice by hand")
    again.live_revision.publish()

    said = output_of("check_schedule")

    assert said.count(": ok") == len(said.strip().splitlines()) == len(CHECKS)


def test_check_schedule_finds_what_nobody_published(running_clock: None) -> None:
    schedule(a_page("Forgotten"))

    assert "overdue by" in findings("check_schedule")


def test_check_schedule_finds_what_was_published_early(running_clock: None) -> None:
    page = a_live_page()
    Revision.objects.filter(pk=page.live_revision_id).update(
        approved_go_live_at=datetime.now(UTC) + timedelta(days=1)
    )

    assert "is live with a version that is scheduled for later" in findings("check_schedule")


def test_check_schedule_finds_what_was_published_twice(running_clock: None) -> None:
    page = a_page()
    schedule(page)
    run_due(now=datetime.now(UTC))
    event = Event.objects.get(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk)
    with transaction.atomic():
        services.record(
            kind=event.kind, subject=page_key(page.pk), keys=[], now=event.created_at, data=event.data
        )

    said = findings("check_schedule")

    assert "has 2 events" in said
    assert "2 events, 1 log entries" in said


def test_check_schedule_finds_a_log_entry_too_many(running_clock: None) -> None:
    page = a_page()
    schedule(page)
    run_due(now=datetime.now(UTC))
    entry = PageLogEntry.objects.get(page=page.pk, action="wagtail.publish.scheduled")
    entry.pk = None
    entry.save()

    assert "1 events, 2 log entries" in findings("check_schedule")


def test_check_schedule_finds_work_marked_done_that_left_no_event(running_clock: None) -> None:
    page = a_page()
    schedule(page)
    (item,) = due_now(now=datetime.now(UTC))
    Revision.objects.filter(pk=item.revision_id).update(approved_go_live_at=None)
    jobs.finish(item=item)

    assert "is marked done and has no event" in findings("check_schedule")


def test_check_schedule_misses_the_clock_unless_told_that_there_is_none() -> None:
    assert "no clock has ever given a sign of life" in findings("check_schedule")
    assert "clock" not in output_of("check_schedule", "--no-clock")


def test_check_schedule_finds_a_consumer_that_keeps_failing(running_clock: None) -> None:
    with transaction.atomic():
        event = services.record(
            kind=EventKind.OBJECT_CHANGED, subject=page_key(1), keys=[], now=datetime.now(UTC)
        )
    Delivery.objects.create(
        event=event, consumer="cdn", attempts=9, next_try_at=datetime.now(UTC), last_error="refused"
    )

    assert "failed 9 times: refused" in findings("check_schedule")


def test_events_are_numbered_without_gaps() -> None:
    for number in range(4):
        schedule(a_page(f"Page {number}"))
    schedule(a_page("Bad", body=empty_heading()))
    run_due(now=datetime.now(UTC))

    numbers = list(Event.objects.order_by("sequence").values_list("sequence", flat=True))

    assert all(after == before + 1 for before, after in pairwise(numbers))
