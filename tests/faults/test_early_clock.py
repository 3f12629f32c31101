"""A clock that begins before the instant: on time, and killed while it waits."""

from __future__ import annotations

import pytest

from cms.events.models import Event, EventKind
from cms.publishing.models import ClockHeartbeat, PublishJob
from tests.faults.conftest import Workshop
from tests.faults.test_clock import NO_BROKER, soon
from tests.scheduling import a_page, is_live, is_scheduled, schedule

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

TRUSTING = ("run_clock", "--wary-for", "0")


def test_the_clock_has_the_work_done_when_the_instant_comes(workshop: Workshop) -> None:
    """Of several, because a machine that is busy elsewhere at one of the instants may be late for it."""
    workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the first heartbeat")
    pages = [a_page(f"Page {number}") for number in range(5)]
    dues = {page.pk: soon(3 + number) for number, page in enumerate(pages)}
    for page in pages:
        schedule(page, dues[page.pk])

    workshop.wait_for(lambda: all(map(is_live, pages)), what="the pages")

    assert all(job.finished_at is not None and job.finished_at >= job.due for job in PublishJob.objects.all())
    events = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id__in=dues)
    assert events.count() == len(pages)
    # Work that is done by then is dated with the instant, any other with the time it was done.
    assert any(event.created_at == dues[event.object_id] for event in events)


def test_a_clock_killed_while_it_waits_for_the_instant_loses_nothing_and_shows_nothing(
    workshop: Workshop,
) -> None:
    page = a_page()
    workshop.hold_at("saved")
    clock = workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the first heartbeat")
    due = soon(2)
    revision = schedule(page, due)
    workshop.wait_until_held("saved")

    workshop.kill(clock)

    assert not is_live(page)
    assert is_scheduled(revision)
    assert not PublishJob.objects.exists()
    workshop.let_go("saved")
    workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(lambda: is_live(page), what="the page")
    assert Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk).count() == 1
