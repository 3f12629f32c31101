"""kill -9 at every point of a publish: the page is as it was, its schedule too, and the next run publishes it once."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime

import pytest
from django.db import connection
from wagtail.models import PageLogEntry

from cms.core.models import BasePage
from cms.editions.models import Edition
from cms.events.models import Event, EventKind
from cms.publishing.invariants import CHECKS, a_clock_is_running, deliveries_are_on_their_way
from cms.publishing.models import PublishJob
from cms.publishing.runner import run_due
from tests.faults.conftest import Workshop
from tests.scheduling import PAST, a_page, is_live, is_scheduled, schedule

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]


def times_published(page: BasePage) -> tuple[int, int]:
    """How many events and log entries there are of it."""
    events = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk).count()
    entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()
    return events, entries


def broken_rules() -> list[str]:
    now = datetime.now(UTC)
    lag = now - now
    checks = [check for check in CHECKS if check not in {a_clock_is_running, deliveries_are_on_their_way}]
    return [line for check in checks for line in check(now, lag)]


@pytest.mark.parametrize("point", ["locked", "saved", "written", "finishing"])
def test_killed_before_the_commit_nothing_has_happened_and_the_next_run_publishes_once(
    workshop: Workshop, point: str
) -> None:
    page = a_page("Held up")
    revision = schedule(page)
    workshop.hold_at(point)
    process = workshop.start("publish_scheduled")
    workshop.wait_until_held(point)

    workshop.kill(process)

    assert not is_live(page)
    assert is_scheduled(revision)
    assert Edition.objects.filter(page_id=page.pk).count() == 0
    assert times_published(page) == (0, 0)
    assert PublishJob.objects.count() == 0

    workshop.let_go(point)
    run_due(now=datetime.now(UTC))
    assert is_live(page)
    assert times_published(page) == (1, 1)
    assert broken_rules() == []


@pytest.mark.postgresql
def test_killed_in_the_middle_of_a_batch_nothing_has_happened_and_each_page_is_published_once(
    workshop: Workshop,
) -> None:
    pages = [a_page(f"Page {number}") for number in range(4)]
    revisions = [schedule(page) for page in pages]
    workshop.hold_at("written")
    process = workshop.start("publish_scheduled")
    workshop.wait_until_held("written")

    workshop.kill(process)

    assert not any(is_live(page) for page in pages)
    assert all(is_scheduled(revision) for revision in revisions)
    assert {times_published(page) for page in pages} == {(0, 0)}
    assert PublishJob.objects.count() == 0

    workshop.let_go("written")
    while run_due(now=datetime.now(UTC)).has_progressed:
        pass
    assert {times_published(page) for page in pages} == {(1, 1)}
    assert broken_rules() == []


def test_killed_after_the_commit_it_stays_published_and_is_not_published_again(workshop: Workshop) -> None:
    page = a_page("Just committed")
    schedule(page)
    workshop.hold_at("committed")
    process = workshop.start("publish_scheduled")
    workshop.wait_until_held("committed")

    workshop.kill(process)
    run_due(now=datetime.now(UTC))

    assert is_live(page)
    assert times_published(page) == (1, 1)


def test_a_page_that_one_process_is_busy_with_does_not_hold_up_another(workshop: Workshop) -> None:
    held, free = a_page("Held up"), a_page("Free")
    schedule(held)
    workshop.hold_at("saved")
    workshop.start("publish_scheduled")
    workshop.wait_until_held("saved")
    if _writers_take_turns():
        pytest.skip("SQLite lets one transaction write at a time")
    schedule(free, PAST)

    summary = run_due(now=datetime.now(UTC))

    assert is_live(free)
    assert not is_live(held)
    assert summary.busy == 1
    workshop.let_go("saved")
    workshop.wait_for(lambda: is_live(held), what="the page that was held")
    assert times_published(held) == (1, 1)


def test_two_processes_over_sixty_due_pages_publish_each_exactly_once(workshop: Workshop) -> None:
    pages = [a_page(f"Page {number}") for number in range(60)]
    for page in pages:
        schedule(page)

    processes = [workshop.start("publish_scheduled") for _ in range(2)]
    codes = [process.wait(60) for process in processes]

    assert codes == [0, 0], [workshop.output(process) for process in processes]
    assert all(is_live(page) for page in pages)
    assert {times_published(page) for page in pages} == {(1, 1)}
    assert sum(_done(workshop, process) for process in processes) == 60
    assert broken_rules() == []


def _done(workshop: Workshop, process: subprocess.Popen[str]) -> int:
    """How many pages the command says it has published."""
    found = re.search(r"(\d+) done", workshop.output(process))
    return int(found[1]) if found else 0


def _writers_take_turns() -> bool:
    return connection.vendor == "sqlite"
