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
    workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the first heartbeat")
    page = a_page()
    due = soon(3)
    schedule(page, due)

    workshop.wait_for(lambda: is_live(page), what="the page")

    job = PublishJob.objects.get()
    assert job.finished_at is not None
    assert job.finished_at >= due
    # Work that begins at the instant is dated when it begins.
    event = Event.objects.get(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk)
    assert event.created_at == due


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
