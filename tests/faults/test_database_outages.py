"""The database is killed, full, crowded or locked: everything waits for it, and nothing is lost, doubled or early."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from cms.publishing.models import ClockHeartbeat, JobState, PublishJob
from tests.cluster import CONNECTIONS, Cluster
from tests.faults.conftest import Workshop
from tests.faults.test_clock import NO_BROKER, soon
from tests.faults.test_early_clock import TRUSTING
from tests.faults.test_killed_while_publishing import broken_rules, times_published
from tests.scheduling import a_page, is_live, schedule

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.postgresql,
    pytest.mark.xdist_group("faults"),
]


def start_clock(workshop: Workshop) -> subprocess.Popen[str]:
    clock = workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the first heartbeat")
    return clock


def cut_the_power(cluster: Cluster, *, seconds: float) -> None:
    cluster.stop("immediate")
    connection.close()
    time.sleep(seconds)
    cluster.start()


def test_what_falls_due_while_the_server_is_down_goes_live_once_it_is_back(
    cluster: Cluster, workshop: Workshop
) -> None:
    clock = start_clock(workshop)
    pages = [a_page(f"Page {number}") for number in range(5)]
    for page in pages:
        schedule(page, soon(2))

    cut_the_power(cluster, seconds=4)
    workshop.wait_for(lambda: all(map(is_live, pages)), what="the pages")

    assert clock.poll() is None
    assert {times_published(page) for page in pages} == {(1, 1)}
    assert broken_rules() == []


@pytest.mark.parametrize("point", ["saved", "finishing"])
def test_a_publish_that_the_power_cut_ends_has_not_happened_and_happens_once_afterwards(
    cluster: Cluster, workshop: Workshop, point: str
) -> None:
    page = a_page()
    schedule(page)
    workshop.hold_at(point)
    workshop.start("run_clock", REDIS_URL=NO_BROKER)
    workshop.wait_until_held(point)

    cut_the_power(cluster, seconds=1)
    assert not is_live(page)
    workshop.let_go(point)
    workshop.wait_for(lambda: is_live(page), what="the page")

    assert times_published(page) == (1, 1)
    assert broken_rules() == []


def test_while_no_connection_is_left_the_clock_waits_for_one(cluster: Cluster, workshop: Workshop) -> None:
    page = a_page()
    taken = list(all_connections(cluster))
    try:
        schedule(page, soon(1))
        clock = workshop.start(*TRUSTING, REDIS_URL=NO_BROKER)
        workshop.wait_for(lambda: "can't use the database" in workshop.output(clock), what="the complaint")
        assert not is_live(page)
    finally:
        for other in taken:
            other.close()

    workshop.wait_for(lambda: is_live(page), what="the page")
    assert times_published(page) == (1, 1)
    assert broken_rules() == []


def all_connections(cluster: Cluster) -> Iterator[psycopg.Connection]:
    """Those kept for superusers, too: the tests' own user is one."""
    for _ in range(CONNECTIONS):
        try:
            yield psycopg.connect(cluster.url)
        except psycopg.OperationalError:
            return


@pytest.fixture
def small_disk(cluster: Cluster, tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes, on which the editions are stored."""
    disk = Path("/tmp") / f"formulary-disk-{os.getpid()}"  # noqa: S108 - the server has to find it, too
    disk.mkdir(exist_ok=True)
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk], check=False)
    if mounted.returncode:
        disk.rmdir()
        pytest.skip("needs the right to mount a disk")
    cluster.own(disk)
    disk.chmod(0o700)
    with psycopg.connect(cluster.url, autocommit=True) as admin:
        admin.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_edition SET TABLESPACE small")
    yield disk
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE editions_edition SET TABLESPACE pg_default")
    with psycopg.connect(cluster.url, autocommit=True) as admin:
        admin.execute("CHECKPOINT")
        admin.execute("DROP TABLESPACE small")
    # The server closes its files when it likes.
    subprocess.run(["umount", "--lazy", disk], check=True)
    disk.rmdir()


def fill(file: Path) -> None:
    with contextlib.suppress(OSError), file.open("wb", buffering=0) as ballast:
        while True:
            ballast.write(b"x" * 4096)


def test_while_the_disk_is_full_pages_wait_and_are_not_blocked(workshop: Workshop, small_disk: Path) -> None:
    # More than fits into what the table has already.
    words = f"<p>{random.randbytes(20_000).hex()}</p>"
    pages = [a_page(f"Page {number}", body=[("paragraph", words)]) for number in range(3)]
    ballast = small_disk / "ballast"
    fill(ballast)
    for page in pages:
        schedule(page, soon(1))
    start_clock(workshop)
    waiting = PublishJob.objects.filter(state=JobState.WAITING, attempts__gte=2)
    workshop.wait_for(lambda: waiting.count() == len(pages), what="tries that fail")
    assert not any(map(is_live, pages))
    assert all("tried again by itself" in job.error for job in waiting)

    ballast.unlink()
    workshop.wait_for(lambda: all(map(is_live, pages)), what="the pages", seconds=60)

    assert {times_published(page) for page in pages} == {(1, 1)}
    assert broken_rules() == []


def test_a_table_that_is_locked_for_longer_than_one_waits_is_tried_again(workshop: Workshop) -> None:
    page = a_page()
    start_clock(workshop)
    database = workshop.environment["DATABASE_URL"]
    with psycopg.connect(database) as other:
        other.execute("LOCK TABLE editions_edition IN ACCESS EXCLUSIVE MODE")
        schedule(page, soon(0.5))
        failed = PublishJob.objects.filter(state=JobState.WAITING, error__contains="lock timeout")
        workshop.wait_for(failed.exists, what="the try that gives up")

    workshop.wait_for(lambda: is_live(page), what="the page")
    assert times_published(page) == (1, 1)
    assert broken_rules() == []
    assert PublishJob.objects.get(state=JobState.DONE).finished_at > datetime.now(UTC) - timedelta(minutes=1)  # type: ignore[operator]


def test_what_a_chore_waits_for_does_not_keep_the_clock_from_publishing(workshop: Workshop) -> None:
    """The idle clock looks for pages to render; here it has to wait for that, and a page is due."""
    page = a_page()
    start_clock(workshop)
    with psycopg.connect(workshop.environment["DATABASE_URL"]) as other:
        other.execute("LOCK TABLE editions_renderrequest IN ACCESS EXCLUSIVE MODE")
        waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with psycopg.connect(workshop.environment["DATABASE_URL"], autocommit=True) as looking:
            workshop.wait_for(lambda: looking.execute(waits).fetchone() != (0,), what="a chore that waits")
        schedule(page, soon(0.5))
        failed = PublishJob.objects.filter(state=JobState.WAITING, error__contains="lock timeout")
        workshop.wait_for(lambda: failed.exists() or is_live(page), what="the try")

    workshop.wait_for(lambda: is_live(page), what="the page")
    assert times_published(page) == (1, 1)
