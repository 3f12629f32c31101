"""The probes of container engines, asked about real processes."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from config.env import BASE_DIR
from config.probe import BEAT_SILENCE

SECONDS = 60.0


def probe(name: str, environment: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "config.probe", name],
        cwd=BASE_DIR,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.redis
def test_a_worker_is_well_while_it_answers_and_not_after(redis_url: str, tmp_path: Path) -> None:
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "VAR_DIR": str(tmp_path),
        "REDIS_URL": redis_url,
        "FORMULARY_CLOCK": "0",
        "PATH": "/usr/bin:/bin",
    }
    worker = subprocess.Popen(
        [sys.executable, "-m", "celery", "-A", "config", "worker", "--concurrency", "1"],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        deadline = time.monotonic() + SECONDS
        while (answer := probe("worker", environment)).returncode and time.monotonic() < deadline:
            pass
        assert answer.returncode == 0, answer.stderr
    finally:
        worker.kill()
        worker.wait()

    answer = probe("worker", environment)
    assert answer.returncode == 1
    assert "does not answer" in answer.stderr


def test_beat_is_well_while_it_writes(tmp_path: Path) -> None:
    environment = {"VAR_DIR": str(tmp_path)}
    assert probe("beat", environment).returncode == 1

    schedule = tmp_path / "celerybeat-schedule.db"
    schedule.touch()
    assert probe("beat", environment).returncode == 0

    long_ago = time.time() - BEAT_SILENCE - 1
    os.utime(schedule, (long_ago, long_ago))
    answer = probe("beat", environment)
    assert answer.returncode == 1
    assert "beat has written nothing" in answer.stderr


def test_a_web_process_that_is_not_there_is_not_well() -> None:
    answer = probe("web", {"PORT": "1"})

    assert answer.returncode == 1
    assert "/healthz" in answer.stderr


def test_an_unknown_process_is_refused() -> None:
    assert probe("sweeper", {}).returncode == 2
