"""A release that a clock holds until its time, as a process: all of it at once, whatever befalls the clock or it."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing.models import ClockHeartbeat, JobKind, PublishJob
from cms.releases import services
from cms.releases.models import Release, ReleaseState
from home.models import StandardPage
from tests.api.reading import get
from tests.faults.conftest import Workshop
from tests.faults.test_clock import NO_BROKER, soon
from tests.faults.test_early_clock import TRUSTING
from tests.faults.test_killed_while_publishing import broken_rules
from tests.releases import a_release, a_release_manager, schedule_release
from tests.scheduling import a_live_page, a_page, is_live, schedule

pytestmark = [pytest.mark.slow, pytest.mark.postgresql, pytest.mark.xdist_group("workers")]

SIZE = 10
# From when the first clock looks to the release's time: enough to prepare all of it on a slow machine, twice.
AHEAD = 12.0


@pytest.fixture
def rhea() -> Any:
    return a_release_manager()


@pytest.fixture
def pages(transactional_db: None) -> list[StandardPage]:
    made = [a_page(f"Page {number}") for number in range(SIZE)]
    for page in made:
        page.save_revision()
    return [StandardPage.objects.get(pk=page.pk) for page in made]


@pytest.fixture
def clock(workshop: Workshop) -> subprocess.Popen[str]:
    return a_clock(workshop)


def a_clock(workshop: Workshop) -> subprocess.Popen[str]:
    before = ClockHeartbeat.objects.count()
    clock = workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(lambda: ClockHeartbeat.objects.count() > before, what="the first heartbeat")
    return clock


def scheduled(pages: list[StandardPage], *, user: Any, due: datetime) -> Release:
    release = a_release(*pages, user=user)
    schedule_release(release, user=user, due=due, now=datetime.now(UTC))
    return release


def wait_until_held(workshop: Workshop) -> None:
    """Until somebody holds the release and all its pages."""
    workshop.wait_for(lambda: _locks_on_releases() and _idle_in_transaction(), what="the hold", step=0.05)


def _locks_on_releases() -> int:
    return _one(
        "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)"
        " WHERE l.locktype = 'advisory' AND l.granted AND a.datname = current_database()"
    )


def _idle_in_transaction() -> int:
    return _one(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND state = 'idle in transaction' AND state_change < clock_timestamp() - interval '200 ms'"
    )


def _one(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return int(cursor.fetchone()[0])


def how_many_are_read(pages: list[StandardPage]) -> int:
    found = get(Client(), "/pages/?type=home.StandardPage&limit=20").json()
    return len({item["id"] for item in found["items"]} & {page.pk for page in pages})


def watch(pages: list[StandardPage], *, until: Callable[[], object]) -> list[tuple[datetime, int]]:
    """What a reader who asks the API all the time sees, and when they knew."""
    seen = []
    while not until():
        count = how_many_are_read(pages)
        seen.append((datetime.now(UTC), count))
        time.sleep(0.01)
    return seen


def once_each(pages: list[StandardPage]) -> bool:
    events = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id__in=[page.pk for page in pages])
    editions = Edition.objects.filter(page_id__in=[page.pk for page in pages], valid_to=None)
    return events.count() == editions.count() == len(pages)


def test_readers_see_nothing_of_it_before_and_all_of_it_from_its_time_on(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    due = soon(AHEAD)
    release = scheduled(pages, user=rhea, due=due)
    wait_until_held(workshop)
    assert datetime.now(UTC) < due

    seen = watch(pages, until=lambda: datetime.now(UTC) > due + timedelta(seconds=1))

    assert {count for _, count in seen} == {0, SIZE}
    assert all(count == 0 for moment, count in seen if moment < due)
    assert once_each(pages)
    release.refresh_from_db()
    assert release.state == ReleaseState.PUBLISHED
    assert release.published_at is not None
    assert due <= release.published_at < due + timedelta(seconds=1)
    assert broken_rules() == []


def test_while_it_is_held_it_can_be_cancelled_at_once_and_does_not_go_out(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    due = soon(AHEAD)
    release = scheduled(pages, user=rhea, due=due)
    wait_until_held(workshop)

    began = time.monotonic()
    assert services.cancel(release=release, user=rhea)

    assert time.monotonic() - began < 1
    workshop.wait_for(lambda: not _locks_on_releases(), what="the pages to be let go of")
    assert datetime.now(UTC) < due
    workshop.wait_for(lambda: datetime.now(UTC) > due + timedelta(seconds=1), what="its time")
    assert how_many_are_read(pages) == 0
    assert not PublishJob.objects.exists()


@pytest.mark.long
def test_while_it_is_held_it_can_be_moved_and_changed(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    release = scheduled(pages, user=rhea, due=soon(AHEAD))
    wait_until_held(workshop)

    due = soon(AHEAD)
    schedule_release(release, user=rhea, due=due, now=datetime.now(UTC))
    services.remove(item=release.items.get(object_id=str(pages[0].pk)), user=rhea)
    workshop.wait_for(lambda: datetime.now(UTC) > due - timedelta(seconds=0.5), what="the new time")
    assert how_many_are_read(pages) == 0

    workshop.wait_for(lambda: how_many_are_read(pages), what="the release")
    assert datetime.now(UTC) < due + timedelta(seconds=1)
    assert how_many_are_read(pages) == SIZE - 1
    assert not is_live(pages[0])
    assert once_each(pages[1:])
    assert broken_rules() == []


def test_when_the_clock_that_holds_it_is_killed_another_takes_it_up_in_time(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    second = a_clock(workshop)
    second.send_signal(signal.SIGSTOP)
    due = soon(AHEAD)
    scheduled(pages, user=rhea, due=due)
    wait_until_held(workshop)
    second.send_signal(signal.SIGCONT)

    workshop.kill(clock)
    assert how_many_are_read(pages) == 0
    wait_until_held(workshop)
    seen = watch(pages, until=lambda: datetime.now(UTC) > due + timedelta(seconds=1))

    assert {count for _, count in seen} == {0, SIZE}
    assert once_each(pages)
    assert PublishJob.objects.get(kind=JobKind.RELEASE).attempts == 1
    assert broken_rules() == []


@pytest.mark.long
def test_a_clock_asked_to_end_gives_it_up_and_it_goes_out_later_all_the_same(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    due = soon(AHEAD)
    scheduled(pages, user=rhea, due=due)
    wait_until_held(workshop)

    clock.send_signal(signal.SIGTERM)
    assert clock.wait(10) == 0
    assert datetime.now(UTC) < due
    assert not _locks_on_releases()

    workshop.start("run_clock", REDIS_URL=NO_BROKER)
    seen = watch(pages, until=lambda: how_many_are_read(pages))
    assert {count for _, count in seen} <= {0, SIZE}
    assert how_many_are_read(pages) == SIZE
    assert once_each(pages)
    assert broken_rules() == []


@pytest.mark.long
def test_a_page_that_is_due_before_the_release_it_is_also_in_does_not_wait_for_it(
    workshop: Workshop, clock: subprocess.Popen[str], pages: list[StandardPage], rhea: Any
) -> None:
    page = a_live_page("In both")
    page.title = "In both, later"
    page.save_revision()
    due = soon(AHEAD)
    scheduled([*pages, StandardPage.objects.get(pk=page.pk)], user=rhea, due=due)
    page.title = "In both, sooner"
    sooner = due - timedelta(seconds=2)
    revision = schedule(page, sooner)

    workshop.wait_for(lambda: PublishJob.objects.filter(revision_id=revision.pk).exists(), what="the page")

    assert datetime.now(UTC) < sooner + timedelta(seconds=1)
    workshop.wait_for(lambda: how_many_are_read(pages), what="the release")
    assert StandardPage.objects.get(pk=page.pk).title == "In both, later"
