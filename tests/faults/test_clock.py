"""One clock, as a process: on time with no broker, through lost connections, and gone when its worker is."""

from __future__ import annotations

import os
import signal
import subprocess
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection

from cms.editions.models import RenderRequest
from cms.events.models import Delivery
from cms.publishing.models import ClockHeartbeat, JobState, PublishJob
from tests.faults.conftest import Workshop
from tests.scheduling import a_live_page, a_page, empty_heading, expire_at, is_live, schedule

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("faults")]

# Nobody listens there.
NO_BROKER = "redis://127.0.0.1:1/0"
_numbers = count(1)


@pytest.fixture
def clock(workshop: Workshop) -> subprocess.Popen[str]:
    """A clock that has just shown that it runs."""
    clock = workshop.start("run_clock", REDIS_URL=NO_BROKER)
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the first heartbeat")
    return clock


def soon(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)


def test_the_clock_publishes_on_time_with_no_broker_at_all(
    workshop: Workshop, clock: subprocess.Popen[str]
) -> None:
    bad, good = a_page("Bad", body=empty_heading()), a_page("Good")
    due = soon(2)
    schedule(bad, due)
    revision = schedule(good, due)

    workshop.wait_for(lambda: is_live(good), what="the page")

    job = PublishJob.objects.get(revision_id=revision.pk)
    assert job.finished_at is not None
    assert due <= job.finished_at < due + timedelta(seconds=2)
    assert not is_live(bad)
    assert not Delivery.objects.exclude(event=None).filter(attempts__gt=0).exists()
    workshop.wait_for(lambda: not Delivery.objects.exists(), what="the deliveries that no worker makes")
    workshop.wait_for(lambda: not RenderRequest.objects.exists(), what="the renders that no worker makes")


def test_the_clock_expires_on_time(workshop: Workshop, clock: subprocess.Popen[str]) -> None:
    page = a_live_page()
    due = soon(2)
    expire_at(page, due)

    workshop.wait_for(lambda: not is_live(page), what="the expiry")

    job = PublishJob.objects.get()
    assert job.finished_at is not None
    assert due <= job.finished_at < due + timedelta(seconds=2)


def test_the_clock_ends_when_the_worker_that_holds_its_pipe_is_gone(clock: subprocess.Popen[str]) -> None:
    assert clock.stdin is not None
    clock.stdin.close()

    assert clock.wait(10) == 0


def test_the_clock_ends_when_asked_to(clock: subprocess.Popen[str]) -> None:
    clock.send_signal(signal.SIGTERM)

    assert clock.wait(10) == 0


def test_a_clock_asked_to_end_finishes_the_page_it_is_at(workshop: Workshop) -> None:
    page = a_page("In the middle")
    schedule(page)
    workshop.hold_at("saved")
    clock = workshop.start("run_clock", REDIS_URL=NO_BROKER)
    workshop.wait_until_held("saved")

    clock.send_signal(signal.SIGTERM)
    workshop.let_go("saved")

    assert clock.wait(10) == 0
    assert is_live(page)


def test_a_page_that_kills_its_clock_is_counted_and_does_not_starve_the_others(workshop: Workshop) -> None:
    killer, other = a_page("Killer"), a_page("Other")
    schedule(killer, soon(-60))
    for _ in range(3):
        workshop.hold_at("saved")
        clock = workshop.start("run_clock", REDIS_URL=NO_BROKER)
        workshop.wait_until_held("saved")
        workshop.kill(clock)
        (workshop.folder / "stops" / "saved.reached").unlink()
        PublishJob.objects.filter(state=JobState.WAITING).update(next_try_at=soon(-1))
    workshop.let_go("saved")
    schedule(other, soon(-30))

    workshop.start("run_clock", REDIS_URL=NO_BROKER)
    workshop.wait_for(lambda: is_live(other), what="the other page")

    assert not is_live(killer)
    job = PublishJob.objects.get(object_id=str(killer.pk))
    assert job.state == JobState.BLOCKED
    assert "ended abruptly" in job.error


@pytest.mark.postgresql
def test_the_clock_survives_the_loss_of_all_its_connections(
    workshop: Workshop, clock: subprocess.Popen[str]
) -> None:
    page = a_page()
    schedule(page, soon(4))
    for _ in range(3):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )

    workshop.wait_for(lambda: is_live(page), what="the page")
    assert clock.poll() is None


def test_the_clock_waits_for_tables_that_are_not_there_yet(workshop: Workshop) -> None:
    page = a_page()
    schedule(page)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE publishing_publishjob RENAME TO publishing_elsewhere")
    try:
        clock = workshop.start("run_clock", REDIS_URL=NO_BROKER)
        workshop.wait_for(lambda: "can't use the database" in workshop.output(clock), what="the complaint")
        assert clock.poll() is None
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE publishing_elsewhere RENAME TO publishing_publishjob")

    workshop.wait_for(lambda: is_live(page), what="the page")


def test_a_clock_whose_broker_is_frozen_publishes_all_the_same(workshop: Workshop, own_redis: str) -> None:
    """A stopped Redis accepts connections and never answers."""
    frozen = _pid_of(own_redis)
    os.kill(frozen, signal.SIGSTOP)
    try:
        pages = [a_page(f"Page {next(_numbers)}") for _ in range(3)]
        for page in pages:
            schedule(page)
        workshop.start("run_clock", REDIS_URL=own_redis)

        workshop.wait_for(lambda: all(is_live(page) for page in pages), what="all pages")
    finally:
        os.kill(frozen, signal.SIGCONT)


def _pid_of(redis_url: str) -> int:
    import redis

    with redis.from_url(redis_url) as client:
        return int(client.info("server")["process_id"])
