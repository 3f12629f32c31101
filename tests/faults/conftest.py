"""Real processes on the test's own database, which a test may hold, kill and start again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.db import connection

from config.env import BASE_DIR
from tests import services
from tests.cluster import Cluster
from tests.factories.core import restore_tree

PATIENCE = 30.0


class Workshop:
    """Starts processes that share the test's database, and ends them all."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": _database_url(),
            "VAR_DIR": str(folder),
            "REDIS_URL": "",
            "FORMULARY_CLOCK": "0",
            "PATH": os.defpath,
            "PYTHONPATH": str(BASE_DIR),
            "PYTHONWARNINGS": "ignore",
        }
        (folder / "stops").mkdir()
        self._processes: list[subprocess.Popen[str]] = []

    def start(self, *command: str, **environment: str) -> subprocess.Popen[str]:
        """Run a management command, or ``celery`` with its arguments; its output goes to a file in the folder."""
        start = ["-m", "celery", *command[1:]] if command[0] == "celery" else ["manage.py", *command]
        with (self.folder / f"process-{len(self._processes)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, *start],
                cwd=BASE_DIR,
                env={**self.environment, **environment},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._processes.append(process)
        return process

    def output(self, process: subprocess.Popen[str]) -> str:
        return (self.folder / f"process-{self._processes.index(process)}.log").read_text()

    def hold_at(self, point: str) -> None:
        (self.folder / "stops" / point).touch()

    def let_go(self, point: str) -> None:
        (self.folder / "stops" / point).unlink()

    def wait_until_held(self, point: str) -> int:
        """The id of the process that has come to the point."""
        reached = self.folder / "stops" / f"{point}.reached"
        self.wait_for(lambda: reached.exists() and reached.read_text(), what=f"a process at {point!r}")
        return int(reached.read_text())

    def wait_for(
        self,
        condition: Callable[[], object],
        *,
        what: str,
        seconds: float = PATIENCE,
        step: float = 0.02,
        of_failed: bool = False,
    ) -> None:
        """``of_failed``: what is waited for comes after all that was started here has failed."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline or (self._all_failed() and not of_failed):
                logs = "\n".join(self.output(process) for process in self._processes)
                pytest.fail(f"waited in vain (at most {seconds} s) for {what}\n{logs}")
            time.sleep(step)

    def _all_failed(self) -> bool:
        return bool(self._processes) and all(process.poll() not in {None, 0} for process in self._processes)

    def kill(self, process: subprocess.Popen[str]) -> None:
        """kill -9 the process and all it has started."""
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        if process.stdin:
            process.stdin.close()

    def end(self) -> None:
        for process in self._processes:
            self.kill(process)


@pytest.fixture
def workshop(transactional_db: None, tmp_path: Path) -> Iterator[Workshop]:
    restore_tree()
    workshop = Workshop(tmp_path)
    yield workshop
    workshop.end()


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Iterator[Cluster]:
    """The server that the test's database is on, which the test may stop."""
    folder = request.config.getoption("--cluster")
    if folder is None:
        pytest.skip("needs a PostgreSQL server of its own: make faults")
    cluster = Cluster(Path(folder))
    yield cluster
    cluster.start()
    connection.close()


@pytest.fixture
def own_redis() -> Iterator[str]:
    """The URL of a Redis that nobody else uses."""
    with services._own_redis() as url:
        if url is None:
            pytest.skip("there is no redis-server on this machine")
        yield url


def _database_url() -> str:
    settings: Mapping[str, Any] = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    who = quote(settings["USER"]) + (f":{quote(settings['PASSWORD'])}" if settings["PASSWORD"] else "")
    where = quote(settings["HOST"] or "localhost", safe="") + (
        f":{settings['PORT']}" if settings["PORT"] else ""
    )
    return f"postgresql://{who}@{where}/{quote(settings['NAME'])}"
