"""What the supervisor starts."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.env import BASE_DIR

PRINT_THE_WORKER = "from config.serve import PROCESSES; print(PROCESSES['worker'])"


@pytest.mark.parametrize(("broker", "purges"), [({}, True), ({"REDIS_URL": "redis://localhost:1/0"}, False)])
def test_a_worker_starts_its_clock_without_waiting_for_a_broker_that_is_away(
    broker: dict[str, str], purges: bool
) -> None:
    """Celery purges before it starts anything else, and waits for the broker to do it."""
    environment = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin", **broker}
    command = [sys.executable, "-c", PRINT_THE_WORKER]
    done = subprocess.run(command, cwd=BASE_DIR, env=environment, capture_output=True, text=True, check=True)

    assert ("--purge" in done.stdout) == purges
