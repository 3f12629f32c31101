"""A page that hangs while it is published does not stop the clock for good."""

from __future__ import annotations

import subprocess
import sys

import pytest

from config.env import BASE_DIR

pytestmark = [pytest.mark.slow, pytest.mark.any_database]

A_CLOCK_THAT_HANGS = """
import time
import django
django.setup()
from cms.publishing.clock import Clock
from cms.publishing.leash import Leash

class Hanging(Clock):
    def tick(self):
        time.sleep(30)
        return 0.0

Hanging(leash=Leash(), call_for_help=lambda: None, patience=0.5).run()
"""


def test_a_tick_that_hangs_ends_the_process_and_says_where() -> None:
    done = subprocess.run(
        [sys.executable, "-c", A_CLOCK_THAT_HANGS],
        cwd=BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "config.settings.test", "PATH": "/usr/bin:/bin"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=25,
        check=False,
    )

    assert done.returncode == 1
    assert "in tick" in done.stderr
