"""Several clocks and workers at once, with wrong host clocks, killed children and a broker that goes away."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from cms.core.models import BasePage
from cms.publishing.models import ClockHeartbeat, JobState, PublishJob
from tests import services
from tests.faults.conftest import Workshop
from tests.faults.test_clock import NO_BROKER, soon
from tests.faults.test_early_clock import TRUSTING
from tests.faults.test_killed_while_publishing import broken_rules, times_published
from tests.faults.test_workers import BEAT, WORKER
from tests.scheduling import PAST, a_page, is_live, schedule

pytestmark = [
    pytest.mark.slow,
    pytest.mark.long,
    pytest.mark.postgresql,
    pytest.mark.xdist_group("faults"),
]

FAKETIME = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"), None)
PAGES = 20


def all_once_and_on_time(workshop: Workshop, dues: dict[BasePage, datetime], *, within: float) -> None:
    workshop.wait_for(lambda: all(map(is_live, dues)), what="the pages", seconds=60)
    assert {times_published(page) for page in dues} == {(1, 1)}
    for page, due in dues.items():
        job = PublishJob.objects.get(object_id=str(page.pk), state=JobState.DONE)
        assert job.finished_at is not None
        assert due <= job.finished_at < due + timedelta(seconds=within)
    assert broken_rules() == []


def scattered(*, ahead: float, seconds: float, count: int = PAGES) -> dict[BasePage, datetime]:
    """Pages scheduled for instants drawn from so many seconds, the first of them so many ahead."""
    pages = [a_page(f"Page {number}") for number in range(count)]
    chance = random.Random(1)
    begin = soon(ahead)
    dues = {page: begin + timedelta(seconds=chance.random() * seconds) for page in pages}
    for page, due in dues.items():
        schedule(page, due)
    return dues


def start_clocks(workshop: Workshop, count: int, **environment: str) -> list[subprocess.Popen[str]]:
    clocks = [workshop.start(*TRUSTING, REDIS_URL=NO_BROKER, **environment) for _ in range(count)]
    workshop.wait_for(lambda: ClockHeartbeat.objects.count() == count, what="the heartbeats")
    return clocks


@pytest.mark.parametrize("count", [2, 4])
def test_several_clocks_publish_each_page_once(workshop: Workshop, count: int) -> None:
    start_clocks(workshop, count)
    all_once_and_on_time(workshop, scattered(ahead=3, seconds=5), within=2)


@pytest.mark.parametrize("count", [2, 4])
def test_several_workers_share_a_backlog(workshop: Workshop, own_redis: str, count: int) -> None:
    pages = [a_page(f"Page {number}") for number in range(60)]
    for number in range(count):
        workshop.start(*WORKER, "-n", f"worker{number}@%h", REDIS_URL=own_redis, FORMULARY_CLOCK="1")
    workshop.wait_for(lambda: ClockHeartbeat.objects.count() == count, what="the clocks", seconds=60)
    for page in pages:
        schedule(page, PAST)

    workshop.wait_for(lambda: all(map(is_live, pages)), what="the pages", seconds=60)

    assert {times_published(page) for page in pages} == {(1, 1)}
    assert broken_rules() == []


@pytest.mark.parametrize("offset", ["+3600s", "-3600s"])
def test_a_host_whose_clock_is_an_hour_off_publishes_by_the_databases(
    workshop: Workshop, offset: str
) -> None:
    start_clocks(workshop, 1, **wrong_clock(offset))
    all_once_and_on_time(workshop, scattered(ahead=3, seconds=3, count=8), within=2)


def test_of_two_hosts_whose_clocks_differ_by_two_hours_either_publishes_by_the_databases(
    workshop: Workshop,
) -> None:
    for offset in ("+3600s", "-3600s"):
        workshop.start(*TRUSTING, REDIS_URL=NO_BROKER, **wrong_clock(offset))
    workshop.wait_for(lambda: ClockHeartbeat.objects.count() == 2, what="the heartbeats")
    all_once_and_on_time(workshop, scattered(ahead=3, seconds=3, count=8), within=2)


@pytest.mark.parametrize("step", ["+3600s", "-3600s"])
def test_a_host_clock_that_is_set_while_the_clock_runs_changes_nothing(workshop: Workshop, step: str) -> None:
    setting = workshop.folder / "clock"
    setting.write_text("+0s")
    fake = {"FAKETIME_TIMESTAMP_FILE": str(setting), "FAKETIME_NO_CACHE": "1"}
    start_clocks(workshop, 1, **{**wrong_clock(""), **fake})
    dues = scattered(ahead=3, seconds=3, count=8)
    time.sleep(1)

    setting.write_text(step)

    all_once_and_on_time(workshop, dues, within=2)


def wrong_clock(offset: str) -> dict[str, str]:
    if FAKETIME is None:
        pytest.skip("needs libfaketime, Debian's package faketime")
    # Time that is only measured, not told, does not change when a clock is set.
    fake = {"LD_PRELOAD": str(FAKETIME), "DONT_FAKE_MONOTONIC": "1"}
    return {**fake, **({"FAKETIME": offset} if offset else {})}


@pytest.mark.parametrize("beats", [0, 2])
def test_with_no_beat_or_two_each_page_is_published_once(
    workshop: Workshop, own_redis: str, beats: int
) -> None:
    for number in range(beats):
        schedule_file = str(workshop.folder / f"beat-{number}")
        workshop.start(*BEAT, "--schedule", schedule_file, REDIS_URL=own_redis)
    workshop.start(*WORKER, REDIS_URL=own_redis, FORMULARY_CLOCK="1")
    workshop.wait_for(ClockHeartbeat.objects.exists, what="the clock", seconds=60)
    all_once_and_on_time(workshop, scattered(ahead=2, seconds=10, count=10), within=2)


def test_beat_killed_while_it_is_the_only_trigger_is_made_up_for_when_it_is_back(
    workshop: Workshop, own_redis: str
) -> None:
    beat = workshop.start(*BEAT, REDIS_URL=own_redis)
    workshop.start(*WORKER, REDIS_URL=own_redis)
    first, second = a_page("First"), a_page("Second")
    schedule(first, soon(1))
    workshop.wait_for(lambda: is_live(first), what="the first page", seconds=60)

    workshop.kill(beat)
    schedule(second, soon(0))
    workshop.start(*BEAT, REDIS_URL=own_redis)

    workshop.wait_for(lambda: is_live(second), what="the second page", seconds=60)
    assert {times_published(page) for page in (first, second)} == {(1, 1)}


def test_a_killed_pool_child_leaves_the_page_to_the_next_sweep(workshop: Workshop, own_redis: str) -> None:
    page = a_page()
    schedule(page)
    workshop.hold_at("saved")
    worker = workshop.start(*WORKER, REDIS_URL=own_redis)
    workshop.start(*BEAT, REDIS_URL=own_redis)
    child = workshop.wait_until_held("saved")
    assert child != worker.pid

    os.kill(child, signal.SIGKILL)
    assert not is_live(page)
    workshop.let_go("saved")

    workshop.wait_for(lambda: is_live(page), what="the page", seconds=60)
    assert times_published(page) == (1, 1)
    assert broken_rules() == []


@contextmanager
def redis_on(port: int, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    command = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        assert services._comes_up(f"redis://127.0.0.1:{port}/0")
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.mark.parametrize("gone", [0.0, 15.0])
def test_while_redis_is_restarted_or_gone_pages_go_live_on_time(
    workshop: Workshop, own_redis: str, gone: float, tmp_path: Path
) -> None:
    """On a port that was free a moment ago; the fixture's own server is left alone."""
    port = (urlsplit(own_redis).port or 0) + 1
    url = f"redis://127.0.0.1:{port}/0"
    with redis_on(port, tmp_path):
        workshop.start(*BEAT, REDIS_URL=url)
        workshop.start(*WORKER, REDIS_URL=url, FORMULARY_CLOCK="1")
        workshop.wait_for(ClockHeartbeat.objects.exists, what="the clock", seconds=60)
    dues = scattered(ahead=1, seconds=max(gone, 4.0), count=8)
    time.sleep(gone)
    with redis_on(port, tmp_path):
        all_once_and_on_time(workshop, dues, within=3)
        assert max(ClockHeartbeat.objects.values_list("beat_at", flat=True)) > datetime.now(UTC) - timedelta(
            seconds=10
        )
