"""Real Celery workers and beat, on Redis and on files: the second trigger, and what killing or emptying them costs."""

from __future__ import annotations

import subprocess
from datetime import UTC, datetime, timedelta

import pytest
import redis
from django.db import connection
from wagtail.models import PageLogEntry

from cms.core.models import BasePage
from cms.events.models import Event, EventKind
from cms.publishing.models import ClockHeartbeat
from tests.faults.conftest import Workshop
from tests.scheduling import a_page, is_live, is_scheduled, schedule

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("workers")]

WORKER = ("celery", "--quiet", "-A", "config", "worker", "--concurrency", "1")
BEAT = ("celery", "--quiet", "-A", "config", "beat", "--pidfile=")


# Redis goes with PostgreSQL and files with SQLite; the other two pairs are for the long run.
PAIR, OTHER = ("redis", "files") if connection.vendor == "postgresql" else ("files", "redis")


@pytest.fixture(params=[PAIR, pytest.param(OTHER, marks=pytest.mark.long)])
def broker(request: pytest.FixtureRequest) -> str:
    """The ``REDIS_URL`` of the processes; empty for the filesystem transport."""
    return str(request.getfixturevalue("own_redis")) if request.param == "redis" else ""


def start_both(workshop: Workshop, broker: str, *, clock: str) -> subprocess.Popen[str]:
    workshop.start(*BEAT, REDIS_URL=broker)
    return workshop.start(*WORKER, REDIS_URL=broker, FORMULARY_CLOCK=clock)


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def was_published_once(page: BasePage) -> bool:
    events = Event.objects.filter(kind=EventKind.PAGE_PUBLISHED, object_id=page.pk).count()
    entries = PageLogEntry.objects.filter(page=page.pk, action="wagtail.publish.scheduled").count()
    return (events, entries) == (1, 1)


def test_beat_and_a_worker_publish_what_is_due_without_any_clock(workshop: Workshop, broker: str) -> None:
    page = a_page()
    schedule(page, soon(3))
    start_both(workshop, broker, clock="0")

    workshop.wait_for(lambda: is_live(page), what="the page", seconds=45)

    assert was_published_once(page)


def test_a_worker_with_its_clock_publishes_on_time_beside_beat(workshop: Workshop, broker: str) -> None:
    start_both(workshop, broker, clock="1")
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the clock", seconds=45)
    page = a_page()
    due = soon(3)
    schedule(page, due)

    workshop.wait_for(lambda: is_live(page), what="the page")

    assert due <= datetime.now(UTC) < due + timedelta(seconds=3)
    assert was_published_once(page)


def test_killing_a_worker_in_the_middle_loses_nothing(workshop: Workshop, broker: str) -> None:
    page = a_page()
    revision = schedule(page)
    workshop.hold_at("saved")
    worker = start_both(workshop, broker, clock="0")
    workshop.wait_until_held("saved")

    workshop.kill(worker)

    assert not is_live(page)
    assert is_scheduled(revision)
    workshop.let_go("saved")
    workshop.start(*WORKER, REDIS_URL=broker)
    workshop.wait_for(lambda: is_live(page), what="the page", seconds=45)
    assert was_published_once(page)


def test_an_emptied_redis_delays_nothing(workshop: Workshop, own_redis: str) -> None:
    start_both(workshop, own_redis, clock="1")
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the clock", seconds=45)
    page = a_page()
    due = soon(3)
    schedule(page, due)

    with redis.from_url(own_redis) as client:
        client.flushall()
    workshop.wait_for(lambda: is_live(page), what="the page")

    assert datetime.now(UTC) < due + timedelta(seconds=3)
    assert was_published_once(page)
